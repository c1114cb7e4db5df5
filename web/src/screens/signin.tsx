import { useId, useRef, useState, type FormEvent } from "react";
import { signIn } from "../data/session";
import { Button } from "../parts/button";
import { faultWords } from "../parts/forms";
import { Mark } from "../shell/brand";
import { lang, setLang, t } from "../text";

export function SignIn() {
  const id = useId();
  const name = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState("");

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const field = (of: string) => {
      const value = form.get(of);
      return typeof value === "string" ? value : "";
    };
    setBusy(true);
    setFault("");
    try {
      await signIn(field("name"), field("password"));
    } catch (error) {
      setFault(faultWords(error));
      setBusy(false);
      name.current?.focus();
    }
  }

  return (
    <main className="signin">
      <form className="card" onSubmit={(event) => void submit(event)}>
        <div className="brand">
          <Mark />
          <span>
            <b>{t("app.name")}</b>
            <span>{t("app.place")}</span>
          </span>
        </div>
        <h1>{t("signin.title")}</h1>
        <label htmlFor={`${id}n`}>{t("signin.name")}</label>
        <input id={`${id}n`} ref={name} name="name" autoComplete="username" autoCapitalize="none" spellCheck={false} required aria-describedby={`${id}f`} />
        <label htmlFor={`${id}p`}>{t("signin.password")}</label>
        <input id={`${id}p`} name="password" type="password" autoComplete="current-password" required aria-describedby={`${id}f`} />
        <p id={`${id}f`} className="fault" role="alert">
          {fault}
        </p>
        <Button type="submit" look="pri" disabled={busy}>
          {t(busy ? "signin.busy" : "signin.send")}
        </Button>
        <p className="muted">{t("signin.help")}</p>
        <p>
          <button type="button" className="aslink" lang={lang === "vi" ? "en" : "vi"} onClick={() => setLang(lang === "vi" ? "en" : "vi")}>
            {t("signin.other")}
          </button>
        </p>
      </form>
    </main>
  );
}

export default SignIn;

import { Camera, CheckCheck } from "lucide-react";
import { useId, useLayoutEffect, useRef, useState } from "react";
import { keep } from "../data/outbox";
import type { Work } from "../data/types";
import { t } from "../text";
import { Button } from "./button";
import { useSay } from "./say";
import { isPhone, nameFor, shrunk } from "./shrink";

const MOST_BYTES = 25 * 1024 * 1024;

/**
 * Closing with one photo: choose it, read the words that stand ready, send. It is kept on this machine
 * before anything leaves it, so a line that breaks loses nothing.
 */
export function ClosePhoto({ item, primary = true, onClosed }: { item: Pick<Work, "id" | "number" | "title">; primary?: boolean; onClosed?: () => void }) {
  const id = useId();
  const say = useSay();
  const [photo, setPhoto] = useState<File | null>(null);
  const [reason, setReason] = useState<string>(t("close.photoReason"));
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState("");
  const send = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (photo !== null) send.current?.querySelector<HTMLElement>("button[type=submit]")?.focus();
  }, [photo]);

  function choose(file: File | undefined) {
    if (file === undefined) return;
    const wrong = file.type !== "application/pdf" && !file.type.startsWith("image/") ? t("close.wrongType", { name: file.name }) : file.size > MOST_BYTES && !file.type.startsWith("image/") ? t("close.tooLarge", { name: file.name }) : "";
    setFault(wrong);
    setPhoto(wrong === "" ? file : null);
  }

  async function close(file: File) {
    if (reason.trim() === "") {
      setFault(t("form.needed", { label: t("close.reason") }));
      return;
    }
    setBusy(true);
    setFault("");
    try {
      const smaller = await shrunk(file, isPhone());
      if (smaller.size > MOST_BYTES) {
        setFault(t("close.tooLarge", { name: file.name }));
        return;
      }
      await keep({ work: item.id, number: item.number, title: item.title, name: nameFor(file, smaller), photo: smaller, reason: reason.trim() });
      say(t("kept.said", { number: item.number }));
      onClosed?.();
    } catch (error) {
      setFault(t("close.notKept", { cause: error instanceof Error ? error.message : String(error) }));
    } finally {
      setBusy(false);
    }
  }

  return (
    <div className="addev closephoto" ref={send}>
      <input
        id={id}
        type="file"
        className="vh"
        accept="image/*,application/pdf"
        capture={isPhone() ? "environment" : undefined}
        aria-describedby={`${id}-fault`}
        onChange={(event) => {
          choose(event.target.files?.[0]);
          event.target.value = "";
        }}
      />
      <label htmlFor={id} className={photo === null && primary ? "btn pri" : "btn"}>
        <Camera className="i" aria-hidden="true" />
        {t(photo === null ? "close.photo" : "close.otherPhoto")}
      </label>
      {photo !== null && (
        <form
          className="words"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            void close(photo);
          }}
        >
          <p>{t("close.chosen", { name: photo.name })}</p>
          <label htmlFor={`${id}-why`}>{t("close.reason")}</label>
          <textarea id={`${id}-why`} rows={2} value={reason} onChange={(event) => setReason(event.target.value)} />
          <div className="b">
            <Button type="submit" look="pri" disabled={busy}>
              <CheckCheck className="i" aria-hidden="true" />
              {t("close.send")}
            </Button>
            <Button onClick={() => setPhoto(null)}>{t("form.cancel")}</Button>
          </div>
        </form>
      )}
      <p id={`${id}-fault`} className="fault" role="alert">
        {fault}
      </p>
    </div>
  );
}

import { useState } from "react";
import type { ReportOne } from "../data/types";
import { useAct } from "../parts/act";
import { actionFor, Button, VerbButton } from "../parts/button";
import { Field, FormEnd, useForm } from "../parts/fields";
import { t } from "../text";
import { ReasonForm } from "./reportactions";
import type { Doing } from "./reportone";

/** What everybody reads, or would: personal details are masked before anybody looks, and staff may change the words. */
export function ReportPublic({ report, doing }: { report: ReportOne; doing: Doing }) {
  const [asks, setAsks] = useState<"redact" | "withdraw" | null>(null);
  const { act, fault } = useAct();
  const { published, approved } = report;
  const [chosen, setChosen] = useState<readonly string[]>(() => report.photos.filter((each) => each.public).map((each) => each.sha));
  const shown = report.photos.filter((each) => each.href !== "" && (each.public || (!approved && chosen.includes(each.sha))));
  const close = () => setAsks(null);
  const send: Doing = async (what, undo) => {
    await doing(what, undo);
    close();
  };
  const verb = (name: string) => actionFor(report.actions, name);
  return (
    <section className="card" aria-labelledby="rep-public">
      <div className="ch">
        <h2 id="rep-public">{t(approved ? "report.public" : "report.wouldBePublic")}</h2>
        <span>{t(published.edited ? "report.editedWords" : "report.maskedWords")}</span>
      </div>
      <div className="pad">
        <p className="asTyped">{published.words}</p>
        {published.answer !== "" && <p className="asTyped quoted">{published.answer}</p>}
        {!approved && verb("approve")?.allowed === true && report.photos.map((photo, at) => photo.href !== "" && (
          <label key={photo.sha} className="check">
            <input
              type="checkbox"
              name={`publish-${at + 1}`}
              checked={photo.public || chosen.includes(photo.sha)}
              disabled={photo.public}
              onChange={(event) => setChosen(event.target.checked ? [...chosen, photo.sha] : chosen.filter((each) => each !== photo.sha))}
            />
            <span>{t("report.publishPhoto", { name: t("report.photoNo", { n: at + 1 }), count: photo.boxes.length })}</span>
          </label>
        ))}
        <p className="muted">{t("report.publicPictures", { count: shown.length })}</p>
        {asks === null && (
          <div className="acts b">
            {!approved && (
              <VerbButton
                id="r-approve"
                action={verb("approve")}
                onClick={() => void act(() => doing({ do: "approve", pictures: shown.map((each) => each.sha) }, verb("photo")?.allowed === true ? { do: "withdraw", words: t("report.undoWords") } : undefined))}
              >
                {t("report.do.approve")}
              </VerbButton>
            )}
            {approved && (
              <VerbButton id="r-withdraw" action={verb("withdraw")} onClick={() => setAsks("withdraw")}>
                {t("report.do.withdraw")}
              </VerbButton>
            )}
            {verb("redact")?.allowed === true && (
              <Button id="r-redact" onClick={() => setAsks("redact")}>
                {t("report.do.redact")}
              </Button>
            )}
          </div>
        )}
        {asks === "withdraw" && <ReasonForm verb="withdraw" send={send} onCancel={close} />}
        {asks === "redact" && <RedactForm report={report} send={send} onCancel={close} />}
        <p className="fault" role="alert">
          {fault}
        </p>
      </div>
    </section>
  );
}

function RedactForm({ report, send, onCancel }: { report: ReportOne; send: Doing; onCancel: () => void }) {
  const form = useForm(() => undefined);
  const before = report.published;
  const [words, setWords] = useState(before.words);
  const [answer, setAnswer] = useState(before.answer);
  const undo = before.edited ? { do: "redact" as const, words: before.words, answer: before.answer } : { do: "redact" as const, words: "", answer: "" };
  return (
    <form className="words" noValidate onSubmit={(event) => void form.send(event, {}, () => send({ do: "redact", words: words.trim(), answer: answer.trim() }, undo))}>
      <Field label={t("report.field.publicWords")} fault={form.fault("words")}>
        {(ids) => <textarea {...ids} name="words" rows={4} value={words} onChange={(event) => setWords(event.target.value)} />}
      </Field>
      {before.answer !== "" && (
        <Field label={t("report.field.publicAnswer")} fault={form.fault("answer")}>
          {(ids) => <textarea {...ids} name="answer" rows={3} value={answer} onChange={(event) => setAnswer(event.target.value)} />}
        </Field>
      )}
      <p className="muted">{t("report.redactHint")}</p>
      <FormEnd form={form} send={t("report.do.redact")} onCancel={onCancel} />
    </form>
  );
}

import { useEffect, useRef, useState } from "react";
import { serverTime } from "../data/news";
import { proofChanged, saveReportDraft, useReportKinds } from "../data/reports";
import type { ReportOne } from "../data/types";
import { useWork } from "../data/work";
import { AddEvidence } from "../parts/addevidence";
import { actionFor, Button, VerbButton } from "../parts/button";
import { EvidenceCards } from "../parts/evidence";
import { Field, useForm } from "../parts/fields";
import { useSay } from "../parts/say";
import { hour, t } from "../text";
import type { Doing } from "./reportone";

/** The answer that was given, or the one that is being written. */
export function ReportAnswer({ report, doing }: { report: ReportOne; doing: Doing }) {
  const draft = actionFor(report.actions, "draft");
  if (report.answer !== "" && draft?.allowed !== true) {
    return (
      <section className="card" aria-labelledby="rep-answer">
        <div className="ch">
          <h2 id="rep-answer">{t("report.answer")}</h2>
        </div>
        <div className="pad">
          <p className="asTyped">{report.answer}</p>
          {report.easy !== "" && (
            <p className="easyline">
              <b>{t("report.easy")}</b> {report.easy}
            </p>
          )}
        </div>
      </section>
    );
  }
  if (draft === undefined || !draft.allowed) return null;
  return <Draft report={report} doing={doing} />;
}

const KEEP_AFTER_MS = 1200;
const AGAIN_MS = 15_000;

interface Words {
  answer: string;
  easy: string;
}

const trimmed = (words: Words) => JSON.stringify([words.answer.trim(), words.easy.trim()]);

/**
 * What is typed is kept by the server as it is written; on another machine it goes on from there. Only what was typed
 * here is sent: two who have the page open must not send each other's words back.
 */
function useKept(report: ReportOne) {
  const { id } = report;
  const server: Words = { answer: report.draft.answer ?? "", easy: report.draft.easy ?? "" };
  const [own, setOwn] = useState<{ words: Words; saved: boolean } | null>(null);
  const [kept, setKept] = useState<{ at: Date | null; fault: boolean }>({ at: null, fault: false });
  const [tries, setTries] = useState(0);
  const open = useRef<Words | null>(null);
  const words = own === null || (own.saved && trimmed(own.words) !== trimmed(server)) ? server : own.words;
  useEffect(() => {
    if (own === null || own.saved) return undefined;
    open.current = own.words;
    let again: ReturnType<typeof setTimeout> | undefined;
    const timer = setTimeout(() => {
      saveReportDraft(id, own.words).then(
        () => {
          if (open.current === own.words) open.current = null;
          setKept({ at: serverTime(Date.now()), fault: false });
          setOwn((now) => (now === own ? { ...own, saved: true } : now));
        },
        () => {
          setKept({ at: null, fault: true });
          again = setTimeout(() => setTries((n) => n + 1), AGAIN_MS);
        },
      );
    }, KEEP_AFTER_MS);
    return () => {
      clearTimeout(timer);
      clearTimeout(again);
    };
  }, [id, own, tries]);
  // Who leaves the page in the middle of a word has it kept as well.
  useEffect(
    () => () => {
      if (open.current !== null) saveReportDraft(id, open.current).catch(() => undefined);
    },
    [id],
  );
  return {
    words,
    kept,
    writing: own !== null && !own.saved,
    put: (more: Partial<Words>) => setOwn({ words: { ...words, ...more }, saved: false }),
    /** It was said: there is nothing left to keep. */
    said: () => {
      open.current = null;
    },
  };
}

function Draft({ report, doing }: { report: ReportOne; doing: Doing }) {
  const kinds = useReportKinds();
  const say = useSay();
  const { words, kept, writing, put, said } = useKept(report);
  const form = useForm(() => undefined);
  const box = useRef<HTMLFormElement>(null);
  const resolve = actionFor(report.actions, "resolve");
  const usual = (kinds.data?.templates ?? []).filter((each) => each.category === "" || each.category === report.category.code);
  const [code, setCode] = useState("");
  const take = () => {
    const template = usual.find((each) => each.code === code);
    if (template === undefined) return;
    const before = words;
    put({ answer: template.words, easy: template.easy });
    say(t("report.filled", { name: template.name }), () => Promise.resolve(put(before)));
    // What stands between brackets is filled in: the first is chosen, so that typing replaces it.
    requestAnimationFrame(() => {
      const area = box.current?.querySelector<HTMLTextAreaElement>("textarea[name=answer]");
      const [from, to] = [template.words.indexOf("["), template.words.indexOf("]")];
      area?.focus();
      if (from >= 0 && to > from) area?.setSelectionRange(from, to + 1);
    });
  };
  const open = /\[[^\]]*\]/.test(`${words.answer} ${words.easy}`);
  return (
    <section className="card" aria-labelledby="rep-answer">
      <div className="ch">
        <h2 id="rep-answer">{t("report.answer")}</h2>
        <span role="status">{kept.fault ? t("report.notKept") : writing ? t("report.keeping") : kept.at === null ? t("report.draft") : t("report.keptAt", { at: hour(kept.at) })}</span>
      </div>
      <form
        ref={box}
        className="pad words"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (resolve?.allowed !== true) return;
          void form.send(
            event,
            {
              words: words.answer.trim() === "" ? t("form.needed", { label: t("report.field.answer") }) : open ? t("report.fillBrackets") : "",
              easy: words.easy.trim() === "" ? t("form.needed", { label: t("report.field.easy") }) : "",
            },
            async () => {
              said();
              await doing({ do: "resolve", answer: words.answer.trim(), easy: words.easy.trim() });
            },
          );
        }}
      >
        {usual.length > 0 && (
          <Field label={t("report.field.template")} fault="">
            {(ids) => (
              <div className="fillin">
                <select {...ids} className="input" name="template" value={code} onChange={(event) => setCode(event.target.value)}>
                  <option value="">{t("report.chooseTemplate")}</option>
                  {usual.map((each) => (
                    <option key={each.code} value={each.code}>
                      {each.name}
                    </option>
                  ))}
                </select>
                <Button id="r-fill" disabled={code === ""} onClick={take}>
                  {t("report.fillIn")}
                </Button>
              </div>
            )}
          </Field>
        )}
        <Field label={t("report.field.answer")} fault={form.fault("words")}>
          {(ids) => <textarea {...ids} name="answer" lang="vi" rows={5} value={words.answer} onChange={(event) => put({ answer: event.target.value })} />}
        </Field>
        <Field label={t("report.field.easy")} fault={form.fault("easy")}>
          {(ids) => <textarea {...ids} name="easy" lang="vi" rows={2} value={words.easy} onChange={(event) => put({ easy: event.target.value })} />}
        </Field>
        <Proof report={report} />
        <p className="fault" role="alert">
          {form.fault("form")}
        </p>
        <div className="b">
          <VerbButton id="r-resolve" type="submit" look="pri" action={resolve} disabled={form.busy}>
            {form.busy ? t("form.sending") : t("report.do.resolve")}
          </VerbButton>
        </div>
      </form>
    </section>
  );
}

/** Proof is handed in at the item of the queue: the same picture is seen there. */
function Proof({ report }: { report: ReportOne }) {
  const evidence = actionFor(report.work?.actions, "evidence");
  if (report.work === null || evidence === undefined) return null;
  return (
    <fieldset className="proofs">
      <legend>{t("report.proof")}</legend>
      <p className="muted">{t("report.proofHint")}</p>
      <Handed work={report.work.id} report={report.id} />
      {evidence.allowed ? <AddEvidence work={report.work.id} /> : <VerbButton id="r-evidence" action={evidence}>{t("evidence.add")}</VerbButton>}
    </fieldset>
  );
}

function Handed({ work, report }: { work: string; report: string }) {
  const item = useWork(work);
  const count = item.data?.evidence.length;
  const before = useRef(count);
  useEffect(() => {
    if (before.current !== undefined && before.current !== count) void proofChanged(report);
    before.current = count;
  }, [count, report]);
  return item.data === undefined ? null : <EvidenceCards items={item.data.evidence} />;
}

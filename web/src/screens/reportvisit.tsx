import { useState } from "react";
import type { ReportOne } from "../data/types";
import { useWork } from "../data/work";
import { AddEvidence } from "../parts/addevidence";
import { actionFor, VerbButton } from "../parts/button";
import { EvidenceCards } from "../parts/evidence";
import { Field, FormEnd, useForm } from "../parts/fields";
import { dateTime, t } from "../text";
import type { Doing } from "./reportone";

/** A closed report that was drawn by lot: somebody of the desk goes there, with a camera. */
export function ReportVisit({ report, doing }: { report: ReportOne; doing: Doing }) {
  const { visit } = report;
  if (visit === null || visit.item === "") return null;
  return (
    <section className="card" aria-labelledby="rep-visit">
      <div className="ch">
        <h2 id="rep-visit">{t("report.visit")}</h2>
        <span className="num">{visit.month}</span>
      </div>
      <div className="pad">
        {visit.result === "" ? <Going report={report} item={visit.item} doing={doing} /> : <p>{t(`report.visit.${visit.result}`)}</p>}
        {visit.words !== "" && <p className="asTyped">{visit.words}</p>}
        {visit.at !== null && <p className="muted">{`${visit.by}, ${dateTime(visit.at)}`}</p>}
      </div>
    </section>
  );
}

function Going({ report, item, doing }: { report: ReportOne; item: string; doing: Doing }) {
  const action = actionFor(report.actions, "visit");
  const work = useWork(item);
  const form = useForm(() => undefined);
  const [mended, setMended] = useState("");
  const [words, setWords] = useState("");
  if (action?.allowed !== true) return <VerbButton id="r-visit" action={action}>{t("report.do.visit")}</VerbButton>;
  const faults = { mended: mended === "" ? t("form.needed", { label: t("report.visit.found") }) : "", words: words.trim() === "" ? t("form.needed", { label: t("report.visit.words") }) : "" };
  return (
    <>
      <p className="muted">{t("report.visit.why")}</p>
      {work.data !== undefined && <EvidenceCards items={work.data.evidence} />}
      <AddEvidence work={item} />
      <form className="words" noValidate onSubmit={(event) => void form.send(event, faults, () => doing({ do: "visit", mended: mended === "yes", words: words.trim() }))}>
        <Field label={t("report.visit.found")} fault={form.fault("mended")}>
          {(ids) => (
            <select {...ids} className="input" name="mended" value={mended} onChange={(event) => setMended(event.target.value)}>
              <option value="">{t("directive.choose")}</option>
              <option value="yes">{t("report.visit.mended")}</option>
              <option value="no">{t("report.visit.not_mended")}</option>
            </select>
          )}
        </Field>
        <Field label={t("report.visit.words")} fault={form.fault("words")}>
          {(ids) => <textarea {...ids} name="words" rows={2} value={words} onChange={(event) => setWords(event.target.value)} />}
        </Field>
        <FormEnd form={form} send={t("report.do.visit")} onCancel={() => { setMended(""); setWords(""); }} />
      </form>
    </>
  );
}

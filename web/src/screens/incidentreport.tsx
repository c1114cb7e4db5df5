import { Link, useNavigate } from "@tanstack/react-router";
import { FilePen, FileText } from "lucide-react";
import { useState } from "react";
import { addFinding, sendSitrep, sitrepEvery, useSitreps } from "../data/incidents";
import type { Incident, Sitrep, Sitreps } from "../data/types";
import { actionFor, Button, VerbButton } from "../parts/button";
import { useNow } from "../parts/clock";
import { useDialog } from "../parts/dialog";
import { Field, FormEnd, useForm } from "../parts/fields";
import { useSay } from "../parts/say";
import { dateTime, hourOrDate, t } from "../text";

const PARTS = ["situation", "done", "next", "needs"] as const;
const EVERY = [0, 60, 120, 240, 480, 1440];

/** Situation reports: what was sent does not change; the next is written beforehand from the log. */
export function SitrepsPart({ incident }: { incident: Incident }) {
  const now = useNow();
  const dialog = useDialog();
  const sitreps = useSitreps(incident.id);
  const run = actionFor(incident.actions, "run")?.allowed === true;
  const command = actionFor(incident.actions, "command")?.allowed === true;
  const sent = sitreps.data?.sent ?? [];
  if (sent.length === 0 && !run) return null;
  const late = incident.sitrep_due !== null && Date.parse(incident.sitrep_due) < now.getTime();
  return (
    <section className="card" aria-label={t("sitrep.title")}>
      <div className="ch">
        <h2>{t("sitrep.title")}</h2>
        {run && sitreps.data !== undefined && (
          <Button id="sitrep" small look={late ? "warn" : ""} onClick={() => sitreps.data !== undefined && dialog.show(t("sitrep.write", { no: sitreps.data.draft.no }), <SitrepForm incident={incident} sitreps={sitreps.data} />)}>
            <FileText className="i" aria-hidden="true" />
            {t("sitrep.write", { no: sitreps.data.draft.no })}
          </Button>
        )}
      </div>
      <div className="pad">
        <p className={late ? "late" : "muted"}>
          {incident.sitrep_due === null ? t("sitrep.never") : t(late ? "sitrep.late" : "sitrep.due", { at: hourOrDate(incident.sitrep_due, now) })}{" "}
          {command && (
            <Button id="sitrep-every" small look="quiet" onClick={() => dialog.show(t("sitrep.every"), <Every incident={incident} />)}>
              {t("sitrep.every")}
            </Button>
          )}
        </p>
        <ul className="plainlist">
          {sent.map((each) => (
            <li key={each.no}>
              <details>
                <summary>
                  {t("sitrep.number", { no: each.no })}, {each.sent_at !== null && dateTime(each.sent_at)}, {each.by}
                </summary>
                <SitrepText report={each} />
              </details>
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}

function SitrepText({ report }: { report: Sitrep }) {
  return (
    <dl className="sitrep">
      {PARTS.filter((part) => report[part] !== "").map((part) => (
        <div key={part}>
          <dt>{t(`sitrep.${part}`)}</dt>
          <dd>{report[part]}</dd>
        </div>
      ))}
      <div>
        <dt>{t("sitrep.figures")}</dt>
        <dd>
          <FiguresText report={report} />
        </dd>
      </div>
    </dl>
  );
}

function FiguresText({ report: { figures: f } }: { report: Sitrep }) {
  return <>{t("sitrep.counted", { signals: f.signals, alive: f.alerts_alive, done: f.steps_done, all: f.steps_all, met: f.objectives_met, goals: f.objectives_all, here: f.resources_here, out: f.resources_out })}</>;
}

function SitrepForm({ incident, sitreps }: { incident: Incident; sitreps: Sitreps }) {
  const dialog = useDialog();
  const say = useSay();
  const form = useForm(dialog.close);
  const { draft } = sitreps;
  const [body, setBody] = useState({ situation: draft.situation, done: draft.done, next: draft.next, needs: draft.needs });
  return (
    <form
      className="words dayform"
      noValidate
      onSubmit={(event) =>
        void form.send(event, {}, async () => {
          await sendSitrep(incident.id, { no: draft.no, ...body });
          say(t("sitrep.sent", { no: draft.no }));
        })
      }
    >
      <p className="muted">{t("sitrep.prefilled")}</p>
      {PARTS.map((part) => (
        <Field key={part} label={t(`sitrep.${part}`)} fault={form.fault(part)}>
          {(ids) => <textarea {...ids} rows={part === "situation" ? 4 : 3} value={body[part]} onChange={(event) => setBody({ ...body, [part]: event.target.value })} />}
        </Field>
      ))}
      <p>
        <FiguresText report={draft} />
      </p>
      <FormEnd form={form} send={t("sitrep.send")} onCancel={dialog.close} />
    </form>
  );
}

function Every({ incident }: { incident: Incident }) {
  const dialog = useDialog();
  const form = useForm(dialog.close);
  const [minutes, setMinutes] = useState(incident.sitrep_minutes);
  const choices = EVERY.includes(incident.sitrep_minutes) ? EVERY : [...EVERY, incident.sitrep_minutes];
  return (
    <form className="words dayform" noValidate onSubmit={(event) => void form.send(event, {}, async () => void (await sitrepEvery(incident.id, minutes)))}>
      <Field label={t("sitrep.every")} fault={form.fault("minutes")}>
        {(ids) => (
          <select {...ids} className="input" value={minutes} onChange={(event) => setMinutes(Number(event.target.value))}>
            {choices.map((each) => (
              <option key={each} value={each}>
                {each === 0 ? t("sitrep.none") : t("sitrep.hours", { hours: each / 60 })}
              </option>
            ))}
          </select>
        )}
      </Field>
      <FormEnd form={form} send={t("sitrep.set")} onCancel={dialog.close} />
    </form>
  );
}

/** After closing: how the steps went, what was learned, and what the playbook becomes by it. */
export function Review({ incident }: { incident: Incident }) {
  const dialog = useDialog();
  const navigate = useNavigate();
  const { review, playbook } = incident;
  if (incident.state !== "closed") return null;
  return (
    <section className="card" id="review" aria-label={t("review.title")}>
      <div className="ch">
        <h2>{t("review.title")}</h2>
        {actionFor(incident.actions, "review")?.allowed === true && (
          <Button id="finding" small onClick={() => dialog.show(t("review.add"), <FindingForm incident={incident} />)}>
            {t("review.add")}
          </Button>
        )}
      </div>
      <div className="pad">
        {review !== null && (
          <>
            <p>
              <b className="num">{t("pb.points", { n: review.points })}</b> · {t("pb.drillCount", { steps: review.steps, onTime: review.on_time, late: review.late, skipped: review.skipped, missing: review.missing })}
            </p>
            <ul className="plainlist">
              {review.lost.map((words) => (
                <li key={words}>{words}</li>
              ))}
            </ul>
            <p className="muted">{review.method}</p>
          </>
        )}
        {incident.findings.map((each) => (
          <dl key={each.no} className="sitrep">
            <div>
              <dt>{t("review.what", { no: each.no })}</dt>
              <dd>{each.what}</dd>
            </div>
            <div>
              <dt>{t("review.why")}</dt>
              <dd>{each.why}</dd>
            </div>
            <div>
              <dt>{t("review.proposal")}</dt>
              <dd>
                {each.proposal}
                {each.became !== null && (
                  <>
                    {"\n"}
                    <Link className="became" to="/playbooks/$code" params={{ code: each.became.code }} search={{ proposal: each.became.id }}>
                      {t("review.became", { number: each.became.number })}
                    </Link>{" "}
                    <small>{each.became.version > 0 ? t("pb.became", { n: each.became.version }) : t(`pb.state.${each.became.state}`)}</small>
                  </>
                )}
              </dd>
            </div>
          </dl>
        ))}
        {incident.findings.length === 0 && <p className="muted">{t("review.none")}</p>}
        {review !== null && playbook !== null && incident.findings.length > 0 && (
          <VerbButton id="propose" small action={review.propose} onClick={() => void navigate({ to: "/playbooks/$code", params: { code: playbook.code }, search: { mode: "edit", case: incident.id } })}>
            <FilePen className="i" aria-hidden="true" />
            {t("review.propose")}
          </VerbButton>
        )}
      </div>
    </section>
  );
}

function FindingForm({ incident }: { incident: Incident }) {
  const dialog = useDialog();
  const form = useForm(dialog.close);
  const [f, setF] = useState({ what: "", why: "", proposal: "", step: 0 });
  return (
    <form className="words dayform" noValidate onSubmit={(event) => void form.send(event, {}, async () => void (await addFinding(incident.id, f)))}>
      <Field label={t("review.whatLabel")} fault={form.fault("what")}>
        {(ids) => <textarea {...ids} rows={2} value={f.what} onChange={(event) => setF({ ...f, what: event.target.value })} />}
      </Field>
      <Field label={t("review.why")} fault={form.fault("why")}>
        {(ids) => <textarea {...ids} rows={2} value={f.why} onChange={(event) => setF({ ...f, why: event.target.value })} />}
      </Field>
      <Field label={t("review.proposal")} fault={form.fault("proposal")}>
        {(ids) => <textarea {...ids} rows={2} value={f.proposal} onChange={(event) => setF({ ...f, proposal: event.target.value })} />}
      </Field>
      <Field label={t("review.step")} fault={form.fault("step")}>
        {(ids) => (
          <select {...ids} className="input" value={f.step} onChange={(event) => setF({ ...f, step: Number(event.target.value) })}>
            <option value={0}>{t("review.noStep")}</option>
            {incident.playbook?.steps.map((step) => (
              <option key={step.no} value={step.no}>
                {step.no}. {step.title}
              </option>
            ))}
          </select>
        )}
      </Field>
      <FormEnd form={form} send={t("review.add")} onCancel={dialog.close} />
    </form>
  );
}

import { useState, type FormEvent } from "react";
import { Problem } from "../data/client";
import { useKeepingChange, useKeepingPlan } from "../data/keeping";
import type { KeepingPlan, KeptKind } from "../data/types";
import { Button } from "../parts/button";
import { useDialog } from "../parts/dialog";
import { faultWords } from "../parts/forms";
import { dateTime, number, t } from "../text";

// How long a parameter is kept, in two steps: what shall hold, then what that would remove. Keeping
// longer removes nothing and needs no second look at figures.

const FIELDS = ["raw_days", "hourly_days", "reason"];

/** What was typed: an empty box and letters are no number of days, and the server says so. */
const daysOf = (typed: string) => (/^\d{1,6}$/.test(typed.trim()) ? Number(typed) : -1);

const less = (days: number, now: number) => days > 0 && (now === 0 || days < now);

export function KeepingForm({ kind }: { kind: KeptKind }) {
  const [raw, setRaw] = useState(String(kind.raw_days));
  const [hourly, setHourly] = useState(String(kind.hourly_days));
  const [reason, setReason] = useState("");
  const [plan, setPlan] = useState<KeepingPlan | null>(null);
  const [fault, setFault] = useState<unknown>(null);
  const planning = useKeepingPlan();
  const change = useKeepingChange();
  const dialog = useDialog();
  const wanted = { parameter: kind.parameter, raw_days: daysOf(raw), hourly_days: daysOf(hourly) };
  const at = (path: string) => (fault instanceof Problem ? fault.faults.filter((f) => f.path === path).map((f) => f.message).join(" ") : "");
  const rest = fault === null || (fault instanceof Problem && fault.faults.length > 0 && fault.faults.every((f) => FIELDS.includes(f.path))) ? "" : faultWords(fault);

  async function submit(event: FormEvent) {
    event.preventDefault();
    setFault(null);
    try {
      if (plan === null) {
        setPlan(await planning.mutateAsync(wanted));
        return;
      }
      await change.mutateAsync({ ...wanted, reason, ...(removes(plan) ? { plan: plan.plan } : {}) });
      dialog.close();
    } catch (error) {
      if (!(error instanceof Problem && error.faults.some((f) => f.path === "reason"))) setPlan(null);
      setFault(error);
    }
  }

  const again = (set: (value: string) => void) => (value: string) => {
    set(value);
    setPlan(null);
  };
  const busy = planning.isPending || change.isPending;
  return (
    <form className="words dayform" onSubmit={(event) => void submit(event)} noValidate>
      <Field id="keep-raw" label={t("keeping.rawDays")} hint={t("keeping.hint")} value={raw} onChange={again(setRaw)} fault={at("raw_days")} numeric />
      <Field id="keep-hourly" label={t("keeping.hourlyDays")} hint={t("keeping.hintHourly")} value={hourly} onChange={again(setHourly)} fault={at("hourly_days")} numeric />
      <Field id="keep-reason" label={t("keeping.reason")} value={reason} onChange={setReason} fault={at("reason")} />
      {kind.needs.length > 0 && (
        <details>
          <summary>{t("keeping.needs")}</summary>
          <ul>
            {kind.needs.map((need) => (
              <li key={`${need.kind} ${need.name}`}>{t("keeping.need", { name: need.name, days: need.days })}</li>
            ))}
          </ul>
        </details>
      )}
      <p className="fault" role="alert">
        {rest}
      </p>
      {plan !== null && <PlanView plan={plan} />}
      <div className="b">
        <Button type="submit" look={plan === null ? "" : "pri"} disabled={busy}>
          {busy ? t("form.sending") : plan === null ? t("keeping.showPlan") : removes(plan) ? t("keeping.apply") : t("keeping.save")}
        </Button>
      </div>
    </form>
  );
}

/** Whether the change takes something away, now or later. */
const removes = (plan: KeepingPlan) => less(plan.raw_days, plan.raw_days_now) || less(plan.hourly_days, plan.hourly_days_now) || (plan.raw_days > 0 && plan.raw_days === plan.raw_days_now);

function PlanView({ plan }: { plan: KeepingPlan }) {
  return (
    <section className="planbox" aria-live="polite">
      {removes(plan) ? (
        <>
          <h3>{t("keeping.plan")}</h3>
          {plan.values > 0 && plan.first !== null && plan.last !== null && (
            <p>
              <b>
                {t("keeping.planValues", { values: number(plan.values), series: number(plan.series), first: dateTime(plan.first), last: dateTime(plan.last), bytes: size(plan.bytes) })}
              </b>
            </p>
          )}
          {plan.hours > 0 && <p>{t("keeping.planHours", { hours: number(plan.hours) })}</p>}
          {plan.values === 0 && plan.hours === 0 && <p>{t("keeping.planNothing")}</p>}
          <p className="muted">{t("keeping.planAfter")}</p>
        </>
      ) : (
        <p>{t("keeping.planLonger")}</p>
      )}
    </section>
  );
}

function size(bytes: number): string {
  if (bytes >= 1e9) return `${number(Math.round(bytes / 1e8) / 10)} GB`;
  if (bytes >= 1e6) return `${number(Math.round(bytes / 1e5) / 10)} MB`;
  return `${number(Math.max(1, Math.round(bytes / 1e3)))} kB`;
}

interface FieldProps {
  id: string;
  label: string;
  value: string;
  hint?: string;
  fault: string;
  numeric?: boolean;
  onChange: (value: string) => void;
}

function Field({ id, label, value, hint, fault, numeric = false, onChange }: FieldProps) {
  return (
    <>
      <label htmlFor={id}>{label}</label>
      <input id={id} inputMode={numeric ? "numeric" : "text"} value={value} aria-invalid={fault !== ""} aria-describedby={`${id}-fault ${id}-hint`} onChange={(event) => onChange(event.target.value)} />
      {hint !== undefined && (
        <small id={`${id}-hint`} className="muted">
          {hint}
        </small>
      )}
      {fault !== "" && (
        <p id={`${id}-fault`} className="fault" role="alert">
          {fault}
        </p>
      )}
    </>
  );
}

/** Ends a removal that runs: keeping for ever is always free. */
export function StopForm({ kind }: { kind: KeptKind }) {
  const [fault, setFault] = useState("");
  const change = useKeepingChange();
  const dialog = useDialog();
  async function stop() {
    setFault("");
    try {
      await change.mutateAsync({ parameter: kind.parameter, raw_days: 0, hourly_days: 0, reason: t("keeping.stop") });
      dialog.close();
    } catch (error) {
      setFault(faultWords(error));
    }
  }
  return (
    <div className="words">
      <p>{t("keeping.stopText")}</p>
      <p className="fault" role="alert">
        {fault}
      </p>
      <div className="b">
        <Button look="pri" disabled={change.isPending} onClick={() => void stop()}>
          {t("keeping.stop")}
        </Button>
      </div>
    </div>
  );
}

import { useState, type FormEvent, type ReactNode } from "react";
import { useCalendarChange, useCalendarPlan } from "../data/calendar";
import { Problem } from "../data/client";
import type { CalendarDay, CalendarEdit, CalendarPlan } from "../data/types";
import { Button } from "../parts/button";
import { useDialog } from "../parts/dialog";
import { faultWords } from "../parts/forms";
import { dateTime, day, t, tMaybe } from "../text";

// A change of a day in two steps: what shall be, then what that would move. Nothing typed is lost when
// the server finds a fault; each fault stands at its field.

const MARKS = ["VERIFIED", "KNOWLEDGE high", "KNOWLEDGE medium", "KNOWLEDGE low", "PROJECT CHOICE"];
const KINDS = ["holiday", "swap", "ordinary", "given"] as const;
type Kind = (typeof KINDS)[number];

interface Props {
  date: string;
  before: CalendarDay | undefined;
  onChanged: (edit: CalendarEdit) => void;
}

export function DayForm({ date, before, onChanged }: Props) {
  const [kind, setKind] = useState<Kind>(before?.kind === "holiday" || before === undefined ? "holiday" : before.kind === "swap" ? "swap" : "ordinary");
  const [other, setOther] = useState(before?.kind === "swap" ? before.other : "");
  const [vi, setVI] = useState(before?.name_vi ?? "");
  const [en, setEN] = useState(before?.name_en ?? "");
  const [source, setSource] = useState(before?.source ?? "");
  const [mark, setMark] = useState(MARKS[0] ?? "");
  const [plan, setPlan] = useState<CalendarPlan | null>(null);
  const [fault, setFault] = useState<unknown>(null);
  const planning = useCalendarPlan();
  const change = useCalendarChange();
  const named = kind === "holiday" || kind === "swap";
  const edit: CalendarEdit = {
    days: [{ day: date, kind, ...(kind === "swap" ? { other } : {}), ...(named ? { name: { vi, en } } : {}) }],
    source: kind === "given" ? "" : source,
    mark: kind === "given" ? "" : mark,
  };
  const at = (path: string) => (fault instanceof Problem ? fault.faults.filter((f) => f.path === path || f.path.startsWith(path + "/")).map((f) => f.message).join(" ") : "");
  const known = ["days/0/name", "days/0/other", "source", "mark"];
  const rest = fault === null || (fault instanceof Problem && fault.faults.length > 0 && fault.faults.every((f) => known.some((path) => f.path.startsWith(path)))) ? "" : faultWords(fault);

  async function submit(event: FormEvent) {
    event.preventDefault();
    setFault(null);
    try {
      if (plan === null) {
        setPlan(await planning.mutateAsync(edit));
        return;
      }
      await change.mutateAsync({ ...edit, plan: plan.plan });
      onChanged(edit);
    } catch (error) {
      setPlan(null);
      setFault(error);
    }
  }

  const again = <T,>(set: (value: T) => void) => (value: T) => {
    set(value);
    setPlan(null);
  };
  const busy = planning.isPending || change.isPending;
  return (
    <form className="words dayform" onSubmit={(event) => void submit(event)} noValidate>
      <fieldset>
        <legend>{t("calendar.whatIs", { day: day(date) })}</legend>
        {KINDS.filter((k) => k !== "given" || (before !== undefined && before.edited_by !== "")).map((k) => (
          <label key={k} className="choice">
            <input type="radio" name="kind" value={k} checked={kind === k} onChange={() => again(setKind)(k)} /> {tMaybe(`calendar.say.${k}`, k)}
          </label>
        ))}
      </fieldset>
      {kind === "swap" && <Field id="cal-other" label={t("calendar.other")} type="date" value={other} onChange={again(setOther)} fault={at("days/0/other")} />}
      {named && <Field id="cal-vi" label={t("calendar.nameVI")} value={vi} onChange={again(setVI)} fault={vi.trim() === "" ? at("days/0/name") : ""} />}
      {named && <Field id="cal-en" label={t("calendar.nameEN")} value={en} onChange={again(setEN)} fault={vi.trim() === "" ? "" : at("days/0/name")} />}
      {kind !== "given" && <Field id="cal-source" label={t("calendar.source")} value={source} onChange={again(setSource)} fault={at("source")} hint={t("calendar.sourceHint")} />}
      {kind !== "given" && (
        <>
          <label htmlFor="cal-mark">{t("calendar.mark")}</label>
          <select id="cal-mark" value={mark} onChange={(event) => again(setMark)(event.target.value)}>
            {MARKS.map((m) => (
              <option key={m} value={m}>
                {tMaybe(`mark.${m}`, m)}
              </option>
            ))}
          </select>
        </>
      )}
      <p className="fault" role="alert">
        {rest}
      </p>
      {plan !== null && <PlanView plan={plan} />}
      <div className="b">
        <Button type="submit" look={plan === null ? "" : "pri"} disabled={busy}>
          {busy ? t("form.sending") : plan === null ? t("calendar.showPlan") : t("calendar.apply")}
        </Button>
      </div>
    </form>
  );
}

interface FieldProps {
  id: string;
  label: string;
  type?: string;
  value: string;
  hint?: string;
  fault: string;
  onChange: (value: string) => void;
}

function Field({ id, label, type = "text", value, hint, fault, onChange }: FieldProps) {
  return (
    <>
      <label htmlFor={id}>{label}</label>
      <input id={id} type={type} value={value} aria-invalid={fault !== ""} aria-describedby={`${id}-fault ${id}-hint`} onChange={(event) => onChange(event.target.value)} />
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

/** What the change would do, in words, before it is done. */
function PlanView({ plan }: { plan: CalendarPlan }) {
  return (
    <section className="planbox" aria-live="polite">
      <h3>{t("calendar.plan")}</h3>
      {plan.days.length === 0 && <p>{t("calendar.planNothing")}</p>}
      <ul>
        {plan.days.map((d) => (
          <li key={d.day}>
            <b>{day(d.day)}</b>: {d.before} → <b>{d.after}</b>
          </li>
        ))}
      </ul>
      <p>
        <b>{t("calendar.moves", { count: plan.moves })}</b> {plan.steps > 0 && t("calendar.steps", { count: plan.steps })}
      </p>
      {plan.items.length > 0 && (
        <ul className="planitems">
          {plan.items.slice(0, 20).map((item) => (
            <li key={item.id}>
              {item.number} {item.title} ({item.owner.name}): {dateTime(item.due)} → <b>{dateTime(item.to)}</b>
            </li>
          ))}
        </ul>
      )}
      {plan.items.length > 20 && <p className="muted">{t("calendar.more", { count: plan.items.length - 20 })}</p>}
      {plan.hidden > 0 && <p className="muted">{t("calendar.hidden", { count: plan.hidden })}</p>}
    </section>
  );
}

/** Takes a change back: the plan first, then one button. */
export function UndoForm({ edit, onDone }: { edit: CalendarEdit; onDone: () => void }): ReactNode {
  const planning = useCalendarPlan();
  const change = useCalendarChange();
  const dialog = useDialog();
  const [fault, setFault] = useState("");
  const plan = planning.data;
  async function go() {
    setFault("");
    try {
      if (plan === undefined) {
        await planning.mutateAsync(edit);
        return;
      }
      await change.mutateAsync({ ...edit, plan: plan.plan });
      onDone();
      dialog.close();
    } catch (error) {
      planning.reset();
      setFault(faultWords(error));
    }
  }
  return (
    <div className="words">
      {plan !== undefined && <PlanView plan={plan} />}
      <p className="fault" role="alert">
        {fault}
      </p>
      <div className="b">
        <Button look={plan === undefined ? "" : "pri"} disabled={planning.isPending || change.isPending} onClick={() => void go()}>
          {plan === undefined ? t("calendar.showPlan") : t("calendar.undo")}
        </Button>
      </div>
    </div>
  );
}

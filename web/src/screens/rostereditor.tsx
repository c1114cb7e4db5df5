import { useState, type FormEvent } from "react";
import { Problem } from "../data/client";
import { useRosterChange } from "../data/roster";
import type { Roster, RosterDraft, RosterShift } from "../data/types";
import { Button } from "../parts/button";
import { useDialog } from "../parts/dialog";
import { faultWords } from "../parts/forms";
import { t } from "../text";
import { Field } from "./rosterforms";

// The rotation's editor: shifts with their hours, their days and their people in order. It sends the
// version it began from; who saved meanwhile is told, and what was typed stays.

const WEEK = [1, 2, 3, 4, 5, 6, 7] as const;

export function RosterEditor({ roster }: { roster: Roster }) {
  const [draft, setDraft] = useState<RosterDraft>(roster.draft);
  const [fault, setFault] = useState<unknown>(null);
  const save = useRosterChange(roster.code);
  const dialog = useDialog();
  const [version] = useState(roster.version);
  const at = (path: string) => (fault instanceof Problem ? fault.faults.filter((f) => f.path === path || f.path.startsWith(path + "/")).map((f) => f.message).join(" ") : "");
  const set = (index: number, change: Partial<RosterShift>) => setDraft({ ...draft, shifts: draft.shifts.map((s, i) => (i === index ? { ...s, ...change } : s)) });
  async function submit(event: FormEvent) {
    event.preventDefault();
    setFault(null);
    try {
      await save.mutateAsync({ do: "save", version, roster: draft });
      dialog.close();
    } catch (error) {
      setFault(error);
    }
  }
  return (
    <form className="words dayform" onSubmit={(event) => void submit(event)} noValidate>
      <Field id="roster-vi" label={t("roster.nameVI")} value={draft.name.vi} onChange={(vi) => setDraft({ ...draft, name: { ...draft.name, vi } })} fault={at("name")} />
      <Field id="roster-en" label={t("roster.nameEN")} value={draft.name.en ?? ""} onChange={(en) => setDraft({ ...draft, name: { ...draft.name, en } })} fault="" />
      <label className="choice">
        <input type="checkbox" checked={draft.always ?? false} onChange={(event) => setDraft({ ...draft, always: event.target.checked })} /> {t("roster.always")}
      </label>
      {draft.shifts.map((shift, i) => (
        <fieldset key={i}>
          <legend>{t("roster.shiftNo", { no: i + 1 })}</legend>
          <Field id={`shift-${i}-code`} label={t("roster.code")} value={shift.code} onChange={(code) => set(i, { code })} fault={at(`shifts/${i}/code`)} />
          <Field id={`shift-${i}-vi`} label={t("roster.nameVI")} value={shift.name.vi} onChange={(vi) => set(i, { name: { ...shift.name, vi } })} fault={at(`shifts/${i}/name`)} />
          <Field id={`shift-${i}-en`} label={t("roster.nameEN")} value={shift.name.en ?? ""} onChange={(en) => set(i, { name: { ...shift.name, en } })} fault="" />
          <Field id={`shift-${i}-start`} type="time" label={t("roster.start")} value={shift.start} onChange={(start) => set(i, { start })} fault={at(`shifts/${i}/start`)} />
          <Field id={`shift-${i}-minutes`} type="number" label={t("roster.minutes")} value={String(shift.minutes)} onChange={(v) => set(i, { minutes: Math.trunc(Number(v)) })} fault={at(`shifts/${i}/minutes`)} />
          <fieldset>
            <legend>{t("roster.weekdays")}</legend>
            <span className="rowline">
              {WEEK.map((n) => (
                <label key={n} className="choice">
                  <input type="checkbox" checked={shift.days.includes(n)} onChange={(event) => set(i, { days: event.target.checked ? [...shift.days, n].sort((a, b) => a - b) : shift.days.filter((d) => d !== n) })} />{" "}
                  {t(`roster.weekday.${n}`)}
                </label>
              ))}
            </span>
            <p className="fault" role="alert">
              {at(`shifts/${i}/days`)}
            </p>
          </fieldset>
          <Field id={`shift-${i}-first`} type="date" label={t("roster.first")} value={shift.first} onChange={(first) => set(i, { first })} fault={at(`shifts/${i}/first`)} />
          <Field id={`shift-${i}-every`} type="number" label={t("roster.every")} value={String(shift.every)} onChange={(v) => set(i, { every: Math.trunc(Number(v)) })} fault={at(`shifts/${i}/every`)} />
          <People roster={roster} index={i} shift={shift} onChange={(ids) => set(i, { people: ids })} fault={at(`shifts/${i}/people`)} />
          {draft.shifts.length > 1 && (
            <Button small onClick={() => setDraft({ ...draft, shifts: draft.shifts.filter((_, n) => n !== i) })}>
              {t("roster.removeShift", { no: i + 1 })}
            </Button>
          )}
        </fieldset>
      ))}
      <Button small onClick={() => setDraft({ ...draft, shifts: [...draft.shifts, { code: "", name: { vi: "", en: "" }, start: "07:00", minutes: 480, days: [...WEEK], first: roster.from, every: 7, people: [] }] })}>
        {t("roster.addShift")}
      </Button>
      <p className="fault" role="alert">
        {fault === null ? "" : faultWords(fault)}
      </p>
      <div className="b">
        <Button type="submit" look="pri" disabled={save.isPending}>
          {save.isPending ? t("form.sending") : t("roster.save")}
        </Button>
      </div>
    </form>
  );
}

/** The people of a shift in their order. */
function People({ roster, index, shift, onChange, fault }: { roster: Roster; index: number; shift: RosterShift; onChange: (ids: string[]) => void; fault: string }) {
  const name = (id: string) => roster.people.find((p) => p.id === id)?.name ?? id;
  const move = (from: number, to: number) => {
    const ids = [...shift.people];
    ids.splice(to, 0, ...ids.splice(from, 1));
    onChange(ids);
  };
  return (
    <fieldset>
      <legend>{t("roster.people")}</legend>
      <ol>
        {shift.people.map((id, n) => (
          <li key={id} className="rowline">
            <span>{name(id)}</span>
            {n > 0 && (
              <Button small aria-label={t("roster.up", { person: name(id) })} onClick={() => move(n, n - 1)}>
                ↑
              </Button>
            )}
            <Button small aria-label={t("roster.remove", { person: name(id) })} onClick={() => onChange(shift.people.filter((p) => p !== id))}>
              ×
            </Button>
          </li>
        ))}
      </ol>
      <Field
        id={`shift-${index}-add`}
        label={t("roster.addPerson")}
        value=""
        onChange={(id) => onChange([...shift.people, id])}
        fault={fault}
        options={[{ value: "", words: t("roster.choose") }, ...roster.people.filter((p) => !shift.people.includes(p.id)).map((p) => ({ value: p.id, words: p.name }))]}
      />
    </fieldset>
  );
}

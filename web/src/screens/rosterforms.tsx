import { useState, type FormEvent, type ReactNode } from "react";
import { Problem } from "../data/client";
import { useRosterChange, type RosterChange } from "../data/roster";
import type { Roster, Turn } from "../data/types";
import { Button } from "../parts/button";
import { useDialog } from "../parts/dialog";
import { faultWords } from "../parts/forms";
import { day, t } from "../text";

// What can be done to turns: give one to somebody else, swap one's own, enter a leave. Nothing typed is
// lost when the server finds a fault; each fault stands at its field.

/** One form: its faults by field, the rest above the button. */
function Form({ roster, label, fields, change, children, what }: { roster: Roster; label: string; fields: string[]; change: () => RosterChange; children: (at: (path: string) => string) => ReactNode; what?: string }) {
  const send = useRosterChange(roster.code);
  const dialog = useDialog();
  const [fault, setFault] = useState<unknown>(null);
  const at = (path: string) => (fault instanceof Problem ? fault.faults.filter((f) => f.path === path).map((f) => f.message).join(" ") : "");
  const rest = fault === null || (fault instanceof Problem && fault.faults.length > 0 && fault.faults.every((f) => fields.includes(f.path))) ? "" : faultWords(fault);
  async function submit(event: FormEvent) {
    event.preventDefault();
    setFault(null);
    try {
      await send.mutateAsync(change());
      dialog.close();
    } catch (error) {
      setFault(error);
    }
  }
  return (
    <form className="words dayform" aria-label={what ?? label} onSubmit={(event) => void submit(event)} noValidate>
      {children(at)}
      <p className="fault" role="alert">
        {rest}
      </p>
      <div className="b">
        <Button type="submit" look="pri" disabled={send.isPending}>
          {send.isPending ? t("form.sending") : label}
        </Button>
      </div>
    </form>
  );
}

interface FieldProps {
  id: string;
  label: string;
  value: string;
  fault: string;
  type?: string;
  onChange: (value: string) => void;
  options?: { value: string; words: string }[];
}

export function Field({ id, label, value, fault, type = "text", onChange, options }: FieldProps) {
  const said = { id, value, "aria-invalid": fault !== "", "aria-describedby": `${id}-fault` };
  return (
    <>
      <label htmlFor={id}>{label}</label>
      {options === undefined ? (
        <input {...said} type={type} onChange={(event) => onChange(event.target.value)} />
      ) : (
        <select {...said} onChange={(event) => onChange(event.target.value)}>
          {options.map((o) => (
            <option key={o.value} value={o.value}>
              {o.words}
            </option>
          ))}
        </select>
      )}
      {fault !== "" && (
        <p id={`${id}-fault`} className="fault" role="alert">
          {fault}
        </p>
      )}
    </>
  );
}

const people = (roster: Roster, first: string, without = "") => [{ value: "", words: first }, ...roster.people.filter((p) => p.id !== without).map((p) => ({ value: p.id, words: p.name }))];

/** What the reader may do to one turn: set it, or swap it where it is the reader's own. */
export function TurnForm({ roster, turn }: { roster: Roster; turn: Turn }) {
  return (
    <>
      {roster.may_edit && <OverrideForm roster={roster} turn={turn} />}
      {turn.mine && roster.may_swap && <SwapForm roster={roster} turn={turn} />}
    </>
  );
}

function OverrideForm({ roster, turn }: { roster: Roster; turn: Turn }) {
  const [person, setPerson] = useState("");
  const [reason, setReason] = useState("");
  return (
    <Form
      roster={roster}
      label={t("roster.override")}
      fields={["person", "reason"]}
      change={() => ({ do: "override", shift: turn.shift, day: turn.day, instead: turn.person?.id ?? "", person, reason })}
    >
      {(at) => (
        <>
          <p>{t("roster.planned", { person: turn.planned?.name ?? t("roster.gap.nobody") })}</p>
          <Field id="turn-person" label={t("roster.person")} value={person} onChange={setPerson} fault={at("person")} options={people(roster, t("roster.backToPlan"))} />
          <Field id="turn-reason" label={t("roster.reason")} value={reason} onChange={setReason} fault={at("reason")} />
        </>
      )}
    </Form>
  );
}

function SwapForm({ roster, turn }: { roster: Roster; turn: Turn }) {
  const me = turn.person?.id ?? "";
  const [other, setOther] = useState("");
  const [theirs, setTheirs] = useState("");
  const turns = roster.turns.filter((o) => o.person?.id === other && o.gap === "" && Date.parse(o.start) > Date.parse(roster.saved_at) && o.shift !== "");
  const [otherShift = "", otherDay = ""] = theirs.split(" ");
  return (
    <Form
      roster={roster}
      label={t("roster.ask")}
      what={t("roster.swapTitle")}
      fields={["other"]}
      change={() => ({ do: "swap", shift: turn.shift, day: turn.day, other, other_shift: otherShift, other_day: otherDay })}
    >
      {(at) => (
        <>
          <h3>{t("roster.swapTitle")}</h3>
          <Field
            id="swap-other"
            label={t("roster.swapWith")}
            value={other}
            onChange={(value) => {
              setOther(value);
              setTheirs("");
            }}
            fault={at("other")}
            options={people(roster, t("roster.choose"), me)}
          />
          <Field
            id="swap-theirs"
            label={t("roster.swapTurn")}
            value={theirs}
            onChange={setTheirs}
            fault=""
            options={[{ value: "", words: t("roster.swapNone") }, ...turns.map((o) => ({ value: `${o.shift} ${o.day}`, words: `${o.name} ${day(o.day)}` }))]}
          />
        </>
      )}
    </Form>
  );
}

export function LeaveForm({ roster }: { roster: Roster }) {
  const [person, setPerson] = useState("");
  const [standIn, setStandIn] = useState("");
  const [from, setFrom] = useState(roster.from);
  const [to, setTo] = useState("");
  return (
    <Form roster={roster} label={t("roster.saveLeave")} fields={["person", "stand_in", "from", "to"]} change={() => ({ do: "leave", person, from, to, stand_in: standIn })}>
      {(at) => (
        <>
          <Field id="leave-person" label={t("roster.away")} value={person} onChange={setPerson} fault={at("person")} options={people(roster, t("roster.choose"))} />
          <Field id="leave-from" type="date" label={t("roster.from")} value={from} onChange={setFrom} fault={at("from")} />
          <Field id="leave-to" type="date" label={t("roster.back")} value={to} onChange={setTo} fault={at("to")} />
          <Field id="leave-in" label={t("roster.standIn")} value={standIn} onChange={setStandIn} fault={at("stand_in")} options={people(roster, t("roster.standInNone"), person)} />
        </>
      )}
    </Form>
  );
}

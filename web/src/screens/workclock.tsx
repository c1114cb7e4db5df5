import { useState, type FormEvent, type ReactNode } from "react";
import { decideWork, extendWork, pauseWork, reopenWork, resumeWork, useReasons } from "../data/work";
import type { Work, WorkReason } from "../data/types";
import { actionFor, Button } from "../parts/button";
import { useNow } from "../parts/clock";
import { useDialog } from "../parts/dialog";
import { Field, FormEnd, fromField, toField, useForm } from "../parts/fields";
import { faultWords, WordsForm } from "../parts/forms";
import { Loaded } from "../parts/loaded";
import { useSay } from "../parts/say";
import { dateTime, t, type Key } from "../text";

/** What may be done to the clock and the owner of an item; what may not is left out, the log says the rest. */
export function ClockActions({ item, onGone }: { item: Work; onGone: () => void }) {
  const dialog = useDialog();
  const say = useSay();
  const [fault, setFault] = useState("");
  const may = (verb: string) => actionFor(item.actions, verb)?.allowed === true;
  const open = (title: Key, body: ReactNode) => dialog.show(t(title, { number: item.number }), body);
  const done = (words: Key) => {
    dialog.close();
    say(t(words, { number: item.number }));
  };
  async function resume() {
    setFault("");
    try {
      await resumeWork(item.id);
      say(t("work.resumed", { number: item.number }));
    } catch (error) {
      setFault(faultWords(error));
    }
  }
  const offered: [string, Key, () => void][] = [
    ["resume", "work.resume", () => void resume()],
    ["pause", "work.pause", () => open("work.pause.title", <PauseForm item={item} onDone={() => done("work.pausedNow")} onCancel={dialog.close} />)],
    ["extend", "work.extend", () => open("work.extend.title", <ExtendForm item={item} onDone={() => done("work.asked")} onCancel={dialog.close} />)],
    [
      "reopen",
      "work.reopen",
      () =>
        open(
          "work.reopen.title",
          <WordsForm id="reopen-reason" label={t("work.reopen.reason")} send={t("work.reopen")} required onCancel={dialog.close} onSend={(words) => reopenWork(item.id, words).then(() => done("work.reopenedNow"))} />,
        ),
    ],
    ["decide", "work.grant", () => void decide(true, "")],
    [
      "decide",
      "work.refuse",
      () =>
        open(
          "work.refuse.title",
          <WordsForm id="refuse-reason" label={t("work.refuse.reason")} send={t("work.refuse")} required onCancel={dialog.close} onSend={(words) => decideWork(item.id, { grant: false, words }).then(() => { done("work.decided"); onGone(); })} />,
        ),
    ],
  ];
  async function decide(grant: boolean, words: string) {
    setFault("");
    try {
      await decideWork(item.id, { grant, words });
      say(t("work.decided", { number: item.number }));
      onGone();
    } catch (error) {
      setFault(faultWords(error));
    }
  }
  const shown = offered.filter(([verb]) => may(verb));
  if (shown.length === 0 && fault === "") return null;
  return (
    <div className="sec">
      {shown.length > 0 && (
        <div className="clockacts" role="group" aria-label={t("work.clockActions")}>
          {shown.map(([verb, label, act]) => (
            <Button key={label} id={`do-${verb}-${label}`} small look={label === "work.grant" ? "pri" : ""} onClick={act}>
              {t(label)}
            </Button>
          ))}
        </div>
      )}
      {fault !== "" && (
        <p className="fault" role="alert">
          {fault}
        </p>
      )}
    </div>
  );
}

interface FormProps {
  item: Work;
  onDone: () => void;
  onCancel: () => void;
}

function ReasonField({ use, value, fault, onChange }: { use: WorkReason["use"]; value: string; fault: string; onChange: (code: string) => void }) {
  const query = useReasons(use);
  return (
    <Loaded query={query} what={t("work.reasons")} lines={1}>
      {(reasons) => (
        <Field label={t("work.reason")} fault={fault}>
          {(props) => (
            <select {...props} className="input" value={value} onChange={(event) => onChange(event.target.value)}>
              <option value="">{t("work.reason.choose")}</option>
              {reasons.map((each) => (
                <option key={each.code} value={each.code}>
                  {t("work.reason.most", { name: each.name, hours: each.hours })}
                </option>
              ))}
            </select>
          )}
        </Field>
      )}
    </Loaded>
  );
}

const needed = (value: string, label: Key) => (value.trim() === "" ? t("form.needed", { label: t(label) }) : "");

export function PauseForm({ item, onDone, onCancel }: FormProps) {
  const now = useNow();
  const [reason, setReason] = useState("");
  const [until, setUntil] = useState(toField(new Date(now.getTime() + 86_400_000).toISOString()).slice(0, 16));
  const [words, setWords] = useState("");
  const form = useForm(onDone);
  const send = (event: FormEvent) =>
    void form.send(event, { reason: needed(reason, "work.reason"), until: needed(until, "work.until") }, () => pauseWork(item.id, { reason, words: words.trim(), until: fromField(until) }));
  return (
    <form className="words" onSubmit={send} noValidate>
      <p className="muted">{t("work.pause.hint")}</p>
      <ReasonField use="pause" value={reason} fault={form.fault("reason")} onChange={setReason} />
      <Field label={t("work.until")} fault={form.fault("until")}>
        {(props) => <input {...props} className="input" type="datetime-local" value={until} onChange={(event) => setUntil(event.target.value)} />}
      </Field>
      <Words value={words} fault={form.fault("words")} onChange={setWords} />
      <FormEnd form={form} send={t("work.pause")} onCancel={onCancel} />
    </form>
  );
}

function ExtendForm({ item, onDone, onCancel }: FormProps) {
  const [reason, setReason] = useState("");
  const [hours, setHours] = useState("8");
  const [words, setWords] = useState("");
  const form = useForm(onDone);
  const bad = Number.isInteger(Number(hours)) && Number(hours) > 0 ? "" : t("work.hours.bad");
  const send = (event: FormEvent) =>
    void form.send(event, { reason: needed(reason, "work.reason"), hours: bad, words: needed(words, "work.words") }, () => extendWork(item.id, { reason, words: words.trim(), hours: Number(hours) }));
  return (
    <form className="words" onSubmit={send} noValidate>
      <p className="muted">{t("work.extend.hint")}</p>
      <ReasonField use="extension" value={reason} fault={form.fault("reason")} onChange={setReason} />
      <Field label={t("work.hours")} fault={form.fault("hours")}>
        {(props) => <input {...props} className="input" inputMode="numeric" autoComplete="off" value={hours} onChange={(event) => setHours(event.target.value)} />}
      </Field>
      <Words value={words} fault={form.fault("words")} onChange={setWords} />
      <FormEnd form={form} send={t("work.extend")} onCancel={onCancel} />
    </form>
  );
}

function Words({ value, fault, onChange }: { value: string; fault: string; onChange: (words: string) => void }) {
  return (
    <Field label={t("work.words")} fault={fault}>
      {(props) => <textarea {...props} rows={2} value={value} onChange={(event) => onChange(event.target.value)} />}
    </Field>
  );
}

/** When the clock stood still and what was asked, for all who may read the item. */
export function ClockHistory({ item }: { item: Work }) {
  if (item.pauses.length === 0 && item.requests.length === 0) return null;
  return (
    <div className="sec">
      <h3>{t("work.clockHistory")}</h3>
      <ul className="plainlist">
        {item.pauses.map((each) => (
          <li key={each.began}>{t("work.pauseLine", { reason: each.reason, from: dateTime(each.began), to: dateTime(each.ended), name: each.by, words: each.words })}</li>
        ))}
        {item.requests.map((each) => (
          <li key={each.asked_at}>
            {t(each.wish === "hand-on" ? "work.askUnitLine" : "work.askTimeLine", { name: each.asked_by, unit: each.unit.name, hours: each.hours, words: each.words })}{" "}
            <b>{t(`work.request.${each.state}` as Key, { name: each.decided_by, words: each.answer })}</b>
          </li>
        ))}
      </ul>
    </div>
  );
}

import { useState, type FormEvent, type ReactNode } from "react";
import { correct, mark, useHistory } from "../data/stations";
import type { Station } from "../data/types";
import { dateTime, number, t, type Key } from "../text";
import { Button } from "./button";
import { useDialog } from "./dialog";
import { Field, FormEnd, fromField, toField, useForm } from "./fields";
import { Loaded } from "./loaded";
import { feedWords } from "./serieschart";

interface Props {
  station: Station;
  parameter: string;
  unit: string;
}

const MARKS = ["suspect", "invalid", "verified", "cleared"] as const;

/** Buttons that open the dialogs of correcting, marking and history; those that may not be used say why. */
export function Amend({ station, parameter, unit }: Props) {
  const dialog = useDialog();
  const newest = station.latest.find((row) => row.parameter === parameter);
  const at = newest?.at ?? new Date().toISOString();
  const open = (title: Key, body: ReactNode) => dialog.show(t(title, { parameter }), body);
  const why = (verb: string) => station.actions.find((each) => each.verb === verb && !each.allowed)?.why;
  const derived = newest?.feed === "derive";
  return (
    <div className="amend" role="group" aria-label={t("amend.group")}>
      <Button small onClick={() => open("amend.history.title", <HistoryOf station={station} parameter={parameter} at={at} />)}>
        {t("amend.history")}
      </Button>
      {!derived && why("correct") === undefined && (
        <>
          <Button small onClick={() => open("amend.correct.title", <CorrectForm station={station} parameter={parameter} unit={unit} at={at} onDone={dialog.close} />)}>
            {t("amend.correct")}
          </Button>
          <Button small onClick={() => open("amend.mark.title", <MarkForm station={station} parameter={parameter} at={at} onDone={dialog.close} />)}>
            {t("amend.mark")}
          </Button>
        </>
      )}
    </div>
  );
}

function CorrectForm({ station, parameter, unit, at, onDone }: Props & { at: string; onDone: () => void }) {
  const [when, setWhen] = useState(toField(at));
  const [value, setValue] = useState("");
  const [reason, setReason] = useState("");
  const form = useForm(onDone);
  const figure = Number(value.trim().replace(",", "."));
  const check = {
    at: when === "" ? t("form.needed", { label: t("chart.time") }) : "",
    value: value.trim() === "" || Number.isNaN(figure) ? t("amend.value.bad") : "",
    reason: reason.trim() === "" ? t("form.needed", { label: t("amend.reason") }) : "",
  };
  const send = (event: FormEvent) => void form.send(event, check, () => correct(station.code, { parameter, at: fromField(when), value: figure, reason: reason.trim() }));
  return (
    <form className="words" onSubmit={send} noValidate>
      <p className="muted">{t("amend.correct.hint")}</p>
      <Field label={t("chart.time")} fault={form.fault("at")}>
        {(props) => <input {...props} className="input" type="datetime-local" step={1} value={when} onChange={(event) => setWhen(event.target.value)} />}
      </Field>
      <Field label={t("amend.value", { unit })} fault={form.fault("value")}>
        {(props) => <input {...props} className="input" inputMode="decimal" autoComplete="off" value={value} onChange={(event) => setValue(event.target.value)} />}
      </Field>
      <Field label={t("amend.reason")} fault={form.fault("reason")}>
        {(props) => <textarea {...props} rows={2} value={reason} onChange={(event) => setReason(event.target.value)} />}
      </Field>
      <FormEnd form={form} send={t("amend.correct")} onCancel={onDone} />
    </form>
  );
}

function MarkForm({ station, parameter, at, onDone }: Omit<Props, "unit"> & { at: string; onDone: () => void }) {
  const [from, setFrom] = useState(toField(new Date(Date.parse(at) - 3600_000).toISOString()));
  const [to, setTo] = useState(toField(new Date(Date.parse(at) + 1000).toISOString()));
  const [what, setWhat] = useState<string>("invalid");
  const [reason, setReason] = useState("");
  const form = useForm(onDone);
  const check = {
    from: from === "" ? t("form.needed", { label: t("amend.from") }) : "",
    to: to === "" || to <= from ? t("amend.to.bad") : "",
    reason: reason.trim() === "" ? t("form.needed", { label: t("amend.reason") }) : "",
  };
  const send = (event: FormEvent) => void form.send(event, check, () => mark(station.code, { parameter, from: fromField(from), to: fromField(to), mark: what, reason: reason.trim() }));
  return (
    <form className="words" onSubmit={send} noValidate>
      <Field label={t("amend.from")} fault={form.fault("from")}>
        {(props) => <input {...props} className="input" type="datetime-local" step={1} value={from} onChange={(event) => setFrom(event.target.value)} />}
      </Field>
      <Field label={t("amend.to")} fault={form.fault("to")}>
        {(props) => <input {...props} className="input" type="datetime-local" step={1} value={to} onChange={(event) => setTo(event.target.value)} />}
      </Field>
      <Field label={t("amend.what")} fault={form.fault("mark")}>
        {(props) => (
          <select {...props} className="input" value={what} onChange={(event) => setWhat(event.target.value)}>
            {MARKS.map((each) => (
              <option key={each} value={each}>
                {t(`amend.mark.${each}` as Key)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label={t("amend.reason")} fault={form.fault("reason")}>
        {(props) => <textarea {...props} rows={2} value={reason} onChange={(event) => setReason(event.target.value)} />}
      </Field>
      <FormEnd form={form} send={t("amend.mark")} onCancel={onDone} />
    </form>
  );
}

function HistoryOf({ station, parameter, at }: { station: Station; parameter: string; at: string }) {
  const [when, setWhen] = useState(toField(at));
  const query = useHistory(station.code, parameter, fromField(when));
  return (
    <div className="words">
      <Field label={t("chart.time")} fault="">
        {(props) => <input {...props} className="input" type="datetime-local" step={1} value={when} onChange={(event) => setWhen(event.target.value)} />}
      </Field>
      <Loaded query={query} what={t("amend.history")} lines={3}>
        {(history) => (
          <>
            <p>
              <b>{t("amend.now")}</b>{" "}
              {history.now === null || history.now === undefined
                ? t("chart.gap")
                : `${history.now.value === null ? "–" : number(history.now.value)} · ${feedWords(history.now.feed)}${history.now.mark === undefined ? "" : ` · ${t(`mark.${history.now.mark}` as Key)}`}`}
            </p>
            {history.earlier.length === 0 && history.marks.length === 0 && <p className="muted">{t("amend.history.none")}</p>}
            <ul className="plainlist">
              {history.earlier.map((row, index) => (
                <li key={`earlier ${index}`}>
                  {t("amend.earlier", { value: row.value === null ? "–" : number(row.value), feed: feedWords(row.feed), at: dateTime(row.replaced) })}
                  {row.by.id !== "" && ` ${t("amend.by", { name: row.by.name, reason: row.reason })}`}
                </li>
              ))}
              {history.marks.map((row, index) => (
                <li key={`mark ${index}`}>
                  {t("amend.marked", { mark: t(`amend.mark.${row.mark}` as Key), at: dateTime(row.made), from: dateTime(row.from), to: dateTime(row.to) })}{" "}
                  {t("amend.by", { name: row.by.name, reason: row.reason })}
                </li>
              ))}
            </ul>
          </>
        )}
      </Loaded>
    </div>
  );
}

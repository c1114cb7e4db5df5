import { useEffect, useRef, useState } from "react";
import { endSilence, maintain, silenceAlerts, endMaintenance, useHide } from "../data/silences";
import type { Alert, AlertMatcher, SilenceDraft } from "../data/types";
import { useDialog } from "../parts/dialog";
import { Field, FormEnd, fromField, toField, useForm } from "../parts/fields";
import { useSay } from "../parts/say";
import { matcherWords } from "../parts/silencecard";
import { serverTime } from "../data/news";
import { t, type Key } from "../text";

const HOURS = [1, 4, 8, 24, 72];
const FORM = /^\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*(=~|!~|!=|=)\s*"?(.*?)"?\s*$/;

/** One matcher a line, as Alertmanager writes them. A line that cannot be read stays one, so that the server says so. */
export function readMatchers(words: string): AlertMatcher[] {
  return words
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => {
      const m = FORM.exec(line);
      return { name: m?.[1] ?? line.trim().slice(0, 120), op: (m?.[2] ?? "=") as AlertMatcher["op"], value: m?.[3] ?? "" };
    });
}

/** Of one alert: its rule at its station, or its rule from its feed. Both can be widened by deleting a line. */
export function matchersOf(alert: Alert): AlertMatcher[] {
  const value = (name: string) => alert.labels.find((label) => label.name === name)?.value ?? "";
  const names = value("station") !== "" ? ["rule", "station", "parameter"] : ["rule", "feed", "x_instance"];
  return names.filter((name) => value(name) !== "").map((name) => ({ name, op: "=" as const, value: value(name) }));
}

const after = (hours: number) => toField(serverTime(Date.now() + hours * 3600_000).toISOString());

/** Silence alerts: why, for how long, and which; what it would hide stands there before it is sent. */
export function SilenceForm({ alert, planned = false }: { alert?: Alert; planned?: boolean }) {
  const dialog = useDialog();
  const say = useSay();
  const form = useForm(() => dialog.close());
  const why = useRef<HTMLInputElement>(null);
  // The reason is the one thing that cannot be filled beforehand: whoever opens the form writes it first.
  useEffect(() => why.current?.focus(), []);
  const [comment, setComment] = useState("");
  const [hours, setHours] = useState(4);
  const [matchers, setMatchers] = useState(() => (alert === undefined ? "" : matchersOf(alert).map(matcherWords).join("\n")));
  const [starts, setStarts] = useState(() => after(1));
  const [ends, setEnds] = useState(() => after(3));
  const [every, setEvery] = useState<"" | "day" | "week">("");
  const [until, setUntil] = useState(() => after(24 * 30));
  const draft: SilenceDraft = { matchers: readMatchers(matchers), comment, ...(alert === undefined ? {} : { unit: alert.owner.code, area: alert.area.code }) };

  async function send() {
    if (planned) {
      const made = await maintain({ ...draft, starts: fromField(starts), ends: fromField(ends), every, ...(every === "" ? {} : { until: fromField(until) }) });
      say(t("silence.plannedSaid", { number: made.number }), () => endMaintenance(made.id));
      return;
    }
    const made = await silenceAlerts({ ...draft, ends: serverTime(Date.now() + hours * 3600_000).toISOString() });
    say(t("silence.made", { number: made.number, count: made.hides }), () => endSilence(made.id));
  }

  return (
    <form className="words dayform" noValidate onSubmit={(event) => void form.send(event, { comment: comment.trim() === "" ? t("silence.whyNeeded") : "" }, send)}>
      <Field label={t("silence.why")} fault={form.fault("comment")}>
        {(props) => <input {...props} type="text" ref={why} value={comment} onChange={(event) => setComment(event.target.value)} />}
      </Field>
      {planned ? (
        <>
          <Field label={t("silence.from")} fault={form.fault("starts")}>
            {(props) => <input {...props} type="datetime-local" value={starts.slice(0, 16)} onChange={(event) => setStarts(event.target.value)} />}
          </Field>
          <Field label={t("silence.to")} fault={form.fault("ends")}>
            {(props) => <input {...props} type="datetime-local" value={ends.slice(0, 16)} onChange={(event) => setEnds(event.target.value)} />}
          </Field>
          <Field label={t("silence.every")} fault={form.fault("every")}>
            {(props) => (
              <select {...props} value={every} onChange={(event) => setEvery(event.target.value as "" | "day" | "week")}>
                {(["", "day", "week"] as const).map((each) => (
                  <option key={each} value={each}>
                    {t(`silence.every.${each === "" ? "once" : each}` as Key)}
                  </option>
                ))}
              </select>
            )}
          </Field>
          {every !== "" && (
            <Field label={t("silence.until")} fault={form.fault("until")}>
              {(props) => <input {...props} type="datetime-local" value={until.slice(0, 16)} onChange={(event) => setUntil(event.target.value)} />}
            </Field>
          )}
        </>
      ) : (
        <Field label={t("silence.howLong")} fault={form.fault("ends")}>
          {(props) => (
            <select {...props} value={hours} onChange={(event) => setHours(Number(event.target.value))}>
              {HOURS.map((each) => (
                <option key={each} value={each}>
                  {t("silence.hours", { hours: each })}
                </option>
              ))}
            </select>
          )}
        </Field>
      )}
      <Field label={t("silence.which")} fault={[form.fault("matchers"), ...draft.matchers.map((_, index) => form.fault(`matchers/${index}`)), form.fault("unit"), form.fault("area")].filter((words) => words !== "").join(" ")}>
        {(props) => <textarea {...props} rows={3} spellCheck={false} value={matchers} onChange={(event) => setMatchers(event.target.value)} />}
      </Field>
      <small className="muted">{t("silence.whichHint")}</small>
      <Hides draft={draft} />
      <FormEnd form={form} send={t(planned ? "silence.plan" : "silence.do")} onCancel={() => dialog.close()} />
    </form>
  );
}

function Hides({ draft }: { draft: SilenceDraft }) {
  const hide = useHide(draft);
  return (
    <p role="status" className="hides">
      {hide.data === undefined ? t("silence.willHideUnknown") : t("silence.willHide", { count: hide.data.count })}
      {hide.data !== undefined && hide.data.count > 0 && `: ${hide.data.first.map((alert) => alert.title).join("; ")}${hide.data.count > hide.data.first.length ? "…" : ""}`}
    </p>
  );
}

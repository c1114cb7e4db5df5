import { useNavigate } from "@tanstack/react-router";
import { Check, Save } from "lucide-react";
import { useLayoutEffect, useMemo, useRef, useState, type FormEvent } from "react";
import { Problem } from "../data/client";
import { queries } from "../data/queries";
import type { Warning } from "../data/types";
import { moveWarning, saveWarning } from "../data/warnings";
import { AreaChoice } from "../parts/areachoice";
import { Button } from "../parts/button";
import { capWords } from "../parts/capwords";
import { DrawnMap } from "../parts/drawnmap";
import { Field, faultWords } from "../parts/forms";
import { useSay } from "../parts/say";
import { useMe } from "../shell/shell";
import { t, type Key } from "../text";
import { contentOf, NEW, pointText, readOutline, useDraft, type Draft, type Started, type TextName } from "./warningdraft";
import { chosenOver, proposed, TemplateChoice, type Beginning } from "./warningtemplate";

// CAP 1.2 (OASIS, section 3.2.2): the closed lists of what is chosen.
const CATEGORIES = ["Met", "Geo", "Safety", "Security", "Rescue", "Fire", "Health", "Env", "Transport", "Infra", "CBRNE", "Other"];
const RESPONSES = ["Shelter", "Evacuate", "Prepare", "Execute", "Avoid", "Monitor", "Assess", "AllClear", "None"];
const SCALES = {
  urgency: ["Immediate", "Expected", "Future", "Past", "Unknown"],
  severity: ["Extreme", "Severe", "Moderate", "Minor", "Unknown"],
  certainty: ["Observed", "Likely", "Possible", "Unlikely", "Unknown"],
};
const MOST: Record<TextName, number> = { event: 160, headline: 160, description: 4000, instruction: 4000, easy: 200, audience: 160, drawn_name: 160 };
const LANGS = ["vi", "en"] as const;

interface Refused {
  words: string;
  faults: { path: string; message: string }[];
  movedOn: boolean;
}

/** A new warning gets its address with the first saving; what its check found wrong comes along. */
const carried = new Map<string, Refused>();

export function WarningForm({ warning, from, start, onDone }: { warning: Warning | null; from: Started; start?: Beginning; onDone?: () => void }) {
  const me = useMe();
  const navigate = useNavigate();
  const say = useSay();
  const id = warning?.id ?? "";
  const { started, changed, put, take, restart } = useDraft(me.id, id === "" ? `${NEW}${start?.template ?? ""}${start?.about ?? ""}` : id, from);
  const { draft, version } = started;
  const [refused, setRefused] = useState<Refused | null>(() => carried.get(id) ?? null);
  const [busy, setBusy] = useState(false);
  const box = useRef<HTMLFormElement>(null);
  const outline = useMemo(() => readOutline(draft.outline), [draft.outline]);

  useLayoutEffect(() => {
    if (carried.delete(id)) box.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [id]);

  const of = (name: string) => (refused?.faults ?? []).filter((fault) => rootOf(fault.path) === name);
  const said = (name: string) => of(name).map((fault) => fault.message).join(" ");
  const change = (part: Partial<Draft>) => {
    // What was refused stays in sight at the other fields until the next try.
    const names = Object.keys(part).map((name) => (name === "outline" ? "drawn" : name));
    setRefused((now) => (now === null ? null : { ...now, words: "", faults: now.faults.filter((fault) => !names.includes(rootOf(fault.path))) }));
    put(part);
  };

  async function submit(check: boolean) {
    const { content, wrong } = contentOf(draft);
    if (wrong > 0) {
      refuse({ words: t("warning.mend"), faults: [{ path: "drawn", message: t("warning.noPoint", { line: wrong }) }], movedOn: false });
      return;
    }
    setBusy(true);
    setRefused(null);
    let saved = warning;
    try {
      if (warning === null || changed) {
        saved = await saveWarning(id, version, content);
        restart({ draft, version: saved.version });
        say(t("warning.saved", { number: saved.number }));
      }
      if (check && saved !== null) {
        saved = await moveWarning(saved.id, "check");
        say(t("warning.said.check", { number: saved.number }));
      }
      onDone?.();
    } catch (error) {
      const now = refusal(error);
      if (now.movedOn) await queries.invalidateQueries({ queryKey: ["warnings"] });
      if (warning === null && saved !== null) carried.set(saved.id, now);
      else refuse(now);
    } finally {
      setBusy(false);
    }
    if (warning === null && saved !== null) await navigate({ to: "/warnings/$id", params: { id: saved.id }, replace: true });
  }

  function refuse(now: Refused) {
    setRefused(now);
    requestAnimationFrame(() => box.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
  }

  const send = (event: FormEvent) => {
    event.preventDefault();
    void submit(false);
  };
  const pair = (name: TextName, rows = 1) => <Pair key={name} name={name} rows={rows} draft={draft} faults={of(name)} change={change} />;
  const unsettled = warning !== null && warning.state !== "draft";
  return (
    <form className="rule-form wform" ref={box} onSubmit={send} noValidate>
      {start !== undefined && <TemplateChoice started={started} start={start} onTake={take} />}
      <section className="card pad">
        <h2>{t("warning.words")}</h2>
        {pair("event")}
        {pair("headline", 2)}
        {pair("description", 4)}
        {pair("instruction", 3)}
        {pair("easy", 2)}
        <details open={draft.audience.vi !== "" || draft.audience.en !== ""}>
          <summary>{t("warning.text.audience")}</summary>
          {pair("audience")}
        </details>
      </section>
      <section className="card pad">
        <h2>{t("warning.where")}</h2>
        <AreaChoice chosen={draft.areas} onChange={(areas) => change({ areas: chosenOver(started, areas) })} fault={said("areas")} hint={proposed(started) ? t("template.areaProposed") : ""} />
        <details open={draft.outline !== "" || of("drawn").length > 0}>
          <summary>{t("warning.draw")}</summary>
          <div className="two">
            <div>
              <Field label={t("warning.outline")} fault={said("drawn")} hint={t("warning.outlineHint")}>
                {(ids) => <textarea {...ids} name="outline" className="code" rows={8} spellCheck={false} value={draft.outline} onChange={(event) => change({ outline: event.target.value })} />}
              </Field>
              <div className="b">
                <Button small disabled={draft.outline === ""} onClick={() => change({ outline: draft.outline.trimEnd().split("\n").slice(0, -1).join("\n") })}>
                  {t("warning.dropPoint")}
                </Button>
                <Button small disabled={draft.outline === ""} onClick={() => change({ outline: `${draft.outline.trimEnd()}\n\n` })}>
                  {t("warning.nextOutline")}
                </Button>
              </div>
            </div>
            <DrawnMap rings={outline.rings} onPoint={(point) => change({ outline: added(draft.outline, pointText(point)) })} />
          </div>
          {pair("drawn_name")}
        </details>
      </section>
      <section className="card pad">
        <h2>{t("warning.how")}</h2>
        <Choices legend={t("warning.categories")} kind="category" all={CATEGORIES} chosen={draft.categories} fault={said("categories")} onChange={(categories) => change({ categories })} />
        <Choices legend={t("warning.responses")} kind="response" all={RESPONSES} chosen={draft.response_types} fault={said("response_types")} onChange={(response_types) => change({ response_types })} />
        <div className="rule-row">
          {(["urgency", "severity", "certainty"] as const).map((kind) => (
            <Field key={kind} label={t(`warning.${kind}`)} fault={said(kind)}>
              {(ids) => (
                <select {...ids} name={kind} value={draft[kind]} onChange={(event) => change({ [kind]: event.target.value })}>
                  <option value="">{t("warning.choose")}</option>
                  {SCALES[kind].map((each) => (
                    <option key={each} value={each}>
                      {capWords(kind, each)}
                    </option>
                  ))}
                </select>
              )}
            </Field>
          ))}
        </div>
        <div className="rule-row">
          <Field label={t("warning.onset")} fault={said("onset")} hint={t("warning.onsetHint")}>
            {(ids) => <input {...ids} type="datetime-local" name="onset" value={draft.onset} onChange={(event) => change({ onset: event.target.value })} />}
          </Field>
          <Field label={t("warning.expires")} fault={said("expires")}>
            {(ids) => <input {...ids} type="datetime-local" name="expires" value={draft.expires} onChange={(event) => change({ expires: event.target.value })} />}
          </Field>
          <Field label={t("warning.contact")} fault={said("contact")}>
            {(ids) => <input {...ids} name="contact" value={draft.contact} onChange={(event) => change({ contact: event.target.value })} />}
          </Field>
          <Field label={t("warning.web")} fault={said("web")}>
            {(ids) => <input {...ids} type="url" name="web" value={draft.web} onChange={(event) => change({ web: event.target.value })} />}
          </Field>
        </div>
        {unsettled && <p className="muted">{t("warning.backToDraft")}</p>}
        <p className="fault" role="alert">
          {refused?.words}
        </p>
        <div className="b">
          <Button look="pri" id="w-check" disabled={busy} onClick={() => void submit(true)}>
            <Check className="i" aria-hidden="true" />
            {busy ? t("form.sending") : t("warning.do.check")}
          </Button>
          <Button type="submit" id="w-save" disabled={busy || (warning !== null && !changed)}>
            <Save className="i" aria-hidden="true" />
            {t("warning.save")}
          </Button>
          {refused?.movedOn === true && from.version !== version && <Button onClick={() => restart({ draft, version: from.version })}>{t("warning.overNew", { n: from.version })}</Button>}
          {changed && <Button onClick={() => restart(from)}>{t("warning.giveUp")}</Button>}
          {onDone !== undefined && unsettled && !changed && <Button onClick={onDone}>{t("form.cancel")}</Button>}
          {changed && <span className="muted">{t("warning.unsaved")}</span>}
        </div>
      </section>
    </form>
  );
}

/** "content/headline/vi" and "drawn[0]" belong to headline and drawn. */
const rootOf = (path: string) => path.replace(/^(body\/)?(content\/)?/, "").split(/[/.[]/)[0] ?? "";

function refusal(error: unknown): Refused {
  const faults = error instanceof Problem ? error.faults : [];
  return { words: faults.length > 0 && error instanceof Problem ? error.message : faultWords(error), faults, movedOn: error instanceof Problem && error.key === "warning.moved_on" };
}

/** A corner put on the map goes to the end of the outline that is being drawn. */
const added = (outline: string, point: string) => (outline === "" || outline.endsWith("\n") ? outline + point : `${outline}\n${point}`);

interface PairProps {
  name: TextName;
  rows: number;
  draft: Draft;
  faults: Refused["faults"];
  change: (part: Partial<Draft>) => void;
}

/** One text in both languages side by side; a fault of the pair marks the side that is missing. */
function Pair({ name, rows, draft, faults, change }: PairProps) {
  return (
    <div className="wboth">
      {LANGS.map((lang) => {
        const words = draft[name][lang];
        const own = faults.filter((fault) => fault.path.endsWith(`.${lang}`) || fault.path.endsWith(`/${lang}`) || (!/[./](vi|en)$/.test(fault.path) && words.trim() === ""));
        const put = (typed: string) => change({ [name]: { ...draft[name], [lang]: typed } });
        return (
          <Field key={lang} label={`${t(`warning.text.${name}` as Key)} · ${t(`warning.lang.${lang}`)}`} fault={own.map((fault) => fault.message).join(" ")} hint={t("warning.letters", { n: [...words].length, max: MOST[name] })}>
            {(ids) =>
              rows === 1 ? (
                <input {...ids} name={`${name}_${lang}`} lang={lang} value={words} onChange={(event) => put(event.target.value)} />
              ) : (
                <textarea {...ids} name={`${name}_${lang}`} lang={lang} rows={rows} value={words} onChange={(event) => put(event.target.value)} />
              )
            }
          </Field>
        );
      })}
    </div>
  );
}

interface ChoicesProps {
  legend: string;
  kind: "category" | "response";
  all: string[];
  chosen: string[];
  fault: string;
  onChange: (chosen: string[]) => void;
}

function Choices({ legend, kind, all, chosen, fault, onChange }: ChoicesProps) {
  return (
    <fieldset className="wchoices">
      <legend>{legend}</legend>
      {all.map((each) => (
        <label key={each} className="check">
          <input
            type="checkbox"
            name={`${kind}_${each}`}
            aria-invalid={fault !== ""}
            checked={chosen.includes(each)}
            onChange={(event) => onChange(event.target.checked ? [...chosen, each] : chosen.filter((one) => one !== each))}
          />
          {capWords(kind, each)}
        </label>
      ))}
      {fault !== "" && <p className="fault">{fault}</p>}
    </fieldset>
  );
}

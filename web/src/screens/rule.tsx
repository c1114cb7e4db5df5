import { Link, useNavigate } from "@tanstack/react-router";
import { useEffect, useRef, useState, type FormEvent } from "react";
import { Problem } from "../data/client";
import { usePlaybooks } from "../data/feeds";
import { queries } from "../data/queries";
import { saveRule, switchRule, useRule, useRuleCheck } from "../data/rules";
import { may } from "../data/session";
import type { Rule, RuleDraft, RuleFault } from "../data/types";
import { useUnits } from "../data/units";
import { Button } from "../parts/button";
import { Field, faultWords, WordsForm } from "../parts/forms";
import { Loaded } from "../parts/loaded";
import { useSay } from "../parts/say";
import { useParam, useSearchWord } from "../shell/address";
import { useMe } from "../shell/shell";
import { byWords, dateTime, lang, t, unitWords, type Key } from "../text";
import { Page } from "./page";
import { around, EMPTY, NEW, useDraft, type Started } from "./ruledraft";
import { TrialPanel } from "./ruletrial";

export default function RuleScreen() {
  const code = useParam("code");
  const copy = useSearchWord("copy");
  const wanted = code === NEW ? copy : code;
  const rule = useRule(wanted, wanted !== "");
  if (code === NEW && copy === "") {
    return (
      <Page title={t("rule.new")}>
        <Editor key={NEW} rule={null} from={{ draft: EMPTY, version: 0 }} />
      </Page>
    );
  }
  return (
    <Page title={code === NEW ? t("rule.new") : (rule.data?.rule.name ?? code)} aside={code === NEW ? t("rule.copyOf", { code: copy }) : code}>
      <Loaded query={rule} what={t("noun.rule")} lines={8}>
        {(data) =>
          code === NEW ? (
            <Editor key={`copy ${copy}`} rule={null} from={{ draft: { ...data.draft, code: "" }, version: 0 }} />
          ) : (
            <Editor key={code} rule={data.rule} from={{ draft: data.draft, version: data.rule.version }} />
          )
        }
      </Loaded>
    </Page>
  );
}

function Editor({ rule, from }: { rule: Rule | null; from: Started }) {
  const me = useMe();
  const editable = may(me, "rule.edit") && (rule === null || rule.may_edit);
  const { started, changed, set, restart } = useDraft(rule?.code ?? NEW, from);
  const { draft, version } = started;
  const settled = useSettled(draft);
  return (
    <>
      {rule !== null && <Standing rule={rule} editable={editable} />}
      {may(me, "rule.try") ? (
        <Draft rule={rule} draft={draft} settled={settled} version={version} changed={changed} editable={editable} set={set} restart={restart} from={from} />
      ) : (
        <section className="card pad">
          <h2>{t("rule.reading")}</h2>
          <p className="rule-says">{rule?.reading}</p>
          <p className="muted">{t("rule.noEdit")}</p>
        </section>
      )}
    </>
  );
}

/** How the rule stands now, and its switch. */
function Standing({ rule, editable }: { rule: Rule; editable: boolean }) {
  const say = useSay();
  const [asks, setAsks] = useState(false);
  const off = rule.state === "off";
  return (
    <section className="card pad">
      <dl className="own">
        <dt>{t("rule.head.state")}</dt>
        <dd>
          {t(`rule.state.${rule.state}`)}
          {off && `: ${rule.off_why}`}
        </dd>
        <dt>{t("rule.version")}</dt>
        <dd>{t("rule.versionWords", { n: rule.version, at: dateTime(rule.put_at), by: byWords(rule.put_by) || t("rule.byPack") })}</dd>
        <dt>{t("rule.head.fired")}</dt>
        <dd>{t("rule.firedWords", { n: rule.fired, firing: rule.firing })}</dd>
      </dl>
      {editable && !asks && (
        <div className="b">
          <Button small onClick={() => setAsks(true)}>
            {t(off ? "rule.enable" : "rule.disable")}
          </Button>
          <Link className="btn sm" to="/rules/$code" params={{ code: NEW }} search={{ copy: rule.code }}>
            {t("rule.copy")}
          </Link>
        </div>
      )}
      {asks && (
        <WordsForm
          id="rule-switch"
          label={t("rule.reason")}
          hint={t(off ? "rule.enableHint" : "rule.disableHint")}
          send={t(off ? "rule.enable" : "rule.disable")}
          required
          look={off ? "pri" : "warn"}
          onCancel={() => setAsks(false)}
          onSend={async (words) => {
            await switchRule(rule.code, !off, words);
            setAsks(false);
            say(t(off ? "rule.enabled" : "rule.disabled"));
          }}
        />
      )}
    </section>
  );
}

interface DraftProps {
  rule: Rule | null;
  draft: RuleDraft;
  settled: RuleDraft;
  version: number;
  changed: boolean;
  editable: boolean;
  set: (draft: RuleDraft) => void;
  restart: (from: Started) => void;
  from: Started;
}

function Draft({ rule, draft, settled, version, changed, editable, set, restart, from }: DraftProps) {
  const navigate = useNavigate();
  const say = useSay();
  const check = useRuleCheck(settled);
  const units = useUnits();
  const playbooks = usePlaybooks();
  const [refused, setRefused] = useState<{ words: string; faults: RuleFault[]; movedOn: boolean } | null>(null);
  const [busy, setBusy] = useState(false);
  const [asked, setAsked] = useState(false); // faults of empty fields are named once saving was tried
  const box = useRef<HTMLFormElement>(null);
  const faults = refused?.faults.length ? refused.faults : (check.data?.faults ?? []);
  const of = (path: string) => faults.filter((fault) => fault.path === path);
  const shown = (path: string) => (asked || path === "when" || path === "clear" ? of(path).map((fault) => fault.message).join(" ") : "");
  const put = (part: Partial<RuleDraft>) => {
    setRefused(null);
    set({ ...draft, ...part });
  };
  const unit = check.data?.unit ?? "";

  async function submit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setAsked(true);
    setRefused(null);
    try {
      const saved = await saveRule(draft, version);
      restart({ draft: saved.draft, version: saved.rule.version });
      say(t("rule.saved", { n: saved.rule.version }));
      if (rule === null) await navigate({ to: "/rules/$code", params: { code: saved.rule.code } });
    } catch (error) {
      const movedOn = error instanceof Problem && error.key === "rule.moved_on";
      if (movedOn) await queries.invalidateQueries({ queryKey: ["rules"] });
      const list = error instanceof Problem ? error.faults.map((fault) => ({ ...fault, path: fault.path.replace(/^rule\//, ""), line: 0, column: 0 })) : [];
      setRefused({ words: faultWords(error), faults: list, movedOn });
      requestAnimationFrame(() => box.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
    } finally {
      setBusy(false);
    }
  }

  const silence = draft.kind === "silence";
  return (
    <>
      <form className="rule-form" ref={box} onSubmit={(event) => void submit(event)} noValidate>
        <section className="card pad">
          <h2>{t("rule.condition")}</h2>
          <Field label={t("rule.kind")} fault={shown("kind")}>
            {(ids) => (
              <select {...ids} value={draft.kind} disabled={!editable} onChange={(event) => put({ kind: event.target.value === "silence" ? "silence" : "value" })}>
                <option value="value">{t("rule.kind.value")}</option>
                <option value="silence">{t("rule.kind.silence")}</option>
              </select>
            )}
          </Field>
          <div className="rule-row">
            <Field label={t("rule.parameter")} fault={shown("parameter")} hint={silence ? t("rule.parameterAny") : unitWords(unit) === "" ? "" : t("rule.measuredIn", { unit: unitWords(unit) })}>
              {(ids) => <input {...ids} name="parameter" value={draft.parameter} readOnly={!editable} onChange={(event) => put({ parameter: event.target.value })} />}
            </Field>
            {silence ? (
              <Minutes label={t("rule.silence")} name="silence_s" value={draft.silence_s ?? 0} fault={shown("silence_s")} editable={editable} put={(silence_s) => put({ silence_s })} />
            ) : (
              <>
                <Field label={t("rule.over")} fault={shown("over")}>
                  {(ids) => (
                    <select {...ids} value={draft.over} disabled={!editable} onChange={(event) => put({ over: event.target.value })}>
                      <option value="newest">{t("rule.over.newest")}</option>
                      <option value="PT1H">{t("rule.over.PT1H")}</option>
                    </select>
                  )}
                </Field>
                <Minutes label={t("rule.hold")} name="hold_s" value={draft.hold_s ?? 0} fault={shown("hold_s")} editable={editable} put={(hold_s) => put({ hold_s })} />
              </>
            )}
          </div>
          {!silence && (
            <>
              <Expression label={t("rule.when")} name="when" value={draft.when ?? ""} faults={of("when")} hint={t("rule.whenHint")} editable={editable} put={(when) => put({ when })} />
              <Expression label={t("rule.clear")} name="clear" value={draft.clear ?? ""} faults={of("clear")} hint={t("rule.clearHint")} editable={editable} put={(clear) => put({ clear })} />
            </>
          )}
          <h3 id="reading-title">{t("rule.reading")}</h3>
          <p className="rule-says" role="status" aria-labelledby="reading-title">
            {check.error !== null ? faultWords(check.error) : (check.data?.reading[lang] ?? "") || t("rule.notReadable")}
          </p>
          <details>
            <summary>{t("rule.help")}</summary>
            <ul className="rule-help">
              {HELP.map(([example, key]) => (
                <li key={example}>
                  <code>{example}</code> {t(key)}
                </li>
              ))}
            </ul>
          </details>
        </section>
        <section className="card pad">
          <h2>{t("rule.whose")}</h2>
          <div className="rule-row">
            <Field label={t("rule.code")} fault={shown("code")}>
              {(ids) => <input {...ids} name="code" value={draft.code} readOnly={!editable || rule !== null} onChange={(event) => put({ code: event.target.value })} />}
            </Field>
            <Field label={t("rule.nameVi")} fault={shown("name")}>
              {(ids) => <input {...ids} name="name_vi" value={draft.name.vi} readOnly={!editable} onChange={(event) => put({ name: { ...draft.name, vi: event.target.value } })} />}
            </Field>
            <Field label={t("rule.nameEn")} fault={shown("name")}>
              {(ids) => <input {...ids} name="name_en" value={draft.name.en ?? ""} readOnly={!editable} onChange={(event) => put({ name: { ...draft.name, en: event.target.value } })} />}
            </Field>
          </div>
          <div className="rule-row">
            <Field label={t("rule.head.severity")} fault={shown("severity")}>
              {(ids) => (
                <select {...ids} value={draft.severity} disabled={!editable} onChange={(event) => put({ severity: Number(event.target.value) })}>
                  {[1, 2, 3, 4, 5].map((n) => (
                    <option key={n} value={n}>
                      {`${n} · ${t(`severity.${n}` as Key)}`}
                    </option>
                  ))}
                </select>
              )}
            </Field>
            <Field label={t("rule.head.owner")} fault={shown("owner")}>
              {(ids) => (
                <select {...ids} name="owner" value={draft.owner} disabled={!editable} onChange={(event) => put({ owner: event.target.value })}>
                  <Chosen code={draft.owner} among={units.data?.items ?? []} />
                  {units.data?.items.map((each) => (
                    <option key={each.code} value={each.code}>
                      {each.name}
                    </option>
                  ))}
                </select>
              )}
            </Field>
            <Field label={t("rule.playbook")} fault={shown("playbook")}>
              {(ids) => (
                <select {...ids} name="playbook" value={draft.playbook} disabled={!editable} onChange={(event) => put({ playbook: event.target.value })}>
                  <Chosen code={draft.playbook} among={playbooks} />
                  {playbooks.map((each) => (
                    <option key={each.code} value={each.code}>
                      {`${each.code} · ${each.title}`}
                    </option>
                  ))}
                </select>
              )}
            </Field>
          </div>
          <label className="check">
            <input type="checkbox" checked={draft.opens_incident === true} disabled={!editable} onChange={(event) => put({ opens_incident: event.target.checked })} />
            {t("rule.opensIncident")}
          </label>
          {editable ? (
            <>
              <p className="fault" role="alert">
                {refused?.words}
              </p>
              <div className="b">
                <Button type="submit" look="pri" id="rule-save" disabled={busy}>
                  {busy ? t("form.sending") : t("rule.save")}
                </Button>
                {refused?.movedOn === true && from.version !== version && (
                  <Button onClick={() => restart({ draft, version: from.version })}>{t("rule.overNew", { n: from.version })}</Button>
                )}
                {changed && <Button onClick={() => restart(from)}>{t("rule.giveUp")}</Button>}
                {changed && <span className="muted">{t("rule.unsaved")}</span>}
              </div>
            </>
          ) : (
            <p className="muted">{t("rule.noEdit")}</p>
          )}
        </section>
      </form>
      <TrialPanel draft={draft} unit={unitWords(unit)} />
    </>
  );
}

const HELP: [string, Key][] = [
  ["value > 150", "rule.help.value"],
  ['mean("PT3H") > 100', "rule.help.window"],
  ['rate("PT1H") > 40', "rule.help.rate"],
  ['value > neighbours("median", 10) + 50', "rule.help.neighbours"],
  ["value > 2 * past_weeks(4)", "rule.help.weeks"],
  ['last("NO2", "PT1H") > 200', "rule.help.other"],
];

/** Times are typed in minutes, which is what rules hold for. */
function Minutes({ label, name, value, fault, editable, put }: { label: string; name: string; value: number; fault: string; editable: boolean; put: (seconds: number) => void }) {
  return (
    <Field label={label} fault={fault}>
      {(ids) => <input {...ids} name={name} type="number" inputMode="numeric" min={0} step={1} value={Math.round(value / 60)} readOnly={!editable} onChange={(event) => put(Math.max(0, Math.round(Number(event.target.value))) * 60)} />}
    </Field>
  );
}

/** A condition with its faults at their places. */
function Expression({ label, name, value, faults, hint, editable, put }: { label: string; name: string; value: string; faults: RuleFault[]; hint: string; editable: boolean; put: (text: string) => void }) {
  const box = useRef<HTMLTextAreaElement>(null);
  const placed = faults.find((fault) => fault.line > 0);
  const [before, sign, after] = placed === undefined ? ["", "", ""] : around(value, placed.line, placed.column);
  return (
    <Field label={label} fault={faults.map((fault) => fault.message).join(" ")} hint={hint}>
      {(ids) => (
        <>
          <textarea {...ids} ref={box} name={name} rows={2} className="code" spellCheck={false} autoCapitalize="off" value={value} readOnly={!editable} onChange={(event) => put(event.target.value)} />
          {placed !== undefined && (
            <div className="rule-at">
              <pre aria-hidden="true">
                {before}
                <mark>{sign}</mark>
                {after}
              </pre>
              <Button
                small
                look="quiet"
                onClick={() => {
                  box.current?.focus();
                  box.current?.setSelectionRange(before.length, before.length + sign.length);
                }}
              >
                {t("rule.toFault", { line: placed.line, column: placed.column })}
              </Button>
            </div>
          )}
        </>
      )}
    </Field>
  );
}

/** What a rule names and the list does not (closed since, or nothing chosen yet) stays visible. */
function Chosen({ code, among }: { code: string; among: { code: string }[] }) {
  if (among.some((each) => each.code === code)) return null;
  return <option value={code}>{code === "" ? t("rule.choose") : code}</option>;
}

/** The draft a moment after the last key, so that not every letter asks the server. */
function useSettled(draft: RuleDraft): RuleDraft {
  const [settled, setSettled] = useState(draft);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(draft), 300);
    return () => clearTimeout(timer);
  }, [draft]);
  return settled;
}

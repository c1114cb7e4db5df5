import { Plus, Trash2 } from "lucide-react";
import { useLaw } from "../data/playbooks";
import { Button } from "../parts/button";
import { Field } from "../parts/forms";
import { markWords, t, tIn } from "../text";
import type { StepDraft } from "./playbookdraft";
import { limitWords } from "./playbooksteps";

const ROLES = ["duty", "shift-leader", "officer", "leader", "hotline", "clerk", "steward", "programme", "inspector", "admin", "integrator"] as const;

interface Props {
  at: number;
  count: number;
  step: StepDraft;
  units: { code: string; name: string }[];
  shown: (what: string) => string;
  set: (part: Partial<StepDraft>, whole?: boolean) => void;
}

/** One step in the editor: its words, who, how long, on which basis, with which proof, and where it leads. */
export function StepForm({ at, count, step, units, shown, set }: Props) {
  return (
    <>
      <Both name="title" vi={t("pb.stepVi")} en={t("pb.stepEn")} value={step.title ?? {}} fault={shown("title")} set={(title) => set({ title })} />
      <div className="rule-row">
        <Field label={t("pb.role")} fault={shown("role")}>
          {(ids) => (
            <select {...ids} name="role" value={step.role} onChange={(event) => set({ role: event.target.value }, true)}>
              {ROLES.map((role) => (
                <option key={role} value={role}>
                  {t(`pb.role.${role}`)}
                </option>
              ))}
            </select>
          )}
        </Field>
        <UnitSelect label={t("pb.unit")} value={step.unit ?? ""} units={units} none={t("pb.unitOfCase")} fault={shown("unit")} onChange={(unit) => set({ unit }, true)} />
        <Field label={t("pb.limit")} hint={(step.limit_minutes ?? 0) > 0 ? limitWords(step.limit_minutes ?? 0) : t("pb.limitHint")} fault={shown("limit_minutes")}>
          {(ids) => <input {...ids} name="limit" type="number" inputMode="numeric" min={0} step={1} value={step.limit_minutes ?? 0} onChange={(event) => set({ limit_minutes: Math.max(0, Math.round(Number(event.target.value))) })} />}
        </Field>
      </div>
      <Bases step={step} shown={shown} set={set} />
      <Both name="evidence" vi={t("pb.evidenceVi")} en={t("pb.evidenceEn")} value={step.evidence ?? {}} fault={shown("evidence")} set={(evidence) => set({ evidence })} />
      <Ways at={at} count={count} step={step} shown={shown} set={set} />
    </>
  );
}

function Both({ name, vi, en, value, fault, set }: { name: string; vi: string; en: string; value: { vi?: string; en?: string }; fault: string; set: (both: { vi: string; en: string }) => void }) {
  const both = { vi: value.vi ?? "", en: value.en ?? "" };
  return (
    <div className="rule-row">
      <Field label={vi} fault={fault}>
        {(ids) => <input {...ids} name={`${name}_vi`} value={both.vi} onChange={(event) => set({ ...both, vi: event.target.value })} />}
      </Field>
      <Field label={en} fault={fault}>
        {(ids) => <input {...ids} name={`${name}_en`} lang="en" value={both.en} onChange={(event) => set({ ...both, en: event.target.value })} />}
      </Field>
    </div>
  );
}

/** What a list does not name (ended since) stays visible. */
export function UnitSelect({ label, value, units, none, fault, onChange }: { label: string; value: string; units: { code: string; name: string }[]; none: string; fault: string; onChange: (code: string) => void }) {
  return (
    <Field label={label} fault={fault}>
      {(ids) => (
        <select {...ids} value={value} onChange={(event) => onChange(event.target.value)}>
          <option value="">{none}</option>
          {value !== "" && !units.some((unit) => unit.code === value) && <option value={value}>{value}</option>}
          {units.map((unit) => (
            <option key={unit.code} value={unit.code}>
              {unit.name}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

function Bases({ step, shown, set }: Pick<Props, "step" | "shown" | "set">) {
  const law = useLaw();
  const acts = law.data?.items ?? [];
  const legal = step.legal ?? [];
  const put = (index: number, basis: { act: string; clause: string }) => set({ legal: legal.with(index, basis) }, true);
  return (
    <fieldset>
      <legend>{t("pb.legal")}</legend>
      {legal.map((basis, index) => {
        const act = acts.find((each) => each.code === basis.act);
        const clauses = act?.clauses ?? [];
        const clause = clauses.find((each) => each.clause === basis.clause);
        return (
          <div className="pbline" key={index}>
            <Field
              label={t("pb.act")}
              hint={act === undefined ? "" : `${act.title} (${markWords(clause?.mark ?? act.mark)})${act.to === "" ? "" : ` ${t("pb.actUntil", { day: act.to.split("-").reverse().join("/") })}`}`}
              fault={`${shown(`legal/${index}`)} ${shown(`legal/${index}/act`)}`.trim()}
            >
              {(ids) => (
                <select {...ids} value={basis.act} onChange={(event) => put(index, { act: event.target.value, clause: "" })}>
                  {act === undefined && <option value={basis.act}>{basis.act === "" ? t("pb.chooseAct") : basis.act}</option>}
                  {acts.map((each) => (
                    <option key={each.code} value={each.code}>
                      {each.number} · {each.title}
                    </option>
                  ))}
                </select>
              )}
            </Field>
            <Field label={t("pb.clause")} hint={clause?.text ?? ""} fault="">
              {(ids) => (
                <select {...ids} value={basis.clause ?? ""} onChange={(event) => put(index, { act: basis.act, clause: event.target.value })}>
                  <option value="">{t("pb.wholeAct")}</option>
                  {basis.clause !== undefined && basis.clause !== "" && clause === undefined && <option value={basis.clause}>{basis.clause}</option>}
                  {clauses.map((each) => (
                    <option key={each.clause} value={each.clause}>
                      {each.clause}
                    </option>
                  ))}
                </select>
              )}
            </Field>
            <button type="button" className="iconbtn" aria-label={t("pb.removeLegal", { n: index + 1 })} onClick={() => set({ legal: legal.toSpliced(index, 1) }, true)}>
              <Trash2 className="i" aria-hidden="true" />
            </button>
          </div>
        );
      })}
      <div className="b">
        <Button small onClick={() => set({ legal: [...legal, { act: "", clause: "" }] }, true)}>
          <Plus className="i" aria-hidden="true" />
          {t("pb.addLegal")}
        </Button>
      </div>
    </fieldset>
  );
}

const END = -1;

/** Where to go on: at the next step, at a later one, or as the answer to a question says. */
function Ways({ at, count, step, shown, set }: Pick<Props, "at" | "count" | "step" | "shown" | "set">) {
  const answers = step.answers ?? [];
  const later = Array.from({ length: Math.max(0, count - at - 2) }, (_, index) => at + 3 + index);
  const target = (ids: object, value: number, ends: boolean, onChange: (to: number) => void) => (
    <select {...ids} value={value} onChange={(event) => onChange(Number(event.target.value))}>
      <option value={0}>{t("pb.wayNext")}</option>
      {value > 0 && !later.includes(value) && <option value={value}>{t("pb.wayTo", { n: value })}</option>}
      {later.map((no) => (
        <option key={no} value={no}>
          {t("pb.wayTo", { n: no })}
        </option>
      ))}
      {ends && <option value={END}>{t("pb.wayEnd")}</option>}
    </select>
  );
  const letter = (index: number) => String.fromCharCode(65 + index);
  return (
    <fieldset>
      <legend>{t("pb.ways")}</legend>
      <label className="check">
        <input
          type="checkbox"
          checked={answers.length > 0}
          onChange={(event) =>
            set(
              event.target.checked
                ? { then: 0, answers: [{ title: { vi: tIn("vi", "pb.yes"), en: tIn("en", "pb.yes") }, to: 0, end: false }, { title: { vi: tIn("vi", "pb.no"), en: tIn("en", "pb.no") }, to: 0, end: false }] }
                : { answers: [], ask: { vi: "", en: "" } },
              true,
            )
          }
        />
        {t("pb.hasQuestion")}
      </label>
      {answers.length === 0 ? (
        <Field label={t("pb.then")} fault={shown("then")}>
          {(ids) => target(ids, step.then ?? 0, false, (then) => set({ then }, true))}
        </Field>
      ) : (
        <>
          <Both name="ask" vi={t("pb.askVi")} en={t("pb.askEn")} value={step.ask ?? {}} fault={shown("ask")} set={(ask) => set({ ask })} />
          {shown("answers") !== "" && <p className="fault">{shown("answers")}</p>}
          {answers.map((answer, index) => (
            <div className="pbline" key={index}>
              <Field label={t("pb.answerVi", { letter: letter(index) })} fault={shown(`answers/${index}/title`)}>
                {(ids) => <input {...ids} value={answer.title?.vi ?? ""} onChange={(event) => set({ answers: answers.with(index, { ...answer, title: { ...answer.title, vi: event.target.value } }) })} />}
              </Field>
              <Field label={t("pb.answerEn", { letter: letter(index) })} fault={shown(`answers/${index}/title`)}>
                {(ids) => <input {...ids} lang="en" value={answer.title?.en ?? ""} onChange={(event) => set({ answers: answers.with(index, { ...answer, title: { ...answer.title, en: event.target.value } }) })} />}
              </Field>
              <Field label={t("pb.answerTo", { letter: letter(index) })} fault={shown(`answers/${index}/to`)}>
                {(ids) => target(ids, answer.end === true ? END : (answer.to ?? 0), true, (to) => set({ answers: answers.with(index, { ...answer, to: Math.max(0, to), end: to === END }) }, true))}
              </Field>
              <button type="button" className="iconbtn" aria-label={t("pb.removeAnswer", { letter: letter(index) })} onClick={() => set({ answers: answers.toSpliced(index, 1) }, true)}>
                <Trash2 className="i" aria-hidden="true" />
              </button>
            </div>
          ))}
          <div className="b">
            <Button small disabled={answers.length >= 6} onClick={() => set({ answers: [...answers, { title: { vi: "", en: "" }, to: 0, end: false }] }, true)}>
              <Plus className="i" aria-hidden="true" />
              {t("pb.addAnswer")}
            </Button>
          </div>
        </>
      )}
    </fieldset>
  );
}

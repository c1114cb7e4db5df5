import { useState, type FormEvent } from "react";
import { Problem } from "../data/client";
import { usePlaceChange, usePlacePlan, type Place } from "../data/lineage";
import type { PlaceOrder, PlacePlan } from "../data/types";
import { Button } from "../parts/button";
import { faultWords } from "../parts/forms";
import { t, tMaybe } from "../text";
import { PlacePlanView } from "./placeplan";
import { EMPTY_NEW, blank, body, type Draft, type NewDraft, type What } from "./placedraft";

// Merge, split, rename and succeed in two steps: what shall be, then what that would do to rows, rights
// and open work. Nothing typed is lost when the server finds a fault; each fault stands at its field.

const WHATS: readonly What[] = ["merge", "split", "rename", "succeed"];
const MARKS = ["VERIFIED", "KNOWLEDGE high", "KNOWLEDGE medium", "KNOWLEDGE low", "PROJECT CHOICE"];
const KINDS: Record<Place, readonly string[]> = {
  areas: ["province", "city", "town", "district", "ward", "commune", "township", "special_zone"],
  units: ["committee", "office", "department", "centre", "division", "station"],
};

interface Known {
  code: string;
  name: string;
}

interface Props {
  place: Place;
  known: Known[];
  areas: Known[];
  onChanged: (order: PlaceOrder) => void;
}

export function PlaceForm({ place, known, areas, onChanged }: Props) {
  const [draft, setDraft] = useState<Draft>(blank);
  const [plan, setPlan] = useState<PlacePlan | null>(null);
  const [fault, setFault] = useState<unknown>(null);
  const planning = usePlacePlan(place);
  const change = usePlaceChange(place);
  const set = (part: Partial<Draft>) => {
    setDraft((now) => ({ ...now, ...part }));
    setPlan(null);
  };
  const faults = fault instanceof Problem ? fault.faults : [];
  const at = (path: string) => faults.filter((f) => f.path === path).map((f) => f.message).join(" ");
  const lost = faults.filter((f) => f.path.startsWith("children/")).map((f) => f.path.slice("children/".length));
  const children = [...new Set([...draft.children.map((c) => c.code), ...lost])];
  const shown = (path: string) => /^(day|act|mark|old(\/\d+)?|new(\/\d+\/(code|kind|parent|area|name|share|people))?|lines\/\d+\/(old|new|share|people)|children\/.+)$/.test(path);
  const rest = fault === null || (faults.length > 0 && faults.every((f) => shown(f.path))) ? "" : faultWords(fault);
  const busy = planning.isPending || change.isPending;

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    setFault(null);
    const order = body(place, draft);
    try {
      if (plan === null) {
        setPlan(await planning.mutateAsync(order));
        return;
      }
      await change.mutateAsync({ ...order, plan: plan.plan });
      onChanged(order);
    } catch (error) {
      setPlan(null);
      setFault(error);
      requestAnimationFrame(() => form.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
    }
  }

  const one = draft.what === "merge" || draft.what === "rename";
  const olds = draft.what === "split" || draft.what === "rename" ? draft.old.slice(0, 1) : draft.old;
  const news = one ? draft.news.slice(0, 1) : draft.news;
  const rename = draft.what === "rename";
  const patch = (i: number, part: Partial<NewDraft>) => set({ news: draft.news.map((n, j) => (j === i ? { ...n, ...part } : n)) });
  return (
    <form className="words dayform placeform" onSubmit={(event) => void submit(event)} noValidate>
      <Known id="place-known" list={known} />
      <Known id="place-areas" list={areas} />
      <fieldset>
        <legend>{t("place.what")}</legend>
        {WHATS.map((w) => (
          <label key={w} className="choice">
            <input type="radio" name="what" value={w} checked={draft.what === w} onChange={() => set({ what: w })} /> {t(`place.say.${w}`)}
          </label>
        ))}
      </fieldset>
      <div className="placerow">
        <Field id="place-day" label={t("place.day")} type="date" value={draft.day} fault={at("day")} onChange={(day) => set({ day })} />
        <Field id="place-act" label={t("place.act")} value={draft.act} fault={at("act")} onChange={(act) => set({ act })} />
        <Choice id="place-mark" label={t("calendar.mark")} value={draft.mark} values={MARKS} words={(m) => tMaybe(`mark.${m}`, m)} fault={at("mark")} onChange={(mark) => set({ mark })} />
      </div>
      <fieldset>
        <legend>{rename ? t("place.oldOne") : t("place.old")}</legend>
        {olds.map((code, i) => (
          <div className="placerow" key={i}>
            <Field id={`place-old-${i}`} label={t("place.code")} list="place-known" value={code} fault={at(`old/${i}`)} onChange={(value) => set({ old: draft.old.map((o, j) => (j === i ? value : o)) })} />
            {olds.length > 1 && <Less label={t("place.lessOld", { no: i + 1 })} onLess={() => set({ old: draft.old.filter((_, j) => j !== i) })} />}
          </div>
        ))}
        <Fault id="place-old" words={at("old")} />
        {(draft.what === "merge" || draft.what === "succeed") && (
          <Button small onClick={() => set({ old: [...draft.old, ""] })}>
            {t("place.moreOld")}
          </Button>
        )}
      </fieldset>
      <fieldset>
        <legend>{rename ? t("place.newName") : t("place.new")}</legend>
        {news.map((n, i) => (
          <div className="placerow placenew" key={i}>
            {!rename && <Field id={`place-new-${i}-code`} label={t("place.code")} value={n.code} fault={at(`new/${i}/code`)} onChange={(code) => patch(i, { code })} />}
            <Field id={`place-new-${i}-vi`} label={t("calendar.nameVI")} value={n.vi} fault={at(`new/${i}/name`)} onChange={(vi) => patch(i, { vi })} />
            <Field id={`place-new-${i}-en`} label={t("calendar.nameEN")} value={n.en} fault="" onChange={(en) => patch(i, { en })} />
            <Choice
              id={`place-new-${i}-kind`}
              label={t("place.kind")}
              value={n.kind}
              values={["", ...KINDS[place]]}
              words={(k) => (k === "" ? (rename ? t("place.sameKind") : t("place.chooseKind")) : tMaybe(`${place === "areas" ? "areakind" : "unitkind"}.${k}`, k))}
              fault={at(`new/${i}/kind`)}
              onChange={(kind) => patch(i, { kind })}
            />
            {!rename && <Field id={`place-new-${i}-parent`} label={t("place.parent")} list="place-known" value={n.parent} fault={at(`new/${i}/parent`)} onChange={(parent) => patch(i, { parent })} />}
            {!rename && place === "units" && <Field id={`place-new-${i}-area`} label={t("place.area")} list="place-areas" value={n.area} fault={at(`new/${i}/area`)} onChange={(area) => patch(i, { area })} />}
            {draft.what === "split" && <Field id={`place-new-${i}-share`} label={t("place.share")} mode="decimal" value={n.share} fault={at(`new/${i}/share`)} onChange={(share) => patch(i, { share })} />}
            {draft.what === "split" && place === "areas" && <Field id={`place-new-${i}-people`} label={t("place.people")} mode="decimal" value={n.people} fault={at(`new/${i}/people`)} onChange={(people) => patch(i, { people })} />}
            {news.length > 1 && <Less label={t("place.lessNew", { no: i + 1 })} onLess={() => set({ news: draft.news.filter((_, j) => j !== i) })} />}
          </div>
        ))}
        <Fault id="place-new" words={at("new")} />
        {!one && (
          <Button small onClick={() => set({ news: [...draft.news, EMPTY_NEW] })}>
            {t("place.moreNew")}
          </Button>
        )}
      </fieldset>
      {draft.what === "succeed" && <Lines place={place} draft={draft} at={at} onChange={(lines) => set({ lines })} />}
      {children.length > 0 && (draft.what === "split" || draft.what === "succeed") && (
        <fieldset>
          <legend>{t("place.children")}</legend>
          {children.map((code) => (
            <Field
              key={code}
              id={`place-child-${code}`}
              label={t("place.childTo", { code: known.find((k) => k.code === code)?.name ?? code })}
              value={draft.children.find((c) => c.code === code)?.parent ?? ""}
              fault={at(`children/${code}`)}
              onChange={(parent) => set({ children: [...draft.children.filter((c) => c.code !== code), { code, parent }] })}
            />
          ))}
        </fieldset>
      )}
      <p className="fault" role="alert">
        {rest}
      </p>
      {plan !== null && <PlacePlanView place={place} plan={plan} />}
      <div className="b">
        <Button type="submit" id="place-send" look={plan === null ? "" : "pri"} disabled={busy}>
          {busy ? t("form.sending") : plan === null ? t("calendar.showPlan") : t("calendar.apply")}
        </Button>
      </div>
    </form>
  );
}

function Lines({ place, draft, at, onChange }: { place: Place; draft: Draft; at: (path: string) => string; onChange: (lines: Draft["lines"]) => void }) {
  const patch = (i: number, part: Partial<Draft["lines"][number]>) => onChange(draft.lines.map((l, j) => (j === i ? { ...l, ...part } : l)));
  return (
    <fieldset>
      <legend>{t("place.lines")}</legend>
      <small className="muted">{t("place.linesHint")}</small>
      {draft.lines.map((l, i) => (
        <div className="placerow" key={i}>
          <Field id={`place-line-${i}-old`} label={t("place.lineOld")} value={l.old} fault={at(`lines/${i}/old`)} onChange={(old) => patch(i, { old })} />
          <Field id={`place-line-${i}-new`} label={t("place.lineNew")} list="place-known" value={l.new} fault={at(`lines/${i}/new`)} onChange={(value) => patch(i, { new: value })} />
          <Field id={`place-line-${i}-share`} label={t("place.share")} mode="decimal" value={l.share} fault={at(`lines/${i}/share`)} onChange={(share) => patch(i, { share })} />
          {place === "areas" && <Field id={`place-line-${i}-people`} label={t("place.people")} mode="decimal" value={l.people} fault={at(`lines/${i}/people`)} onChange={(people) => patch(i, { people })} />}
          <Less label={t("place.lessLine", { no: i + 1 })} onLess={() => onChange(draft.lines.filter((_, j) => j !== i))} />
        </div>
      ))}
      <Button small onClick={() => onChange([...draft.lines, { old: "", new: "", share: "", people: "" }])}>
        {t("place.moreLine")}
      </Button>
    </fieldset>
  );
}

function Less({ label, onLess }: { label: string; onLess: () => void }) {
  return (
    <Button small aria-label={label} onClick={onLess}>
      {t("place.less")}
    </Button>
  );
}

function Known({ id, list }: { id: string; list: Known[] }) {
  return (
    <datalist id={id}>
      {list.map((k) => (
        <option key={k.code} value={k.code}>
          {k.name}
        </option>
      ))}
    </datalist>
  );
}

function Fault({ id, words }: { id: string; words: string }) {
  return words === "" ? null : (
    <p id={`${id}-fault`} className="fault" role="alert">
      {words}
    </p>
  );
}

interface FieldProps {
  id: string;
  label: string;
  value: string;
  fault: string;
  type?: string;
  list?: string;
  mode?: "decimal";
  onChange: (value: string) => void;
}

function Field({ id, label, value, fault, type = "text", list, mode, onChange }: FieldProps) {
  return (
    <div className="placefield">
      <label htmlFor={id}>{label}</label>
      <input id={id} type={type} value={value} list={list} inputMode={mode} autoComplete="off" aria-invalid={fault !== ""} aria-describedby={fault === "" ? undefined : `${id}-fault`} onChange={(event) => onChange(event.target.value)} />
      <Fault id={id} words={fault} />
    </div>
  );
}

interface ChoiceProps {
  id: string;
  label: string;
  value: string;
  values: readonly string[];
  fault: string;
  words: (value: string) => string;
  onChange: (value: string) => void;
}

function Choice({ id, label, value, values, fault, words, onChange }: ChoiceProps) {
  return (
    <div className="placefield">
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} aria-invalid={fault !== ""} aria-describedby={fault === "" ? undefined : `${id}-fault`} onChange={(event) => onChange(event.target.value)}>
        {values.map((v) => (
          <option key={v} value={v}>
            {words(v)}
          </option>
        ))}
      </select>
      <Fault id={id} words={fault} />
    </div>
  );
}

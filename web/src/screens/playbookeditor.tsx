import { Link, useNavigate } from "@tanstack/react-router";
import { ArrowDown, ArrowUp, Plus, Trash2, Undo2 } from "lucide-react";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { Problem } from "../data/client";
import { beginProposal, handIn, refreshPlaybooks, saveProposal, useProposal, useTried } from "../data/playbooks";
import { proposeFromCase } from "../data/incidents";
import type { DraftFault, Incident, PlaybookDraft, PlaybookPlan } from "../data/types";
import { useUnits } from "../data/units";
import { Button } from "../parts/button";
import { Field, faultWords } from "../parts/forms";
import { useSay } from "../parts/say";
import { t } from "../text";
import { addAfter, move, removeAt, useEditing, type Editing, type StepDraft } from "./playbookdraft";
import { placeWords } from "./playbookchanges";
import { StepForm, UnitSelect } from "./playbookstepform";
import { limitWords } from "./playbooksteps";

interface Refused {
  words: string;
  key: string;
  faults: DraftFault[];
}

/** Why a proposal was not handed in, by its id: saved for the first time it goes to an address of its own, and takes this along. */
const told = new Map<string, Refused>();

const refusalOf = (error: unknown): Refused =>
  error instanceof Problem ? { words: error.message, key: error.key, faults: error.faults.map((fault) => ({ ...fault })) } : { words: faultWords(error), key: "", faults: [] };

/** Writing a playbook: by keys alone, with its faults at their fields and its differences told as they come. */
export function PlaybookEditor({ code, plan, newest, from, lesson = null }: { code: string; plan: PlaybookPlan | null; newest: number; from: Editing; lesson?: Incident | null }) {
  const navigate = useNavigate();
  const say = useSay();
  const { now, changed, canUndo, put, undo, restart, say: write } = useEditing(plan?.id ?? `${code}/${from.base}${lesson?.id ?? ""}`, from);
  const { draft } = now;
  const settled = useSettled(draft);
  const tried = useTried(code, now.base, settled);
  const units = useUnits();
  const [open, setOpen] = useState(plan === null && from.base === 0 ? 0 : -1);
  const [refused, refuse] = useState<Refused | null>(() => told.get(plan?.id ?? "") ?? null);
  const [asked, setAsked] = useState(refused !== null); // faults of what is still empty are named once handing in was tried
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const rows = useRef<HTMLOListElement>(null);
  const focusOn = useRef<string>("");
  const setRefused = (next: Refused | null) => {
    told.delete(plan?.id ?? "");
    refuse(next);
  };
  useLayoutEffect(() => {
    if (refused !== null) form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [refused]);
  const faults = refused !== null && refused.faults.length > 0 ? refused.faults : (tried.data?.faults ?? []);
  const shown = (path: string) =>
    faults
      .filter((fault) => fault.path === path && (asked || fault.key !== "playbook.no_title"))
      .map((fault) => fault.message)
      .join(" ");
  const set = (part: Partial<PlaybookDraft>, whole = false) => {
    setRefused(null);
    put({ ...draft, ...part }, whole);
  };

  useLayoutEffect(() => {
    if (focusOn.current === "") return;
    rows.current?.querySelector<HTMLElement>(focusOn.current)?.focus();
    focusOn.current = "";
  });

  function arrangeTo(steps: StepDraft[], at: number, words: string) {
    if (steps === draft.steps) return;
    set({ steps }, true);
    setOpen((was) => (was < 0 ? was : at));
    focusOn.current = `#pb-row-${Math.min(Math.max(at, 0), steps.length - 1)}`;
    say(words);
  }
  const add = (at: number) => {
    arrangeTo(addAfter(draft.steps, at), at + 1, t("pb.saidAdded", { n: at + 2 }));
    setOpen(at + 1);
    focusOn.current = `#pb-step-${at + 1} input`;
  };
  const remove = (at: number) => arrangeTo(removeAt(draft.steps, at), Math.min(at, draft.steps.length - 2), t("pb.saidRemoved", { n: at + 1 }));
  const shift = (at: number, by: -1 | 1) => arrangeTo(move(draft.steps, at, by), at + by, t("pb.saidMoved", { n: at + 1, to: at + 1 + by }));

  // Keys work wherever in a step focus is; in a field Ctrl+Z stays the browser's own.
  useEffect(() => {
    const box = form.current;
    const onKey = (event: KeyboardEvent) => {
      if (event.isComposing || event.metaKey || !(event.target instanceof HTMLElement)) return;
      if (event.ctrlKey && !event.altKey && !event.shiftKey && event.code === "KeyZ" && event.target.closest("input,textarea,select") === null) {
        event.preventDefault();
        undo();
        return;
      }
      const row = event.target.closest<HTMLElement>("li[data-step]");
      if (row !== null && event.altKey && !event.ctrlKey) rowKey(event, Number(row.dataset.step));
    };
    box?.addEventListener("keydown", onKey);
    return () => box?.removeEventListener("keydown", onKey);
  });

  function rowKey(event: KeyboardEvent, at: number) {
    const does: Partial<Record<string, () => void>> = { ArrowUp: () => shift(at, -1), ArrowDown: () => shift(at, 1), Insert: () => add(at), Enter: () => add(at), Delete: () => remove(at), Backspace: () => remove(at) };
    const act = does[event.code];
    if (act === undefined) return;
    event.preventDefault();
    act();
  }

  async function save(then: "draft" | "propose") {
    setBusy(true);
    setRefused(null);
    setAsked(then === "propose" || asked);
    try {
      let saved = plan;
      if (lesson !== null) saved = await proposeFromCase(lesson.id, now.base, now.why, draft, then === "propose");
      else if (saved === null) saved = await beginProposal(code, now.base, now.why, draft);
      else if (changed || saved.state === "proposed") saved = await saveProposal(saved.id, now.revision, now.base, now.why, draft);
      // From here on the text is the server's: what goes wrong next is shown there.
      restart({ draft: saved.draft, why: saved.why, base: saved.base, revision: saved.revision });
      if (then === "draft") {
        say(t("pb.saidSaved", { number: saved.number }));
        if (plan === null) await navigate({ to: "/playbooks/$code", params: { code }, search: { proposal: saved.id, mode: "edit" }, replace: true });
        return;
      }
      try {
        if (lesson === null) saved = await handIn(saved.id);
      } catch (error) {
        if (plan !== null) throw error;
        told.set(saved.id, refusalOf(error));
        await navigate({ to: "/playbooks/$code", params: { code }, search: { proposal: saved.id, mode: "edit" }, replace: true });
        return;
      }
      say(t("pb.saidProposed", { number: saved.number }));
      await navigate({ to: "/playbooks/$code", params: { code }, search: { proposal: saved.id } });
    } catch (error) {
      const why = refusalOf(error);
      setRefused(why);
      const first = /^steps\/(\d+)/.exec(why.faults[0]?.path ?? "")?.[1];
      if (first !== undefined) setOpen(Number(first));
      await refreshPlaybooks();
    } finally {
      setBusy(false);
    }
  }

  async function keepApart() {
    setBusy(true);
    try {
      const own = await beginProposal(code, now.base, now.why, draft);
      restart(from);
      say(t("pb.saidSaved", { number: own.number }));
      await navigate({ to: "/playbooks/$code", params: { code }, search: { proposal: own.id, mode: "edit" } });
    } catch (error) {
      setRefused({ words: faultWords(error), key: "", faults: [] });
    } finally {
      setBusy(false);
    }
  }

  const all = units.data?.items ?? [];
  const unitName = (unit: string) => (unit === "" ? t("pb.unitOfCase") : (all.find((each) => each.code === unit)?.name ?? unit));
  return (
    <form
      className="rule-form"
      ref={form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save("draft");
      }}
    >
      <div className="pbedit">
        <div>
          <section className="card pad">
            <h2>{t("pb.whole")}</h2>
            <div className="rule-row">
              <Field label={t("pb.titleVi")} fault={shown("title")}>
                {(ids) => <input {...ids} name="title_vi" value={draft.title?.vi ?? ""} onChange={(event) => set({ title: { ...draft.title, vi: event.target.value } })} />}
              </Field>
              <Field label={t("pb.titleEn")} fault={shown("title")}>
                {(ids) => <input {...ids} name="title_en" lang="en" value={draft.title?.en ?? ""} onChange={(event) => set({ title: { ...draft.title, en: event.target.value } })} />}
              </Field>
            </div>
            <div className="rule-row">
              <UnitSelect label={t("pb.head.owner")} value={draft.owner ?? ""} units={all} none={t("pb.ownerOfSteps")} fault={shown("owner")} onChange={(owner) => set({ owner })} />
              <Field label={t("pb.from")} hint={t("pb.fromHint")} fault={shown("from")}>
                {(ids) => <input {...ids} type="date" value={draft.from ?? ""} onChange={(event) => set({ from: event.target.value })} />}
              </Field>
              <Field label={t("pb.to")} hint={t("pb.toHint")} fault={shown("to")}>
                {(ids) => <input {...ids} type="date" value={draft.to ?? ""} onChange={(event) => set({ to: event.target.value })} />}
              </Field>
            </div>
            <Field label={t("pb.why")} hint={t("pb.whyHint")} fault={shown("why")}>
              {(ids) => <textarea {...ids} name="why" rows={2} value={now.why} onChange={(event) => write({ why: event.target.value })} />}
            </Field>
          </section>
          <section className="card pad" aria-labelledby="pb-edit-steps">
            <h2 id="pb-edit-steps">{t("pb.tab.steps")}</h2>
            <p className="muted pbkeys">{t("pb.keys")}</p>
            {shown("steps") !== "" && <p className="fault">{shown("steps")}</p>}
            <ol className="pbrows" ref={rows}>
              {draft.steps.map((step, at) => {
                const bad = faults.some((fault) => fault.path.startsWith(`steps/${at}/`) && (asked || fault.key !== "playbook.no_title"));
                return (
                  <li key={at} data-step={at}>
                    <div className="pbrow">
                      <button type="button" className="pbname" id={`pb-row-${at}`} aria-expanded={open === at} aria-controls={`pb-step-${at}`} onClick={() => setOpen(open === at ? -1 : at)}>
                        <b>
                          {at + 1}. {step.title?.vi === "" || step.title?.vi === undefined ? t("pb.untitled") : step.title.vi}
                        </b>
                        {bad && <span className="bad"> {t("pb.hasFault")}</span>}
                        <small>
                          {t(`pb.role.${step.role === "" || step.role === undefined ? "none" : step.role}` as Parameters<typeof t>[0])}, {unitName(step.unit ?? "")}
                          {(step.limit_minutes ?? 0) > 0 && ` · ${limitWords(step.limit_minutes ?? 0)}`}
                          {(step.answers ?? []).length > 0 && ` · ${t("pb.asks")}`}
                        </small>
                      </button>
                      <button type="button" className="iconbtn" aria-label={t("pb.up", { n: at + 1 })} aria-disabled={at === 0} onClick={() => shift(at, -1)}>
                        <ArrowUp className="i" aria-hidden="true" />
                      </button>
                      <button type="button" className="iconbtn" aria-label={t("pb.down", { n: at + 1 })} aria-disabled={at === draft.steps.length - 1} onClick={() => shift(at, 1)}>
                        <ArrowDown className="i" aria-hidden="true" />
                      </button>
                      <button type="button" className="iconbtn" aria-label={t("pb.addAfter", { n: at + 1 })} onClick={() => add(at)}>
                        <Plus className="i" aria-hidden="true" />
                      </button>
                      <button type="button" className="iconbtn" aria-label={t("pb.remove", { n: at + 1 })} onClick={() => remove(at)}>
                        <Trash2 className="i" aria-hidden="true" />
                      </button>
                    </div>
                    {open === at && (
                      <div className="pbinner" id={`pb-step-${at}`}>
                        <StepForm
                          at={at}
                          count={draft.steps.length}
                          step={step}
                          units={all}
                          shown={(what) => shown(`steps/${at}/${what}`)}
                          set={(part, whole = false) => set({ steps: draft.steps.with(at, { ...step, ...part }) }, whole)}
                        />
                      </div>
                    )}
                  </li>
                );
              })}
            </ol>
            <div className="b">
              <Button id="pb-add" onClick={() => add(draft.steps.length - 1)}>
                <Plus className="i" aria-hidden="true" />
                {t("pb.add")}
              </Button>
              <Button id="pb-undo" disabled={!canUndo} onClick={undo}>
                <Undo2 className="i" aria-hidden="true" />
                {t("pb.undo")}
              </Button>
            </div>
          </section>
        </div>
        <aside className="card pad pbside" aria-labelledby="pb-diff">
          {lesson !== null && <Lesson incident={lesson} />}
          <h2 id="pb-diff">{now.base === 0 ? t("pb.contents", { n: 0 }) : t("pb.changes", { n: now.base })}</h2>
          <ul className="pbchanges">
            {(tried.data?.changes ?? []).map((words, index) => (
              <li key={index}>{words}</li>
            ))}
          </ul>
          {tried.data?.changes.length === 0 && <p className="muted">{t("pb.nothing")}</p>}
          {newest > now.base && now.base > 0 && (
            <div className="note" data-state="stale">
              <div className="m">
                <div>
                  <b>{t("pb.meanwhile", { base: now.base, n: newest })}</b>
                  <ul className="pbchanges">
                    {(plan?.meanwhile ?? []).map((words, index) => (
                      <li key={index}>{words}</li>
                    ))}
                  </ul>
                  <Button small onClick={() => write({ base: newest })}>
                    {t("pb.rebase", { n: newest })}
                  </Button>
                </div>
              </div>
            </div>
          )}
          {faults.length > 0 && (
            <>
              <h3>{t("pb.faults")}</h3>
              <ul className="pbchanges">
                {[...new Set(faults.map((fault) => `${placeWords(fault.path)}${fault.message}`))].map((words) => (
                  <li key={words}>{words}</li>
                ))}
              </ul>
            </>
          )}
          <p className="fault" role="alert">
            {refused?.words}
          </p>
          {refused?.key === "playbook.edited_meanwhile" && plan !== null && <Theirs plan={plan} busy={busy} onApart={() => void keepApart()} onTheirs={(next) => restart(next)} />}
          <div className="b">
            <Button look="pri" id="pb-send" disabled={busy} onClick={() => void save("propose")}>
              {busy ? t("form.sending") : t("pb.do.propose")}
            </Button>
            <Button type="submit" id="pb-save" disabled={busy}>
              {t("pb.save")}
            </Button>
            {changed && <Button onClick={() => restart(from)}>{t("pb.giveUp")}</Button>}
            {changed && <span className="muted">{t("pb.unsaved")}</span>}
          </div>
        </aside>
      </div>
    </form>
  );
}

/** What the case taught, beside the playbook that shall change by it. */
function Lesson({ incident }: { incident: Incident }) {
  return (
    <div className="note">
      <div className="m">
        <div>
          <b>
            <Link to="/incidents/$id" params={{ id: incident.id }}>
              {t("pb.ofCase", { number: incident.number })}
            </Link>
          </b>
          <ul className="pbchanges">
            {incident.findings
              .filter((each) => each.became === null || each.became.state === "withdrawn")
              .map((each) => (
                <li key={each.no}>
                  {each.step > 0 && `${t("pb.stepNo", { n: each.step })}: `}
                  {each.proposal}
                </li>
              ))}
          </ul>
        </div>
      </div>
    </div>
  );
}

/** Somebody else was faster: their differences beside one's own, and two ways on in which nothing is lost. */
function Theirs({ plan, busy, onApart, onTheirs }: { plan: PlaybookPlan; busy: boolean; onApart: () => void; onTheirs: (next: Editing) => void }) {
  const theirs = useProposal(plan.id);
  return (
    <div className="note" data-state="stale">
      <div className="m">
        <div>
          <b>{t("pb.theirs", { by: theirs.data?.changed_by ?? "" })}</b>
          <ul className="pbchanges">
            {(theirs.data?.changes ?? []).map((words, index) => (
              <li key={index}>{words}</li>
            ))}
          </ul>
          <div className="b">
            <Button small id="pb-apart" disabled={busy} onClick={onApart}>
              {t("pb.apart")}
            </Button>
            {theirs.data !== undefined && (
              <Button small onClick={() => onTheirs({ draft: theirs.data.draft, why: theirs.data.why, base: theirs.data.base, revision: theirs.data.revision })}>
                {t("pb.takeTheirs")}
              </Button>
            )}
          </div>
        </div>
      </div>
    </div>
  );
}

/** The draft a moment after the last key, so that not every letter asks the server. */
function useSettled(draft: PlaybookDraft): PlaybookDraft {
  const [settled, setSettled] = useState(draft);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(draft), 300);
    return () => clearTimeout(timer);
  }, [draft]);
  return settled;
}

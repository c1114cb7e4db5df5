import { useCallback, useEffect, useState } from "react";
import type { PlaybookDraft } from "../data/types";

export type StepDraft = PlaybookDraft["steps"][number];

/** What is being edited: the text, its reason, and what it rests on. */
export interface Editing {
  draft: PlaybookDraft;
  why: string;
  base: number;
  revision: number;
}

export const EMPTY_STEP: StepDraft = {
  title: { vi: "", en: "" }, role: "officer", unit: "", limit_minutes: 0, legal: [], evidence: { vi: "", en: "" }, ask: { vi: "", en: "" }, answers: [], then: 0,
};

export const EMPTY_DRAFT: PlaybookDraft = { title: { vi: "", en: "" }, owner: "", limit_minutes: 0, from: "", to: "", mark: "PROJECT CHOICE", steps: [EMPTY_STEP] };

/**
 * Steps in a new order, given by their old places; undefined is a new step. Ways that led to a step
 * follow it; a way to a step that is gone leads to the next.
 */
export function arrange(steps: StepDraft[], order: (number | undefined)[]): StepDraft[] {
  const now = new Map<number, number>();
  order.forEach((was, place) => {
    if (was !== undefined) now.set(was + 1, place + 1);
  });
  const way = (to: number | undefined) => (to === undefined || to === 0 ? 0 : (now.get(to) ?? 0));
  return order.map((was) => {
    const step = was === undefined ? undefined : steps[was];
    if (step === undefined) return EMPTY_STEP;
    return { ...step, then: way(step.then), answers: (step.answers ?? []).map((answer) => ({ ...answer, to: way(answer.to) })) };
  });
}

const places = (steps: StepDraft[]): (number | undefined)[] => steps.map((_, place) => place);

export const addAfter = (steps: StepDraft[], at: number) => arrange(steps, places(steps).toSpliced(at + 1, 0, undefined));
export const removeAt = (steps: StepDraft[], at: number) => arrange(steps, places(steps).toSpliced(at, 1));
export function move(steps: StepDraft[], at: number, by: -1 | 1): StepDraft[] {
  const to = at + by;
  if (to < 0 || to >= steps.length) return steps;
  const order = places(steps);
  [order[at], order[to]] = [order[to], order[at]];
  return arrange(steps, order);
}

const MOST_UNDONE = 50;
const kept = (place: string) => `thanhdong.playbook.${place}`;

/**
 * What is typed is kept in this window until it is saved or given up, so that neither a reload nor a
 * look at another page loses it. Each step of the work can be undone.
 */
export function useEditing(place: string, from: Editing) {
  const [now, setNow] = useState<Editing>(() => read(place) ?? from);
  const [past, setPast] = useState<PlaybookDraft[]>([]);
  const changed = JSON.stringify([now.draft, now.why, now.base]) !== JSON.stringify([from.draft, from.why, from.base]);
  useEffect(() => {
    if (changed) sessionStorage.setItem(kept(place), JSON.stringify(now));
    else sessionStorage.removeItem(kept(place));
  }, [changed, now, place]);
  /** `whole` marks a change that undo takes back by itself; letters typed in one field are one. */
  const put = useCallback(
    (draft: PlaybookDraft, whole: boolean) => {
      if (whole) setPast([...past, now.draft].slice(-MOST_UNDONE));
      setNow({ ...now, draft });
    },
    [now, past],
  );
  const undo = useCallback(() => {
    const last = past.at(-1);
    if (last === undefined) return;
    setPast(past.slice(0, -1));
    setNow({ ...now, draft: last });
  }, [now, past]);
  const restart = useCallback(
    (next: Editing) => {
      sessionStorage.removeItem(kept(place));
      setPast([]);
      setNow(next);
    },
    [place],
  );
  return { now, changed, canUndo: past.length > 0, put, undo, restart, say: (part: Partial<Editing>) => setNow({ ...now, ...part }) };
}

function read(place: string): Editing | null {
  try {
    return JSON.parse(sessionStorage.getItem(kept(place)) ?? "null") as Editing | null;
  } catch {
    return null;
  }
}

import { useEffect, useSyncExternalStore } from "react";
import { Problem, Unreachable } from "./client";
import { doSet, heldSet, lookAtForm, lookAtSet, putValues } from "./datasets";
import { t } from "../text";
import type { DataSetWhole } from "./types";
import { keptAs } from "./world";

// What was typed into cells and has not arrived. Each value is kept on this machine, for who typed it, from the key that left the cell until the server has
// it: a cut line, a reload or a closed window loses none. Many of them travel together, a moment after the last one; each says which value it was typed over,
// so that nobody writes over another unseen. A form that is handed in without a line is kept the same way, and goes after its values.

export interface Typed {
  /** As machines write it; what cannot be read stands in `raw` alone and is not sent. */
  value: string;
  raw: string;
  comment: string;
  /** Of the value that was seen in the cell. */
  seen: number;
  /** Why it was not taken, in words; key says what kind of refusal. */
  fault: string;
  key: string;
}

export interface Sheet {
  set: string;
  form: string;
  unit: string;
  period: string;
  cells: Record<string, Typed>;
  /** Of the form, when the first of them was typed. */
  version?: number;
  /** It is to be handed in once all of them arrived; why that was refused, in words. */
  hand?: { fault: string };
}

export interface Cells {
  sheets: Record<string, Sheet>;
  /** A sheet is on its way. */
  sending: string;
  /** When something last arrived, by set. */
  saved: Record<string, number>;
  /** When a form that waited for the line was handed in, by set, until it is told. */
  handed: Record<string, number>;
  /** The line refused, or the server said no to a whole sheet. */
  waits: boolean;
  fault: string;
}

const NONE: Cells = { sheets: {}, sending: "", saved: {}, handed: {}, waits: false, fault: "" };
const SOON_MS = 600;
const AGAIN_MS = 10_000;

let state = NONE;
let owner = "";
let timer: ReturnType<typeof setTimeout> | undefined;
let running: Promise<void> | null = null;
const listeners = new Set<() => void>();

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

const place = () => keptAs(`thanhdong.cells.${owner}`);

function show(next: Partial<Cells>): void {
  state = { ...state, ...next };
  if (next.sheets !== undefined) {
    try {
      if (Object.keys(state.sheets).length === 0) localStorage.removeItem(place());
      else localStorage.setItem(place(), JSON.stringify(state.sheets));
    } catch {
      // A browser that keeps nothing: what is typed lives as long as the page.
    }
  }
  for (const listener of listeners) listener();
}

/** The sheets of an account, as they were left. */
export function readSheets(stored: string | null): Record<string, Sheet> {
  try {
    const found = JSON.parse(stored ?? "{}") as Record<string, Sheet>;
    return Object.fromEntries(Object.entries(found).filter(([id, sheet]) => sheet?.set === id && typeof sheet.cells === "object"));
  } catch {
    return {};
  }
}

/** Begins for who is signed in: what they left is sent; that of others stays untouched. */
export function beginCells(account: string): void {
  if (owner !== account) {
    owner = account;
    state = { ...NONE, sheets: readSheets(localStorage.getItem(place())) };
    for (const listener of listeners) listener();
  }
  addEventListener("online", sendNow); // the same listener again is one listener
  sendNow();
}

const sendNow = () => void sendCells();

export function useCells(account: string): Cells {
  useEffect(() => beginCells(account), [account]);
  return useSyncExternalStore(subscribe, () => (owner === account ? state : NONE));
}

type Placed = Pick<DataSetWhole, "id" | "form" | "unit" | "period">;
const sheetOf = (set: Placed): Sheet => ({ set: set.id, form: set.form.code, unit: set.unit.code, period: set.period, cells: {} });

/** Keeps that a form is handed in: it is sent by itself, after what was typed. */
export function keepHandIn(set: Placed): void {
  show({ sheets: { ...state.sheets, [set.id]: { ...(state.sheets[set.id] ?? sheetOf(set)), hand: { fault: "" } } } });
  again();
}

/** Before it was sent it is not handed in after all, or its refusal was seen. */
export function dropHandIn(set: string): void {
  show({ sheets: unhanded(state.sheets, set) });
}

function unhanded(sheets: Record<string, Sheet>, set: string): Record<string, Sheet> {
  const sheet = sheets[set];
  if (sheet?.hand === undefined) return sheets;
  const rest = { ...sheet };
  delete rest.hand;
  return without({ ...sheets, [set]: rest }, set, () => false);
}

/** The clerk was told that a form which waited is handed in. */
export function tellHanded(set: string): void {
  show({ handed: Object.fromEntries(Object.entries(state.handed).filter(([id]) => id !== set)) });
}

/** Whether something of a set has not arrived: "waits" for the line, or why it was not taken, in words. */
export function cellsLeft(set: string): string {
  const sheet = state.sheets[set];
  if (sheet === undefined || sendable(sheet).length === 0) return "";
  return state.waits ? "waits" : state.fault;
}

/** Keeps what was typed into cells and sends it a moment later. */
export function typeCells(set: Placed, version: number, typed: Record<string, Typed>): void {
  const sheet = state.sheets[set.id] ?? { ...sheetOf(set), version };
  show({ sheets: { ...state.sheets, [set.id]: { ...sheet, cells: { ...sheet.cells, ...typed } } } });
  clearTimeout(timer);
  timer = setTimeout(sendNow, SOON_MS);
}

/** Forgets what was typed: the value of the server stands again. */
export function dropCells(set: string, cells: string[]): void {
  show({ sheets: without(state.sheets, set, (code) => cells.includes(code)) });
}

function without(sheets: Record<string, Sheet>, set: string, gone: (code: string, typed: Typed) => boolean): Record<string, Sheet> {
  const sheet = sheets[set];
  if (sheet === undefined) return sheets;
  const cells = Object.fromEntries(Object.entries(sheet.cells).filter(([code, typed]) => !gone(code, typed)));
  if (Object.keys(cells).length > 0 || sheet.hand !== undefined) return { ...sheets, [set]: { ...sheet, cells } };
  return Object.fromEntries(Object.entries(sheets).filter(([id]) => id !== set));
}

/** Sends all that waits, one sheet after the other; whoever calls meanwhile waits for the same round and one more. */
export async function sendCells(): Promise<void> {
  clearTimeout(timer);
  if (running !== null) await running;
  running = round();
  try {
    await running;
  } finally {
    running = null;
  }
}

/** What can be sent: what was refused waits for a hand. */
export const sendable = (sheet: Sheet) => Object.entries(sheet.cells).filter(([, typed]) => typed.key === "");

async function round(): Promise<void> {
  for (const sheet of Object.values(state.sheets)) {
    const given = sendable(sheet);
    if (given.length === 0) {
      if (!(await handIn(sheet.set))) return;
      continue;
    }
    show({ sending: sheet.set });
    try {
      const sum = await putValues(
        sheet.form,
        given.map(([code, typed]) => {
          const [element, ...option] = code.split(".");
          return { element: element ?? "", category: option.join("."), unit: sheet.unit, period: sheet.period, value: typed.value, comment: typed.comment, seen: typed.seen };
        }),
      );
      const refused = new Map(sum.conflicts.map((each) => [given[each.row - 1]?.[0] ?? "", each]));
      // Another form than the one that was filled in: the page is to show it.
      if (sum.conflicts.some((each) => each.key === "dataset.no_element" || each.key === "dataset.no_option")) lookAtForm(sheet.form);
      // What was taken is seen in the answer before it is forgotten here, so that no cell flickers.
      const now = await lookAtSet(sheet.set);
      show({ sheets: settled(state.sheets, sheet.set, given, refused, now), sending: "", waits: false, fault: "", saved: refused.size < given.length ? { ...state.saved, [sheet.set]: Date.now() } : state.saved });
    } catch (error) {
      const waits = waitsForLine(error);
      show({ sending: "", waits, fault: waits ? "" : error instanceof Error ? error.message : String(error) });
      if (waits) {
        again();
        return;
      }
    }
    if (!(await handIn(sheet.set))) return;
  }
}

/** No answer of the server about what was sent: it is sent again. */
export const waitsForLine = (error: unknown) => error instanceof Unreachable || (error instanceof Problem && (error.status >= 500 || error.status === 429 || error.status === 401));

function again(): void {
  clearTimeout(timer);
  timer = setTimeout(sendNow, AGAIN_MS);
}

/** Hands in what waits for it, if all that was typed arrived. False where there is no line: the others need not try. */
async function handIn(set: string): Promise<boolean> {
  const sheet = state.sheets[set];
  if (sheet?.hand === undefined || sheet.hand.fault !== "") return true;
  const left = Object.keys(sheet.cells).length;
  if (left > 0) {
    if (sendable(sheet).length > 0 && state.fault === "") again(); // typed meanwhile: it goes with the next round
    else refuse(set, state.fault === "" ? t("data.hand.cells", { count: left }) : state.fault);
    return true;
  }
  try {
    await doSet(set, { do: "submit" });
  } catch (error) {
    if (waitsForLine(error)) {
      show({ waits: true });
      again();
      return false;
    }
    // The answer to an earlier try may have been lost on the way.
    const there = await lookAtSet(set).catch(() => undefined);
    if (there === undefined || there.state === "open") {
      refuse(set, said(error));
      return true;
    }
  }
  show({ sheets: unhanded(state.sheets, set), waits: false, handed: { ...state.handed, [set]: Date.now() } });
  return true;
}

const said = (error: unknown) => (error instanceof Problem ? [error.message, ...error.faults.map((each) => each.message)].join(" ") : String(error));

function refuse(set: string, fault: string): void {
  const sheet = state.sheets[set];
  if (sheet !== undefined) show({ sheets: { ...state.sheets, [set]: { ...sheet, hand: { fault } } } });
}

/** What remains of the sheets after an answer: what was refused, with why, and what was typed since. */
export function settled(sheets: Record<string, Sheet>, set: string, given: [string, Typed][], refused: Map<string, { key: string; message: string }>, now: Pick<DataSetWhole, "values">): Record<string, Sheet> {
  const sheet = sheets[set];
  if (sheet === undefined) return sheets;
  const sent = new Map(given);
  const seen = new Map(now.values.map((each) => [each.option === "" ? each.element : `${each.element}.${each.option}`, each.seen]));
  const cells: Record<string, Typed> = {};
  for (const [code, typed] of Object.entries(sheet.cells)) {
    const was = sent.get(code);
    if (was === undefined) cells[code] = typed;
    else if (typed !== was) cells[code] = refused.has(code) ? typed : { ...typed, seen: seen.get(code) ?? 0 };
    else if (refused.has(code)) cells[code] = { ...typed, key: refused.get(code)?.key ?? "", fault: refused.get(code)?.message ?? "" };
  }
  return without({ ...sheets, [set]: { ...sheet, cells } }, set, () => false);
}

/** After a conflict: what was typed stands against the value that is there now. */
export function insist(set: string, code: string): void {
  const sheet = state.sheets[set];
  const typed = sheet?.cells[code];
  if (sheet === undefined || typed === undefined) return;
  const [element, ...option] = code.split(".");
  const there = heldSet(set)?.values.find((each) => each.element === element && each.option === option.join("."));
  show({ sheets: { ...state.sheets, [set]: { ...sheet, cells: { ...sheet.cells, [code]: { ...typed, key: "", fault: "", seen: there?.seen ?? 0 } } } } });
  sendNow();
}

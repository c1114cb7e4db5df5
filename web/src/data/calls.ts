import { useEffect, useSyncExternalStore } from "react";
import { Problem, Unreachable } from "./client";
import { takeReport } from "./reports";
import type { ReportTaken } from "./types";
import { keptAs } from "./world";

// What callers told the hotline. Each call is kept on this machine, for who took it, from the first letter until the
// server has it and its code was told: a cut line, a reload or a closed window loses none of it. Its key makes sending
// it again harmless.

export interface CallDraft {
  phone: string;
  name: string;
  email: string;
  hidden: boolean;
  callback: boolean;
  category: string;
  words: string;
  answers: Record<string, string>;
  address: string;
  /** Chosen by hand; while it is empty the words of the address decide. */
  area: string;
  lat: string;
  lon: string;
  unit: string;
  /** It waits at the desk instead of going to a unit. */
  desk: boolean;
  into: string;
}

/** What is not typed but read out of what was. */
export interface CallPlace {
  area: string;
  lon: number | null;
  lat: number | null;
}

export interface Call {
  key: string;
  at: string;
  draft: CallDraft;
  place: CallPlace;
  state: "writing" | "waiting" | "refused" | "taken";
  fault: string;
  taken: ReportTaken | null;
  /** Its code stood on the screen of who took it. */
  told: boolean;
}

export const EMPTY_CALL: CallDraft = { phone: "", name: "", email: "", hidden: false, callback: false, category: "", words: "", answers: {}, address: "", area: "", lat: "", lon: "", unit: "", desk: false, into: "" };
export const NOWHERE: CallPlace = { area: "", lon: null, lat: null };

const AGAIN_MS = 15_000;
const TOLD_MS = 24 * 3600_000;

const NONE: Call[] = [];
let calls: Call[] = NONE;
let owner = "";
let busy = false;
let timer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

const place = () => keptAs(`thanhdong.calls.${owner}`);

function show(next: Call[]): void {
  calls = next;
  try {
    if (next.length === 0) localStorage.removeItem(place());
    else localStorage.setItem(place(), JSON.stringify(next));
  } catch {
    // A browser that keeps nothing: what is typed lives as long as the page.
  }
  for (const listener of listeners) listener();
}

/** The calls of an account, as they were left; what was told a day ago is no longer needed. */
export function readCalls(stored: string | null, now: number): Call[] {
  try {
    const found = JSON.parse(stored ?? "[]") as Call[] | Record<string, never>;
    if (!Array.isArray(found)) return [];
    return found
      .filter((call) => typeof call.key === "string" && (call.state !== "taken" || now - Date.parse(call.at) < TOLD_MS))
      .map((call) => ({ ...call, told: call.told ?? false, draft: { ...EMPTY_CALL, ...call.draft }, place: { ...NOWHERE, ...call.place } }));
  } catch {
    return [];
  }
}

/** Begins for who is signed in: their calls are read and sent; those of others stay untouched. */
export function beginCalls(account: string): void {
  if (owner !== account) {
    owner = account;
    calls = readCalls(localStorage.getItem(place()), Date.now());
    for (const listener of listeners) listener();
  }
  addEventListener("online", sendSoon); // the same listener again is one listener
  void sendCalls();
}

const sendSoon = () => void sendCalls();

export function useCalls(account: string): Call[] {
  useEffect(() => beginCalls(account), [account]);
  // Of another account nothing is shown, not for a moment.
  return useSyncExternalStore(subscribe, () => (owner === account ? calls : NONE));
}

/** The call that is being written; a new one is kept with its first letter. */
export const newCall = (): Call => ({ key: crypto.randomUUID(), at: new Date().toISOString(), draft: EMPTY_CALL, place: NOWHERE, state: "writing", fault: "", taken: null, told: false });

export const putCall = (call: Call): void => show([...calls.filter((each) => each.key !== call.key), call].sort((a, b) => a.at.localeCompare(b.at)));

export const dropCall = (key: string): void => show(calls.filter((each) => each.key !== key));

/** What is sent; the unit is the one that was named, else the one that is proposed, unless the desk shall look first. */
export function bodyOf({ key, draft, place: where }: Pick<Call, "key" | "draft" | "place">): Parameters<typeof takeReport>[0] {
  const { desk, category, answers, hidden, callback, into } = draft;
  return {
    key,
    source: "hotline",
    category,
    answers,
    hidden,
    callback,
    into,
    phone: draft.phone.trim(),
    name: draft.name.trim(),
    email: draft.email.trim(),
    words: draft.words.trim(),
    address: draft.address.trim(),
    area: where.area,
    ...(where.lon === null || where.lat === null ? {} : { lon: where.lon, lat: where.lat }),
    unit: desk || draft.into !== "" ? "" : draft.unit,
    proposed: !desk && draft.into === "" && draft.unit === "",
  };
}

/** No answer came, or none that says anything about the call: it is sent again. */
export const waits = (error: unknown): boolean => error instanceof Unreachable || (error instanceof Problem && (error.status >= 500 || error.status === 429 || error.status === 401));

/** Sends one call. It resolves when it was taken or is kept to be sent later; what is wrong with it is thrown. */
export async function sendCall(call: Call): Promise<Call> {
  busy = true;
  try {
    const done: Call = { ...call, state: "taken", fault: "", taken: await takeReport(bodyOf(call)) };
    putCall(done);
    return done;
  } catch (error) {
    const kept: Call = { ...call, state: waits(error) ? "waiting" : "writing", fault: "" };
    putCall(kept);
    if (kept.state === "writing") throw error;
    return kept;
  } finally {
    busy = false;
    later();
  }
}

/** Sends what waits, one after the other; a call that is refused then says why and can be opened again. */
export async function sendCalls(): Promise<void> {
  if (busy) return;
  busy = true;
  clearTimeout(timer);
  try {
    for (const call of calls.filter((each) => each.state === "waiting")) {
      try {
        putCall({ ...call, state: "taken", fault: "", taken: await takeReport(bodyOf(call)) });
      } catch (error) {
        if (waits(error)) break;
        putCall({ ...call, state: "refused", fault: error instanceof Problem ? [error.message, ...error.faults.map((each) => each.message)].join(" ") : String(error) });
      }
    }
  } finally {
    busy = false;
    later();
  }
}

function later(): void {
  clearTimeout(timer);
  if (calls.some((call) => call.state === "waiting")) timer = setTimeout(() => void sendCalls(), AGAIN_MS);
}

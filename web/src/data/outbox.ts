import { useSyncExternalStore } from "react";
import { Problem, Unreachable, ask, api, upload } from "./client";
import { refresh } from "./incidents";

// Work that was closed with a photo where there may be no line: it is kept on this machine first, then
// sent, and sent again by itself until the server has taken or refused it. Nothing that was kept is thrown
// away but by the person who kept it. The key makes sending again harmless: the server knows it.

export type KeptState = "kept" | "sending" | "received" | "refused";

export interface Kept {
  key: string;
  account: string;
  work: string;
  number: string;
  title: string;
  name: string;
  photo: Blob;
  reason: string;
  at: string;
  /** The photo has arrived; only the closing is missing. */
  handed: boolean;
  state: KeptState;
  fault: string;
}

const DB = "thanhdong-kept";
const STORE = "closings";
const AGAIN_MS = 15_000;

let rows: Kept[] = [];
let owner = "";
let busy = false;
let timer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** What this person has kept on this machine. */
export const useKept = (): Kept[] => useSyncExternalStore(subscribe, () => rows);

function show(next: Kept[]): void {
  rows = next;
  for (const listener of listeners) listener();
}

function database(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(DB, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE, { keyPath: "key" });
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error ?? new Error(DB));
  });
}

async function run<T>(mode: IDBTransactionMode, what: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const db = await database();
  try {
    return await new Promise<T>((resolve, reject) => {
      const tx = db.transaction(STORE, mode);
      const asked = what(tx.objectStore(STORE));
      // Only a finished transaction is on the disk.
      tx.oncomplete = () => resolve(asked.result);
      tx.onabort = () => reject(tx.error ?? new Error(DB));
    });
  } finally {
    db.close();
  }
}

async function put(row: Kept): Promise<void> {
  await run("readwrite", (store) => store.put(row));
  show([...rows.filter((each) => each.key !== row.key), row].sort((a, b) => a.at.localeCompare(b.at)));
}

/** Begins for who is signed in: what they kept earlier is shown and sent. Others' rows stay untouched. */
export async function begin(account: string): Promise<void> {
  owner = account;
  addEventListener("online", sendSoon); // the same listener again is one listener
  try {
    const all = await run<Kept[]>("readonly", (store) => store.getAll() as IDBRequest<Kept[]>);
    show(all.filter((row) => row.account === account).map((row) => (row.state === "sending" ? { ...row, state: "kept" } : row)));
  } catch {
    show([]); // a browser that keeps nothing: sending then happens at once or not at all
  }
  void sendAll();
}

const sendSoon = () => void sendAll();

/** Keeps one closing and sends it. It resolves once it is kept: whatever the line does then. */
export async function keep(closing: Pick<Kept, "work" | "number" | "title" | "name" | "photo" | "reason">): Promise<void> {
  await put({ ...closing, key: crypto.randomUUID(), account: owner, at: new Date().toISOString(), handed: false, state: "kept", fault: "" });
  void sendAll();
}

/** Sends everything that waits, one after the other. What the line refuses waits; what the server refuses is said. */
export async function sendAll(): Promise<void> {
  if (busy) return;
  busy = true;
  clearTimeout(timer);
  try {
    for (const row of rows.filter((each) => each.state === "kept" && each.account === owner)) {
      if (!(await send(row))) break;
    }
  } finally {
    busy = false;
    if (rows.some((row) => row.state === "kept")) timer = setTimeout(() => void sendAll(), AGAIN_MS);
  }
}

/** False where there is no line: the others need not try. */
async function send(kept: Kept): Promise<boolean> {
  let row: Kept = { ...kept, state: "sending", fault: "" };
  await put(row);
  try {
    if (!row.handed) {
      await upload<unknown>(`/work/${encodeURIComponent(row.work)}/evidence`, row.photo, row.name, "", () => undefined);
      row = { ...row, handed: true };
      await put(row);
    }
    await ask(api.POST("/work/{id}/close", { params: { path: { id: row.work }, header: { "Idempotency-Key": row.key } }, body: { reason: row.reason } }));
    await put({ ...row, state: "received" });
    await refresh();
    return true;
  } catch (error) {
    const waits = error instanceof Unreachable || (error instanceof Problem && (error.status >= 500 || error.status === 429 || error.status === 401));
    await put({ ...row, state: waits ? "kept" : "refused", fault: waits ? "" : said(error) });
    return !waits;
  }
}

const said = (error: unknown) => (error instanceof Problem ? [error.message, ...error.faults.map((each) => each.message)].join(" ") : String(error));

/** After a refusal: the same again, once what stood in the way is mended. */
export async function sendAgain(key: string): Promise<void> {
  const row = rows.find((each) => each.key === key);
  if (row === undefined) return;
  await put({ ...row, state: "kept" });
  await sendAll();
}

/** Takes a row off this machine: what was received, or what the person gives up. */
export async function forget(key: string): Promise<void> {
  await run("readwrite", (store) => store.delete(key));
  show(rows.filter((row) => row.key !== key));
}


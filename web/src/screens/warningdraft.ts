import { useEffect, useState } from "react";
import type { WarningContent } from "../data/types";
import { keptAs } from "../data/world";
import { partsOf } from "../text";

// A warning while it is written. Times and outlines are kept as they are typed, so that nothing that
// cannot be read yet is lost; they become the wire's shape when they are saved.

/** The address of a warning that is not saved yet; no warning can have this id. */
export const NEW = "_new";

export type Both = { vi: string; en: string };
export const TEXTS = ["event", "headline", "description", "instruction", "easy", "audience", "drawn_name"] as const;
export type TextName = (typeof TEXTS)[number];

export interface Draft extends Record<TextName, Both> {
  categories: string[];
  response_types: string[];
  urgency: string;
  severity: string;
  certainty: string;
  areas: string[];
  /** One point a line, latitude first; an empty line begins another outline. */
  outline: string;
  onset: string;
  expires: string;
  contact: string;
  web: string;
  incident: string;
}

/** A draft with the version of the warning that it began from; 0 before the first saving. */
export interface Started {
  draft: Draft;
  version: number;
  /** What the words began with, so that those nobody touched follow another level, area or template. */
  template?: Taken;
}

export interface Taken {
  code: string;
  level: string;
  gave: Draft;
  /** The areas that it was asked for; none: it proposed those of the writer's unit. */
  asked: string[];
}

/** The draft with what a template now gives, wherever it still says what was given before. */
export function refilled(draft: Draft, before: Draft, now: Draft): Draft {
  const untouched = (Object.keys(now) as (keyof Draft)[]).filter((name) => JSON.stringify(draft[name]) === JSON.stringify(before[name]));
  return { ...draft, ...Object.fromEntries(untouched.map((name) => [name, now[name]])) };
}

const both = (text?: { vi?: string; en?: string }): Both => ({ vi: text?.vi ?? "", en: text?.en ?? "" });

export function draftOf(c: WarningContent): Draft {
  return {
    event: both(c.event), headline: both(c.headline), description: both(c.description), instruction: both(c.instruction), easy: both(c.easy),
    audience: both(c.audience), drawn_name: both(c.drawn_name), categories: c.categories ?? [], response_types: c.response_types ?? [],
    urgency: c.urgency ?? "", severity: c.severity ?? "", certainty: c.certainty ?? "", areas: c.areas ?? [], outline: outlineText(c.drawn ?? []),
    onset: typedTime(c.onset), expires: typedTime(c.expires), contact: c.contact ?? "", web: c.web ?? "", incident: c.incident ?? "",
  };
}

/** What the server takes; `wrong` is the first line of the outline that is no point, from 1, or 0. */
export function contentOf(d: Draft): { content: WarningContent; wrong: number } {
  const { outline, onset, expires, ...rest } = d;
  const { rings, wrong } = readOutline(outline);
  return { content: { ...rest, drawn: rings.map(closed), onset: instant(onset), expires: instant(expires) }, wrong };
}

export interface Point {
  lat: number;
  lon: number;
}

const DOT = /^(-?\d+(?:\.\d+)?)\s*,\s*(-?\d+(?:\.\d+)?)$/;
const APART = /^(-?\d+(?:[.,]\d+)?)\s*[;\s]\s*(-?\d+(?:[.,]\d+)?)$/;

/** readOutline takes "20.94, 106.32" and, as the province writes numbers, "20,94; 106,32". */
export function readOutline(text: string): { rings: Point[][]; wrong: number } {
  const rings: Point[][] = [];
  let open: Point[] = [];
  let wrong = 0;
  text.split("\n").forEach((line, index) => {
    const words = line.trim();
    if (words === "") {
      if (open.length > 0) rings.push(open);
      open = [];
      return;
    }
    const found = APART.exec(words) ?? DOT.exec(words);
    const lat = Number(found?.[1]?.replace(",", ".") ?? NaN);
    const lon = Number(found?.[2]?.replace(",", ".") ?? NaN);
    if (Math.abs(lat) <= 90 && Math.abs(lon) <= 180) open.push({ lat, lon });
    else if (wrong === 0) wrong = index + 1;
  });
  if (open.length > 0) rings.push(open);
  return { rings, wrong };
}

const same = (a: Point | undefined, b: Point | undefined) => a !== undefined && b !== undefined && a.lat === b.lat && a.lon === b.lon;

/** People name each corner once; the wire wants the first again at the end. */
function closed(ring: Point[]): Point[] {
  const first = ring[0];
  return first === undefined || same(first, ring[ring.length - 1]) ? ring : [...ring, first];
}

const PLACES = 5; // a metre

export const pointText = (p: Point) => `${Number(p.lat.toFixed(PLACES))}, ${Number(p.lon.toFixed(PLACES))}`;

export function outlineText(rings: Point[][]): string {
  return rings.map((ring) => (ring.length > 1 && same(ring[0], ring[ring.length - 1]) ? ring.slice(0, -1) : ring).map((p) => `${p.lat}, ${p.lon}`).join("\n")).join("\n\n");
}

/** The province's clock, wherever the writer sits: what a box of date and hour holds. */
export function typedTime(at: string | null | undefined): string {
  if (at === null || at === undefined || at === "") return "";
  const p = partsOf(at);
  return `${p.year}-${p.month}-${p.day}T${p.hour}:${p.minute}`;
}

function instant(typed: string): string | null {
  return typed === "" ? null : `${typed.slice(0, 16)}:00+07:00`;
}

const place = (owner: string, id: string) => keptAs(`thanhdong.warning.${owner}.${id}`);

/**
 * What is typed is kept on this machine, for this person, until it is saved or given up: a cut line, a
 * reload or a closed window loses none of it. Newer answers of the server never replace it.
 */
export function useDraft(owner: string, id: string, from: Started) {
  const [started, setStarted] = useState<Started>(() => read(owner, id) ?? from);
  const changed = JSON.stringify(started.draft) !== JSON.stringify(from.draft);
  useEffect(() => {
    if (changed) localStorage.setItem(place(owner, id), JSON.stringify(started));
    else localStorage.removeItem(place(owner, id));
  }, [changed, owner, id, started]);
  return {
    started,
    changed,
    put: (part: Partial<Draft>) => setStarted((now) => ({ ...now, draft: { ...now.draft, ...part } })),
    take: (template: Taken) =>
      setStarted((now) => ({ ...now, draft: refilled(now.draft, now.template?.gave ?? from.draft, template.gave), template })),
    restart: (next: Started) => {
      localStorage.removeItem(place(owner, id));
      setStarted(next);
    },
  };
}

/** A draft of an older console may lack what this one knows. */
function read(owner: string, id: string): Started | null {
  try {
    const kept = JSON.parse(localStorage.getItem(place(owner, id)) ?? "null") as Started | null;
    if (kept === null) return null;
    const { template, ...rest } = kept;
    return { ...rest, draft: { ...draftOf({}), ...kept.draft }, ...(template === undefined ? {} : { template: { ...template, gave: { ...draftOf({}), ...template.gave } } }) };
  } catch {
    return null;
  }
}

import type { Place } from "../data/lineage";
import type { PlaceOrder } from "../data/types";

// What a person typed, before it is an order: every field is text, so that nothing is lost.

export type What = PlaceOrder["what"];

export interface NewDraft {
  code: string;
  vi: string;
  en: string;
  kind: string;
  parent: string;
  area: string;
  share: string;
  people: string;
}

export interface LineDraft {
  old: string;
  new: string;
  share: string;
  people: string;
}

export interface Draft {
  what: What;
  day: string;
  act: string;
  mark: string;
  old: string[];
  news: NewDraft[];
  lines: LineDraft[];
  children: { code: string; parent: string }[];
}

export const EMPTY_NEW: NewDraft = { code: "", vi: "", en: "", kind: "", parent: "", area: "", share: "", people: "" };

export const blank = (): Draft => ({ what: "merge", day: "", act: "", mark: "VERIFIED", old: ["", ""], news: [EMPTY_NEW, EMPTY_NEW], lines: [{ old: "", new: "", share: "", people: "" }], children: [] });

/**
 * A share is typed in percent, with a comma or a point; nothing typed says that nobody stated it. What
 * is no number becomes one that the server refuses at its field.
 */
export function share(typed: string): number | undefined {
  const words = typed.trim().replace(/%$/, "").trim().replace(",", ".");
  if (words === "") return undefined;
  const percent = Number(words);
  return Number.isFinite(percent) ? Math.round(percent * 1e6) / 1e8 : -1;
}

const shares = (from: { share: string; people: string }, people: boolean) => {
  const [land, folk] = [share(from.share), people ? share(from.people) : undefined];
  return { ...(land === undefined ? {} : { share: land }), ...(folk === undefined ? {} : { people: folk }) };
};

const filled = (...words: string[]) => words.some((w) => w.trim() !== "");

/** The order that the draft says. Rows of a succession where nothing is typed are none. */
export function body(place: Place, d: Draft): PlaceOrder {
  const many = d.what === "succeed";
  const one = d.what === "merge" || d.what === "rename";
  const old = d.what === "split" || d.what === "rename" ? d.old.slice(0, 1) : many ? d.old.filter((code) => filled(code)) : d.old;
  const news = (one ? d.news.slice(0, 1) : d.news).filter((n) => !many || filled(n.code, n.vi, n.en, n.parent));
  return {
    what: d.what,
    day: d.day,
    act: d.act.trim(),
    mark: d.mark,
    old: old.map((code) => code.trim()),
    new: news.map((n) => ({
      code: n.code.trim(),
      kind: n.kind,
      parent: n.parent.trim(),
      name: { vi: n.vi, en: n.en },
      ...(place === "units" ? { area: n.area.trim() } : {}),
      ...(d.what === "split" ? shares(n, place === "areas") : {}),
    })),
    ...(many ? { lines: d.lines.filter((l) => filled(l.old, l.new)).map((l) => ({ old: l.old.trim(), new: l.new.trim(), ...shares(l, place === "areas") })) } : {}),
    ...(d.what === "merge" || d.what === "rename" ? {} : { children: d.children.filter((c) => filled(c.parent)).map((c) => ({ code: c.code, parent: c.parent.trim() })) }),
  };
}

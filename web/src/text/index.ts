import { en } from "./en";
import type { Lang } from "./format";
import * as format from "./format";
import { age as ageIn, duration as durationIn } from "./duration";
import { vi } from "./vi";

// The language is read once when the page starts. Changing it loads the page again: server texts,
// React Aria's own strings and cached answers then all change together, and no screen can be left
// half in one language.

export type Key = keyof typeof vi;
export type Args = Record<string, string | number>;

const CATALOGUES: Record<Lang, Record<Key, string>> = { vi, en };
const STORED = "thanhdong.lang";

function readLang(): Lang {
  try {
    return localStorage.getItem(STORED) === "en" ? "en" : "vi";
  } catch {
    // Outside a browser, or where storage is switched off, the language of the province.
    return "vi";
  }
}

export const lang: Lang = readLang();

export function setLang(next: Lang): void {
  localStorage.setItem(STORED, next);
  location.reload();
}

/** "{count}" is the value; "{count:item|items}" the word for one of it, or for any other number. */
const PLACE = /\{(\w+)(?::([^|}]*)\|([^}]*))?\}/g;

export function tIn(language: Lang, key: Key, args: Args = {}): string {
  return CATALOGUES[language][key].replace(PLACE, (whole, name: string, one?: string, many?: string) => {
    const value = args[name];
    if (value === undefined) return whole;
    if (one === undefined || many === undefined) return String(value);
    return Number(value) === 1 ? one : many;
  });
}

export function t(key: Key, args: Args = {}): string {
  return tIn(lang, key, args);
}

/** tMaybe is for words made from the wire, such as a role or a kind that a newer server may add. */
export function tMaybe(key: string, otherwise: string): string {
  return key in vi ? t(key as Key) : otherwise;
}

/** How sure an act, a limit or a code is, in words. */
export const markWords = (mark: string) => tMaybe(`mark.${mark}`, mark);

/** Who put something, where it may have been the product itself. */
export const byWords = (name: string) => tMaybe(`by.${name}`, name);

export const number = (value: number, digits?: number) => format.number(value, lang, digits);
export const bytes = (size: number) => format.bytes(size, lang);
export const duration = (seconds: number, working?: boolean) => durationIn(seconds, lang, working);
export const age = (seconds: number) => ageIn(seconds, lang);
export const longDate = (at: Date) => `${t(`weekday.${format.partsOf(at).weekday}` as Key)}, ${format.date(at)}`;
export { date, dateTime, day, dayOf, hour, hourOrDate, hourSecond, partsOf, sameDay } from "./format";
export { matches, searchKey } from "./search";
export { measured, shortArea, shortUnit, unitWords } from "./units";
export type { Lang } from "./format";

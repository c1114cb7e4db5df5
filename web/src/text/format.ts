// Dates, hours and numbers as the province writes them: 03/07/2024, 09:42, 1.850,9.
// All instants are shown in Asia/Ho_Chi_Minh wherever the reader sits: a duty officer on a trip
// must read the same hour as the centre.

export type Lang = "vi" | "en";

const ZONE = "Asia/Ho_Chi_Minh";

export interface Parts {
  year: string;
  month: string;
  day: string;
  hour: string;
  minute: string;
  second: string;
  weekday: number;
}

const reader = new Intl.DateTimeFormat("en-GB", {
  timeZone: ZONE,
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  weekday: "short",
  hourCycle: "h23",
});

const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

export function partsOf(at: Date | string): Parts {
  const found: Record<string, string> = {};
  for (const part of reader.formatToParts(typeof at === "string" ? new Date(at) : at)) found[part.type] = part.value;
  return {
    year: found["year"] ?? "",
    month: found["month"] ?? "",
    day: found["day"] ?? "",
    hour: found["hour"] ?? "",
    minute: found["minute"] ?? "",
    second: found["second"] ?? "",
    weekday: WEEKDAYS.indexOf(found["weekday"] ?? ""),
  };
}

export function date(at: Date | string): string {
  const p = partsOf(at);
  return `${p.day}/${p.month}/${p.year}`;
}

export function hour(at: Date | string): string {
  const p = partsOf(at);
  return `${p.hour}:${p.minute}`;
}

export function hourSecond(at: Date | string): string {
  const p = partsOf(at);
  return `${p.hour}:${p.minute}:${p.second}`;
}

export function dateTime(at: Date | string): string {
  return `${hour(at)}, ${date(at)}`;
}

/** A calendar date from the wire (2019-12-31) stands for itself and must not move with a time zone. */
export function day(text: string): string {
  const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  return found ? `${found[3]}/${found[2]}/${found[1]}` : date(text);
}

/** The local calendar date of an instant as the wire writes it: 2019-12-31. */
export function dayOf(at: Date): string {
  const p = partsOf(at);
  return `${p.year}-${p.month}-${p.day}`;
}

export function sameDay(a: Date | string, b: Date | string): boolean {
  return date(a) === date(b);
}

/** The hour alone says enough today; on another day the date is needed too. */
export function hourOrDate(at: Date | string, now: Date): string {
  if (sameDay(at, now)) return hour(at);
  const p = partsOf(at);
  return p.year === partsOf(now).year ? `${p.hour}:${p.minute}, ${p.day}/${p.month}` : dateTime(at);
}

/** number keeps at most `digits` decimals and never shows a minus in front of zero. */
export function number(value: number, lang: Lang, digits = 2): string {
  const text = new Intl.NumberFormat(lang === "vi" ? "de-DE" : "en-GB", { maximumFractionDigits: digits }).format(value);
  return text === "-0" ? "0" : text;
}

export function bytes(size: number, lang: Lang): string {
  if (size < 1024) return `${size} B`;
  if (size < 1024 * 1024) return `${number(size / 1024, lang, 0)} KB`;
  return `${number(size / 1024 / 1024, lang, 1)} MB`;
}

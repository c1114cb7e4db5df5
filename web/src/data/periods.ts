// Codes of periods, as the server writes them: 20240703, 2024W27, 202407, 2024Q3, 2024S2, 2024, 2023Sep. Only what a chart needs is read from
// them here; their names are the server's.

export type PeriodKind = "day" | "week" | "month" | "quarter" | "half" | "year" | "school-year";

const DAY = 24 * 3600_000;
const WEEK = 7 * DAY;

/** How many of a kind a year has, where they are whole parts of it. */
const PARTS: { form: RegExp; kind: PeriodKind; parts: number; write: (year: number, n: number) => string }[] = [
  { form: /^(\d{4})(0[1-9]|1[0-2])$/, kind: "month", parts: 12, write: (year, n) => `${year}${String(n).padStart(2, "0")}` },
  { form: /^(\d{4})Q([1-4])$/, kind: "quarter", parts: 4, write: (year, n) => `${year}Q${n}` },
  { form: /^(\d{4})S([12])$/, kind: "half", parts: 2, write: (year, n) => `${year}S${n}` },
  { form: /^(\d{4})$/, kind: "year", parts: 1, write: (year) => String(year) },
  { form: /^(\d{4})Sep$/, kind: "school-year", parts: 1, write: (year) => `${year}Sep` },
];

/** Days are counted at noon in Greenwich, far from any change of date. */
const noon = (year: number, month: number, day: number) => Date.UTC(year, month - 1, day, 12);
const written = (at: number) => new Date(at).toISOString().slice(0, 10);
const weekday = (at: number) => (new Date(at).getUTCDay() + 6) % 7;

/** The first day of a period, 2024-07-01; empty where the code is none. */
export function firstDay(code: string): string {
  const day = /^(\d{4})(\d{2})(\d{2})$/.exec(code);
  if (day !== null) return `${day[1]}-${day[2]}-${day[3]}`;
  const week = /^(\d{4})W(\d{1,2})$/.exec(code);
  if (week !== null) {
    const fourth = noon(Number(week[1]), 1, 4); // is always in week 1
    return written(fourth - weekday(fourth) * DAY + (Number(week[2]) - 1) * WEEK);
  }
  for (const each of PARTS) {
    const found = each.form.exec(code);
    if (found === null) continue;
    const month = each.kind === "school-year" ? 9 : ((Number(found[2] ?? 1) - 1) * 12) / each.parts + 1;
    return written(noon(Number(found[1]), month, 1));
  }
  return "";
}

/** The period n before another of the same kind. */
export function earlier(code: string, n: number): string {
  for (const each of PARTS) {
    const found = each.form.exec(code);
    if (found === null) continue;
    const at = Number(found[1]) * each.parts + Number(found[2] ?? 1) - 1 - n;
    return each.write(Math.floor(at / each.parts), (at % each.parts) + 1);
  }
  const first = Date.parse(`${firstDay(code)}T12:00:00Z`);
  if (Number.isNaN(first)) return code;
  if (!code.includes("W")) return written(first - n * DAY).replaceAll("-", "");
  const thursday = first - n * WEEK + 3 * DAY; // says which year a week belongs to
  const year = new Date(thursday).getUTCFullYear();
  return `${year}W${1 + Math.floor((thursday - noon(year, 1, 1)) / WEEK)}`;
}

/** Seconds since 1970 at which a period begins, by the clock of the province. */
export const beginsAt = (code: string): number => Date.parse(`${firstDay(code)}T00:00:00+07:00`) / 1000;

/** What stands under a line of such periods, for a date 2024-07-01. */
export function axisWords(kind: PeriodKind, day: string): string {
  const [year = "", month = "", date = ""] = day.split("-");
  if (kind === "year" || kind === "school-year") return year;
  return kind === "day" || kind === "week" ? `${date}/${month}` : `${month}/${year}`;
}

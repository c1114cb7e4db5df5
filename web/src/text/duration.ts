import type { Lang } from "./format";

// Time in words, as it is said on the phone: two units at most, the smaller one padded where the
// reference screens pad it ("3 giờ 05 phút"). Working time counts days of eight hours, since that is
// what "2 ngày làm việc" means to the person who must act.

const MINUTE = 60;
const HOUR = 3600;
const WORKING_DAY_HOURS = 8;

interface Units {
  day: (n: number) => string;
  hour: (n: number) => string;
  minute: (n: number) => string;
  second: (n: number) => string;
  /** The same as time at work. */
  working: (words: string) => string;
}

const plural = (n: number, one: string) => `${n} ${one}${n === 1 ? "" : "s"}`;

const UNITS: Record<Lang, Units> = {
  vi: {
    day: (n) => `${n} ngày`,
    hour: (n) => `${n} giờ`,
    minute: (n) => `${n} phút`,
    second: (n) => `${n} giây`,
    working: (words) => `${words} làm việc`,
  },
  en: {
    day: (n) => plural(n, "day"),
    hour: (n) => plural(n, "hour"),
    minute: (n) => plural(n, "minute"),
    second: (n) => plural(n, "second"),
    working: (words) => words.replace(" ", " working "),
  },
};

export function duration(seconds: number, lang: Lang, working = false): string {
  const units = UNITS[lang];
  const whole = Math.max(0, Math.floor(seconds));
  const dayHours = working ? WORKING_DAY_HOURS : 24;
  const days = Math.floor(whole / (dayHours * HOUR));
  const hours = Math.floor((whole - days * dayHours * HOUR) / HOUR);
  const minutes = Math.floor((whole % HOUR) / MINUTE);
  let words: string;
  if (days > 0) words = hours > 0 ? `${units.day(days)} ${units.hour(hours)}` : units.day(days);
  else if (hours > 0) words = minutes > 0 ? `${units.hour(hours)} ${padded(units.minute, minutes)}` : units.hour(hours);
  else if (minutes > 0) words = units.minute(minutes);
  else words = units.second(whole);
  return working ? units.working(words) : words;
}

/** Beside hours the minutes take two digits, so that a column of clocks lines up. */
function padded(unit: (n: number) => string, minutes: number): string {
  return minutes < 10 ? "0" + unit(minutes) : unit(minutes);
}

/** An age is said in its one largest unit: nobody needs the minutes of something two days old. */
export function age(seconds: number, lang: Lang): string {
  const units = UNITS[lang];
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < MINUTE) return units.second(whole);
  if (whole < HOUR) return units.minute(Math.floor(whole / MINUTE));
  if (whole < 24 * HOUR) return units.hour(Math.floor(whole / HOUR));
  return units.day(Math.floor(whole / (24 * HOUR)));
}

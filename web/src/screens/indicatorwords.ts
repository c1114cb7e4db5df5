import type { Indicator, IndicatorValue } from "../data/types";
import { number, unitWords } from "../text";

// What is said of a figure, as pure functions: the tests can name a figure and read the words.

export const SCORES = ["correct", "complete", "clean", "live"] as const;
export type Scored = Pick<IndicatorValue, (typeof SCORES)[number]>;

/** A share from 0 to 1. What is not whole is never called a hundred per cent. */
export function percent(share: number | null): string {
  if (share === null) return "–";
  const whole = Math.round(share * 100);
  return `${number(whole === 100 && share < 1 ? 99 : whole, 0)}%`;
}

export const MARKS = ["provisional", "estimated", "carried", "outlier", "break"] as const;
export type Mark = (typeof MARKS)[number];

export function marksOf(value: Pick<IndicatorValue, Mark>): Mark[] {
  return MARKS.filter((mark) => value[mark] !== false && value[mark] !== "");
}

/** A figure as a number; null where there is none. */
export const asNumber = (value: string | null | undefined): number | null => (value === null || value === undefined || value === "" ? null : Number(value));

export interface Scale {
  low: number;
  high: number;
}

/** One scale for all bars of a table: from zero, or from below it, to the greatest of them and their targets. */
export function scaleOf(values: (number | null)[]): Scale {
  const all = values.filter((value): value is number => value !== null);
  const [low, high] = [Math.min(0, ...all), Math.max(0, ...all)];
  return low === high ? { low: 0, high: 1 } : { low, high };
}

/** Where on the scale a number stands, in per cent of its width. */
export const placeOn = (scale: Scale, value: number): number => Math.round(((value - scale.low) / (scale.high - scale.low)) * 1000) / 10;

/** A bar begins at zero. */
export function barOn(scale: Scale, value: number): { left: number; width: number } {
  const [zero, end] = [placeOn(scale, 0), placeOn(scale, value)];
  return { left: Math.min(zero, end), width: Math.round(Math.abs(end - zero) * 10) / 10 };
}

/** A number of machines, in the language of the reader; words stay words. */
export const figureWords = (value: string): string => (value !== "" && Number.isFinite(Number(value)) ? number(Number(value), 6) : value);

/** A figure with its unit of measure, as the server says its own. */
export function withUnit(value: number, of: Pick<Indicator, "unit" | "decimals">): string {
  const [said, unit] = [number(value, of.decimals), unitWords(of.unit)];
  return unit === "" || unit === "%" || unit === "‰" ? said + unit : `${said} ${unit}`;
}

import type { components } from "../data/schema.gen";
import type { Ref } from "../data/types";
import { tMaybe } from "../text";

export type Level = components["schemas"]["ReplayLevel"];
export type Summing = "worst" | "mean";

/** An area spoken for by its stations; the same words and number stand on the map and in the list. */
export interface AreaSummary extends Ref {
  value: number;
  level: number;
  level_name: string;
  stations: number;
}

interface Known {
  area: Ref;
  aqi: { value: number; level: number; level_name: string } | null;
}

/** The band that a value lies in; a value between two whole numbers belongs to the lower band. */
export const levelOf = (levels: Level[], value: number): Level | null => levels.find((level) => Math.round(value) >= level.from && Math.round(value) <= level.to) ?? null;

export const bandWord = (level: number) => tMaybe(`aqi.level.${level}`, "");

/** The official bands, for a mean that no station itself shows. */
const TOPS = [50, 100, 150, 200, 300];

/**
 * areasOf sums stations up by area, worst first. A mean takes the band's word from a station in the
 * same band, as the server says it, and otherwise from the words of the official table.
 */
export function areasOf(stations: Known[], summing: Summing): AreaSummary[] {
  const words = new Map<number, string>();
  const byArea = new Map<string, { area: Ref; list: NonNullable<Known["aqi"]>[] }>();
  for (const { area, aqi } of stations) {
    if (aqi === null) continue;
    words.set(aqi.level, aqi.level_name);
    const held = byArea.get(area.code) ?? { area, list: [] };
    held.list.push(aqi);
    byArea.set(area.code, held);
  }
  return [...byArea.values()]
    .map(({ area, list }) => {
      const worst = list.reduce((a, b) => (b.value > a.value ? b : a));
      if (summing === "worst") return { ...area, value: worst.value, level: worst.level, level_name: worst.level_name, stations: list.length };
      const value = Math.round(list.reduce((sum, each) => sum + each.value, 0) / list.length);
      const level = 1 + TOPS.filter((top) => value > top).length;
      return { ...area, value, level, level_name: words.get(level) ?? bandWord(level), stations: list.length };
    })
    .sort((a, b) => b.value - a.value);
}

import type { Area } from "../data/types";
import { searchKey } from "./search";

// Where an address lies, read out of its words: "12 nguyễn lương bằng, bình hàn" names a ward without saying that it is one.

const KIND = /^(tinh|thanh pho|thi xa|huyen|quan|phuong|xa|thi tran)\s+/;
const KIND_EN = /\s+(province|city|town|township|district|ward|commune)$/;

/** "Phường Bình Hàn" and "Bình Hàn ward" are called "binh han" when people say where something is. */
const called = (name: string) => searchKey(name).replace(KIND, "").replace(KIND_EN, "");

/** Areas that the words name, likeliest first: those whose district is named too, then the smaller, then those said last. */
export function areasIn(words: string, areas: Area[]): Area[] {
  const said = ` ${searchKey(words).replace(/[^a-z0-9]+/g, " ").trim()} `;
  if (said.trim() === "") return [];
  const at = new Map<string, number>();
  for (const area of areas) {
    const name = called(area.name).replace(/[^a-z0-9]+/g, " ");
    const found = name === "" ? -1 : said.lastIndexOf(` ${name} `);
    if (found >= 0) at.set(area.code, found + name.length);
  }
  const parents = new Map(areas.map((area) => [area.code, area.parent]));
  const deep = (code: string): number => {
    let n = 0;
    for (let up = parents.get(code) ?? ""; up !== ""; up = parents.get(up) ?? "") n += 1;
    return n;
  };
  const score = (area: Area) => [at.has(area.parent) && deep(area.code) > 1 ? 1 : 0, deep(area.code), at.get(area.code) ?? 0];
  return areas
    .filter((area) => at.has(area.code))
    .sort((a, b) => {
      const [x, y] = [score(a), score(b)];
      return (y[0] ?? 0) - (x[0] ?? 0) || (y[1] ?? 0) - (x[1] ?? 0) || (y[2] ?? 0) - (x[2] ?? 0);
    });
}

/** A point as people write it: "20.94, 106.32", or with commas. Null: nothing there; NaN inside: not a point. */
export function pointOf(lat: string, lon: string): { lat: number; lon: number } | null {
  if (lat.trim() === "" && lon.trim() === "") return null;
  const figure = (words: string) => (words.trim() === "" ? NaN : Number(words.trim().replace(",", ".")));
  return { lat: figure(lat), lon: figure(lon) };
}

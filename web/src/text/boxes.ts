import type { ReportBox } from "../data/types";

// Parts of a picture that are covered: fractions on the wire, percent for people, corners for the hand that draws.

export interface TypedBox {
  x: string;
  y: string;
  w: string;
  h: string;
}

/** A new one stands in the middle: it is seen at once, and moved by its figures. */
export const FIRST_BOX: TypedBox = { x: "40", y: "40", w: "20", h: "20" };

const PLACES = 1000;
const percent = (part: number) => String(Math.round(part * PLACES) / (PLACES / 100));

export const typedBox = (box: ReportBox): TypedBox => ({ x: percent(box.x), y: percent(box.y), w: percent(box.w), h: percent(box.h) });

/** What was typed as a part of the picture; null where it is none, or reaches over the frame. */
export function boxOf(typed: TypedBox): ReportBox | null {
  const part = (words: string) => (words.trim() === "" ? NaN : Number(words.trim().replace(",", ".")) / 100);
  const [x, y, w, h] = [part(typed.x), part(typed.y), part(typed.w), part(typed.h)];
  const edge = 1 + 1 / PLACES;
  const whole = x >= 0 && y >= 0 && w > 0 && h > 0 && x + w <= edge && y + h <= edge; // NaN fails all of them
  return whole ? { x, y, w: Math.min(w, 1 - x), h: Math.min(h, 1 - y) } : null;
}

interface Spot {
  x: number;
  y: number;
}

const inside = (part: number) => Math.min(1, Math.max(0, part));
const SMALLEST = 0.01;

/** Drawn from one corner to the opposite one, whichever came first; null for a mere touch. */
export function drawnBox(from: Spot, to: Spot): ReportBox | null {
  const [a, b] = [{ x: inside(from.x), y: inside(from.y) }, { x: inside(to.x), y: inside(to.y) }];
  const box = { x: Math.min(a.x, b.x), y: Math.min(a.y, b.y), w: Math.abs(a.x - b.x), h: Math.abs(a.y - b.y) };
  return box.w < SMALLEST || box.h < SMALLEST ? null : box;
}

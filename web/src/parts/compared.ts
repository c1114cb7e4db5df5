import type { Observation } from "../data/types";

// Several series laid over one time axis. A period without a value stays empty in each of them.

export interface Line {
  code: string;
  rows: Observation[];
}

export interface Laid {
  /** Starts of the periods, from the first to the last, without holes. */
  times: number[];
  values: (number | null)[][];
}

/** lay puts every series onto the same whole periods of local time. */
export function lay(lines: Line[], from: number, to: number, step: number): Laid {
  const zone = 7 * 3600_000;
  const first = Math.ceil((from + zone) / step) * step - zone;
  const times: number[] = [];
  for (let at = first; at < to; at += step) times.push(at);
  const values = lines.map(({ rows }) => {
    const known = new Map(rows.map((row) => [Date.parse(row.at), row.mean ?? null]));
    return times.map((at) => known.get(at) ?? null);
  });
  return { times, values };
}

export interface Difference {
  count: number;
  mean: number | null;
  min: number | null;
  max: number | null;
  /** Mean of this minus the first series, over the periods that both have. */
  apart: number | null;
  shared: number;
}

export function differences({ values }: Laid): Difference[] {
  const base = values[0] ?? [];
  return values.map((line) => {
    const held = line.filter((value): value is number => value !== null);
    const pairs = line.flatMap((value, index) => {
      const other = base[index] ?? null;
      return value === null || other === null ? [] : [value - other];
    });
    const mean = (list: number[]) => (list.length === 0 ? null : list.reduce((sum, each) => sum + each, 0) / list.length);
    return { count: held.length, mean: mean(held), min: held.length === 0 ? null : Math.min(...held), max: held.length === 0 ? null : Math.max(...held), apart: mean(pairs), shared: pairs.length };
  });
}

import { useSyncExternalStore } from "react";
import { LiveLink, valueKey, type LiveState } from "./live";
import { sendCalls } from "./calls";
import { sendCells } from "./cells";
import { lookAtSets } from "./datasets";
import { sendAll } from "./outbox";
import { queries } from "./queries";
import { lookAgain } from "./reports";
import type { Latest, List, LiveObservation, Observation, Station } from "./types";

// News from the live line changes the answers that screens already hold: a value is written straight
// into the stations and the chart, and of everything else the list in question is asked for again.

const REFRESH_AFTER_MS = 250;
const waiting = new Map<string, ReturnType<typeof setTimeout>>();

/** Many changes of one noun within a moment cost one question. */
function refreshSoon(noun: string): void {
  if (waiting.has(noun)) return;
  waiting.set(
    noun,
    setTimeout(() => {
      waiting.delete(noun);
      void queries.invalidateQueries({ queryKey: [noun] });
    }, REFRESH_AFTER_MS),
  );
}

/** Proof and dues are the item's; the screens of what it stands for show them too. */
const SHOWN_WITH: Partial<Record<string, string[]>> = { work: ["incidents", "directives"], datasets: ["indicators"] };

export const live = new LiveLink({
  observations: (items) => {
    for (const item of items) writeValue(item);
    refreshSoon("overview");
  },
  change: (topic, items) => {
    lookAgain(items.map((item) => item.id ?? ""));
    if (topic === "datasets") lookAtSets(items.map((item) => item.id ?? ""));
    for (const noun of [topic, "overview", ...(SHOWN_WITH[topic] ?? [])]) refreshSoon(noun);
  },
  resumed: () => {
    void queries.invalidateQueries();
    void sendAll();
    void sendCalls();
    void sendCells();
  },
});

/** A moment of this machine's clock, said in the server's: what the reader compares it with. */
export const serverTime = (ms: number): Date => new Date(ms + live.get().offset);

export const useLive = (): LiveState => useSyncExternalStore(live.subscribe, live.get);

export const useLiveValue = (station: string, parameter: string): LiveObservation | undefined =>
  useLive().values.get(valueKey(station, parameter));

function writeValue(item: LiveObservation): void {
  if (item.parameter === "VN_AQI") {
    // The index carries level and colour that only the server's tables know: ask for the station.
    refreshSoon("stations");
    return;
  }
  queries.setQueryData<Station>(["stations", item.station], (held) => held && withValue(held, item));
  queries.setQueryData<List<Station>>(["stations"], (held) =>
    held && { ...held, items: held.items.map((s) => (s.code === item.station ? withValue(s, item) : s)) },
  );
  for (const [key] of queries.getQueriesData<List<Observation>>({ queryKey: ["series", item.station, item.parameter, "24h"] })) {
    queries.setQueryData<List<Observation>>(key, (held) => held && { ...held, items: withRow(held.items, item) });
  }
}

export function withValue(station: Station, item: LiveObservation): Station {
  const latest = station.latest.map((row): Latest => {
    if (row.parameter !== item.parameter || Date.parse(row.at) > Date.parse(item.at)) return row;
    const { value, unit, at, received, status, feed } = item;
    return { parameter: row.parameter, value, unit: unit || row.unit, at, received, status, feed, freshness: "live" };
  });
  return { ...station, latest };
}

/** The same instant again is a correction and replaces the row; a late row goes where it belongs. */
export function withRow(rows: Observation[], item: LiveObservation): Observation[] {
  const { at, value, unit, status, feed } = item;
  const time = Date.parse(at);
  const others = rows.filter((row) => Date.parse(row.at) !== time);
  const place = others.findIndex((row) => Date.parse(row.at) > time);
  const row = { at, value, unit, status, feed };
  return place < 0 ? [...others, row] : [...others.slice(0, place), row, ...others.slice(place)];
}

import { expect, it, vi } from "vitest";
import { LiveLink, START, step, TOPICS, valueKey, type Topic } from "./live";
import { withRow, withValue } from "./news";
import type { LiveObservation, Station } from "./types";

const seen = (at: string, value: number): LiveObservation => ({ station: "S1", parameter: "PM2.5", value, unit: "µg/m³", at, received: at, status: "00", feed: "air-push" });
const key = valueKey("S1", "PM2.5");
const nine = new Date("2024-07-03T09:00:00+07:00");

it("hello opens the line and learns the server's clock", () => {
  const state = step(START, { kind: "hello", now: "2024-07-03T09:00:05+07:00", at: nine });
  expect(state.link).toBe("live");
  expect(state.offset).toBe(5000);
});

it("the first moment of a cut is kept while attempts fail, and cleared by the next hello", () => {
  const later = new Date(nine.getTime() + 60_000);
  let state = step(START, { kind: "cut", at: nine });
  state = step(state, { kind: "cut", at: later });
  expect(state.lostSince).toBe(nine);
  expect(step(state, { kind: "hello", now: later.toISOString(), at: later }).lostSince).toBeNull();
});

it("a later value replaces, an earlier one does not, the same instant is a correction", () => {
  let state = step(START, { kind: "observations", items: [seen("2024-07-03T09:05:00+07:00", 40)], cursor: "7" });
  state = step(state, { kind: "observations", items: [seen("2024-07-03T09:00:00+07:00", 30)], cursor: "8" });
  expect(state.values.get(key)?.value).toBe(40);
  state = step(state, { kind: "observations", items: [seen("2024-07-03T09:05:00+07:00", 41)], cursor: "9" });
  expect(state.values.get(key)?.value).toBe(41);
  expect(state.cursor).toBe("9");
});

it("values that were received stay after the cut: the last picture is kept", () => {
  let state = step(START, { kind: "observations", items: [seen("2024-07-03T09:05:00+07:00", 40)], cursor: "7" });
  state = step(state, { kind: "cut", at: nine });
  expect(state.values.size).toBe(1);
});

it("a station takes the new value, and not one that is older than its own", () => {
  const row = { parameter: "PM2.5", value: 10, unit: "µg/m³", at: "2024-07-03T09:00:00+07:00", received: "", status: "00", feed: "air-files", freshness: "new" as const };
  const station = { code: "S1", latest: [row] } as unknown as Station;
  expect(withValue(station, seen("2024-07-03T09:05:00+07:00", 40)).latest[0]).toMatchObject({ value: 40, freshness: "live", feed: "air-push" });
  expect(withValue(station, seen("2024-07-03T08:05:00+07:00", 40)).latest[0]).toBe(row);
});

it("a chart's rows stay in order of time, and a correction takes its row's place", () => {
  const rows = ["09:00", "09:10"].map((hour, n) => ({ at: `2024-07-03T${hour}:00+07:00`, value: n }));
  expect(withRow(rows, seen("2024-07-03T09:05:00+07:00", 5)).map((row) => row.value)).toEqual([0, 5, 1]);
  expect(withRow(rows, seen("2024-07-03T09:10:00+07:00", 9)).map((row) => row.value)).toEqual([0, 9]);
  expect(withRow(rows, seen("2024-07-03T09:15:00+07:00", 7)).map((row) => row.value)).toEqual([0, 1, 7]);
});

it("every topic is asked for and handed on, exercises too", () => {
  class Source extends EventTarget {
    constructor(readonly url: string) {
      super();
    }
    close() {}
  }
  const opened: Source[] = [];
  vi.stubGlobal("EventSource", function (url: string) {
    opened.push(new Source(url));
    return opened[0];
  });
  const changed: Topic[] = [];
  const link = new LiveLink({ observations: () => {}, change: (topic) => changed.push(topic), resumed: () => {} });
  link.open();
  for (const topic of TOPICS) {
    opened[0]!.dispatchEvent(new MessageEvent(topic, { data: '{"items":[{"id":"dt_1","change":"exercise.Played"}]}', lastEventId: "7" }));
  }
  expect(opened[0]!.url).toMatch(/[=,]exercises,/);
  expect(changed).toEqual(TOPICS.filter((topic) => topic !== "observations"));
  expect(link.get().cursor).toBe("7");
  link.close();
  vi.unstubAllGlobals();
});

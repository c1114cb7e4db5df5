import { API } from "./client";
import type { LiveChange, LiveObservation } from "./types";

// The state of the line to the server, and the newest values that came over it. One store for the
// whole console; it changes only through `step`, a pure function, so every situation (cut, resumed,
// a value older than the one shown) is a line in the test.

export type Topic = "observations" | "alerts" | "silences" | "incidents" | "signals" | "work" | "feeds" | "warnings" | "handovers" | "directives" | "exercises" | "privacy" | "notices" | "reports" | "datasets";
export const TOPICS: Topic[] = ["observations", "alerts", "silences", "incidents", "signals", "work", "feeds", "warnings", "handovers", "directives", "exercises", "privacy", "notices", "reports", "datasets"];

export interface LiveState {
  /** "opening" until the first answer; "lost" from the moment the line is cut. */
  link: "opening" | "live" | "lost";
  lostSince: Date | null;
  /** What the server's clock said minus ours, so that clocks on a wrong machine still count right. */
  offset: number;
  /** Last event seen. Where the browser cannot resume by itself, we ask for what came after it. */
  cursor: string;
  values: ReadonlyMap<string, LiveObservation>;
}

export type LiveEvent =
  | { kind: "hello"; now: string; at: Date }
  | { kind: "cut"; at: Date }
  | { kind: "observations"; items: LiveObservation[]; cursor: string }
  | { kind: "change"; cursor: string };

export const START: LiveState = { link: "opening", lostSince: null, offset: 0, cursor: "", values: new Map() };

export const valueKey = (station: string, parameter: string) => `${station}|${parameter}`;

export function step(state: LiveState, event: LiveEvent): LiveState {
  switch (event.kind) {
    case "hello":
      return { ...state, link: "live", lostSince: null, offset: Date.parse(event.now) - event.at.getTime() };
    case "cut":
      // The first moment of the cut counts; every failed attempt to come back reports one more.
      return { ...state, link: "lost", lostSince: state.lostSince ?? event.at };
    case "observations": {
      const values = new Map(state.values);
      for (const item of event.items) {
        const key = valueKey(item.station, item.parameter);
        const held = values.get(key);
        // Late rows arrive after newer ones; they belong in the chart, not in "the value now".
        if (held === undefined || Date.parse(item.at) >= Date.parse(held.at)) values.set(key, item);
      }
      return { ...state, values, cursor: event.cursor || state.cursor };
    }
    case "change":
      return { ...state, cursor: event.cursor || state.cursor };
  }
}

/** What happens with news beyond the store itself, such as refreshing lists. */
export interface LiveHandlers {
  observations: (items: LiveObservation[]) => void;
  change: (topic: Exclude<Topic, "observations">, items: LiveChange[]) => void;
  /** The line came back without a cursor: anything may have changed meanwhile. */
  resumed: () => void;
}

const RETRY_MS = 3000;

export class LiveLink {
  private state = START;
  private readonly listeners = new Set<() => void>();
  private source: EventSource | null = null;
  private retry: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly handlers: LiveHandlers) {}

  readonly get = (): LiveState => this.state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  now(): Date {
    return new Date(Date.now() + this.state.offset);
  }

  open(): void {
    this.close();
    const source = new EventSource(`${API}/live?topics=${TOPICS.join(",")}`);
    this.source = source;
    source.addEventListener("hello", (event) => {
      const wasLost = this.state.link === "lost";
      this.apply({ kind: "hello", now: read<{ now: string }>(event).now, at: new Date() });
      if (wasLost) this.handlers.resumed();
    });
    source.addEventListener("observations", (event) => {
      const { items } = read<{ items: LiveObservation[] }>(event);
      this.apply({ kind: "observations", items, cursor: event.lastEventId });
      this.handlers.observations(items);
    });
    for (const topic of TOPICS) {
      if (topic === "observations") continue;
      source.addEventListener(topic, (event) => {
        this.apply({ kind: "change", cursor: event.lastEventId });
        this.handlers.change(topic, read<{ items: LiveChange[] }>(event).items);
      });
    }
    source.onerror = () => {
      this.apply({ kind: "cut", at: this.now() });
      // A cut line is retried by the browser, with Last-Event-ID. An answer that is an error is
      // not: the browser gives up, so we knock again ourselves.
      if (source.readyState === EventSource.CLOSED) {
        clearTimeout(this.retry);
        this.retry = setTimeout(() => this.open(), RETRY_MS);
      }
    };
  }

  close(): void {
    clearTimeout(this.retry);
    this.source?.close();
    this.source = null;
  }

  /** The machine itself says the network is gone; no need to wait for a time-out. */
  cut(): void {
    this.apply({ kind: "cut", at: this.now() });
  }

  /** Inside an exercise time runs by a clock of its own. */
  setOffset(offset: number): void {
    this.state = { ...this.state, offset };
    for (const listener of this.listeners) listener();
  }

  private apply(event: LiveEvent): void {
    this.state = step(this.state, event);
    for (const listener of this.listeners) listener();
  }
}

function read<T>(event: Event): T {
  return JSON.parse((event as MessageEvent<string>).data) as T;
}

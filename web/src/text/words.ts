import type { Clock, Freshness } from "../data/types";
import type { Lang } from "./format";
import { hourOrDate } from "./format";
import { age, duration } from "./duration";
import { tIn } from "./index";

// The sentences of the two chips that stand on nearly every screen: how much time is left, and how
// old a figure is. They are pure, so the tests can name a moment and read the words.

export interface ClockWords {
  state: Clock["state"];
  /** "Còn 1 giờ 48 phút" */
  left: string;
  /** "Hạn 11:30" */
  due: string;
}

const SOON = 24 * 3600;

/**
 * clockNow moves a clock that the server sent at `sent` on to `now`. A calendar clock is counted
 * down here; a working-time clock stands as sent, because only the server knows the calendar, and
 * the list is asked for again every minute.
 */
export function clockNow(clock: Clock, due: string, now: Date): Clock {
  if (clock.working || clock.state === "pause" || clock.state === "done") return clock;
  const seconds = Math.floor((new Date(due).getTime() - now.getTime()) / 1000);
  if (seconds < 0) return { state: "late", seconds, working: false };
  return { state: seconds < SOON ? "soon" : "ok", seconds, working: false };
}

export function clockWords(clock: Clock, due: string, now: Date, lang: Lang): ClockWords {
  const current = clockNow(clock, due, now);
  const time = duration(Math.abs(current.seconds), lang, current.working);
  const at = tIn(lang, "clock.due", { at: hourOrDate(due, now) });
  switch (current.state) {
    case "late":
      return { state: "late", left: tIn(lang, "clock.late", { time }), due: at };
    case "pause":
      return { state: "pause", left: tIn(lang, "clock.pause", { time }), due: at };
    case "done":
      return { state: "done", left: tIn(lang, current.seconds < 0 ? "clock.doneLate" : "clock.done", { time }), due: at };
    default:
      return { state: current.state, left: tIn(lang, "clock.left", { time }), due: at };
  }
}

export interface FreshWords {
  freshness: Freshness;
  words: string;
}

/**
 * freshWords says how old a figure is. While the line to the server is cut nothing can be called
 * live any more, whatever the server last said, so it turns old from the moment of the cut.
 */
export function freshWords(freshness: Freshness, at: string | null, now: Date, lang: Lang, lostSince: Date | null): FreshWords {
  if (at === null) return { freshness: "dead", words: tIn(lang, "fresh.never") };
  const then = hourOrDate(at, now);
  if (freshness === "dead") return { freshness, words: tIn(lang, "fresh.dead", { at: then }) };
  if (freshness === "old" || lostSince !== null) return { freshness: "old", words: tIn(lang, "fresh.old", { at: then }) };
  if (freshness === "live") return { freshness, words: tIn(lang, "fresh.live", { at: then }) };
  const seconds = (now.getTime() - new Date(at).getTime()) / 1000;
  return { freshness: "new", words: tIn(lang, "fresh.new", { age: age(seconds, lang) }) };
}

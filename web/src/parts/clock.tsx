import { AlarmClockOff, CircleCheck, CirclePause, Clock as ClockIcon, Hourglass } from "lucide-react";
import { useMemo, useSyncExternalStore } from "react";
import { live } from "../data/news";
import type { Clock } from "../data/types";
import { lang } from "../text";
import { clockWords } from "../text/words";

// One timer for the whole page: a hundred clocks on a list tick together and stop with the page.
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let second = Math.floor(Date.now() / 1000);

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    second = Math.floor(Date.now() / 1000);
    for (const each of listeners) each();
  }, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/** useNow gives the server's time, and draws again each minute (or second) and when its clock is learnt. */
export function useNow(every: "second" | "minute" = "minute"): Date {
  const grain = every === "second" ? 1 : 60;
  const tick = useSyncExternalStore(subscribe, () => Math.floor(second / grain));
  const offset = useSyncExternalStore(live.subscribe, () => live.get().offset);
  // One Date per tick, so that tables which depend on "now" are not built again at every render.
  // eslint-disable-next-line react-hooks/exhaustive-deps -- tick is what makes it a new moment.
  return useMemo(() => new Date(Date.now() + offset), [tick, offset]);
}

const ICONS = { ok: ClockIcon, soon: Hourglass, late: AlarmClockOff, pause: CirclePause, done: CircleCheck };

/** The clock chip: icon, words, due time. State is never colour alone. */
export function ClockChip({ clock, due, big = false }: { clock: Clock; due: string; big?: boolean }) {
  const words = clockWords(clock, due, useNow(), lang);
  const Icon = ICONS[words.state];
  return (
    <span className={`clock k-${words.state}${big ? " clock-big" : ""}`}>
      <Icon className="i" aria-hidden="true" />
      <span>
        {words.left}
        <small>{words.due}</small>
      </span>
    </span>
  );
}

import { History, Radio, RefreshCw, Unplug } from "lucide-react";
import { useLive } from "../data/news";
import type { Freshness } from "../data/types";
import { lang } from "../text";
import { freshWords } from "../text/words";
import { useNow } from "./clock";

const ICONS = { live: Radio, new: RefreshCw, old: History, dead: Unplug };

/** The words a figure's age has at this moment; the tile also needs to know whether to look stale. */
export function useFresh(freshness: Freshness, at: string | null) {
  const { lostSince } = useLive();
  return freshWords(freshness, at, useNow(), lang, lostSince);
}

export function Fresh({ freshness, at }: { freshness: Freshness; at: string | null }) {
  const shown = useFresh(freshness, at);
  const Icon = ICONS[shown.freshness];
  return (
    <span className={`fresh f-${shown.freshness}`}>
      <Icon className="i" aria-hidden="true" />
      {shown.words}
    </span>
  );
}

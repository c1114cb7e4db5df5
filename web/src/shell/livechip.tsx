import { History, Radio, WifiOff } from "lucide-react";
import { useFeeds } from "../data/feeds";
import { useLive } from "../data/news";
import type { Feed } from "../data/types";
import { hour, hourOrDate, t } from "../text";
import { useNow } from "../parts/clock";

/** Feeds that should have spoken by now, and since when the oldest of them is silent. */
export function oldFeeds(feeds: Feed[]): { count: number; since: string | null } {
  const old = feeds.filter((feed) => feed.health === "late" || feed.health === "silent");
  const since = old.map((feed) => feed.last_received).filter((at): at is string => at !== null);
  return { count: old.length, since: since.sort((a, b) => Date.parse(a) - Date.parse(b))[0] ?? null };
}

/**
 * Left: the line to the server. Right: how many feeds are old. The visible words change every
 * minute; what is read out is a separate sentence that changes only when the state does.
 */
export function LiveChip({ feedsReadable }: { feedsReadable: boolean }) {
  const { link, lostSince } = useLive();
  const now = useNow();
  const feeds = useFeeds(feedsReadable);
  const { count, since } = oldFeeds(feeds.data?.items ?? []);
  const lost = link === "lost" && lostSince !== null;
  const left = lost ? t("live.lost", { at: hour(lostSince) }) : link === "live" ? t("live.on", { at: hour(now) }) : t("live.opening");
  const right = count === 0 ? "" : since === null ? t("live.oldFeeds", { count }) : t("live.oldFeedsSince", { count, at: hourOrDate(since, now) });
  return (
    <>
      <span className="livechip" data-link={link}>
        <span className={lost ? "o" : "l"}>
          {lost ? <WifiOff className="i" aria-hidden="true" /> : <Radio className="i" aria-hidden="true" />}
          <span className="words">{left}</span>
        </span>
        {right !== "" && (
          <span className="o">
            <History className="i" aria-hidden="true" />
            <span className="words">{right}</span>
          </span>
        )}
      </span>
      <span className="vh" role="status">
        {lost ? t("live.saysLost") : link === "live" ? t("live.saysOn") : ""} {count > 0 ? t("live.oldFeeds", { count }) : ""}
      </span>
    </>
  );
}

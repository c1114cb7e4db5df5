import { Link } from "@tanstack/react-router";
import { Ban, CircleCheck, CircleDashed, History, Unplug, type LucideIcon } from "lucide-react";
import type { Feed, Health } from "../data/types";
import { hourOrDate, t, type Key } from "../text";
import { useNow } from "./clock";

const ICONS: Record<Health, LucideIcon> = { on_time: CircleCheck, late: History, silent: Unplug, bad: Ban, never: CircleDashed };

/** The health of a feed: icon, word, colour, and since when. */
export function FeedHealth({ feed }: { feed: Feed }) {
  const now = useNow();
  const Icon = ICONS[feed.health];
  const at = feed.last_received === null ? "" : hourOrDate(feed.last_received, now);
  return (
    <span className={`health h-${feed.health}`}>
      <Icon className="i" aria-hidden="true" />
      {t(`health.${feed.health}` as Key, { at })}
    </span>
  );
}

export function FeedCard({ feed, link }: { feed: Feed; link: boolean }) {
  const old = feed.health === "late" || feed.health === "silent";
  return (
    <div className={old ? "fe old" : "fe"}>
      {link ? (
        <Link to="/feeds/$code" params={{ code: feed.code }}>
          {feed.name}
        </Link>
      ) : (
        <b>{feed.name}</b>
      )}
      <FeedHealth feed={feed} />
      <small>{feed.owner.name}</small>
    </div>
  );
}

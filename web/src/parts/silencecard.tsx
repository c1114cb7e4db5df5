import { BellOff } from "lucide-react";
import { endSilence, silenceAlerts } from "../data/silences";
import type { AlertMatcher, Silence } from "../data/types";
import { duration, hourOrDate, t } from "../text";
import { actionFor, VerbButton } from "./button";
import { useNow } from "./clock";
import { faultWords } from "./forms";
import { useSay } from "./say";

/** A matcher as people write it. */
export const matcherWords = (m: AlertMatcher) => `${m.name}${m.op}"${m.value}"`;

/** When a silence ends and in how long: never without both. */
export function EndsWords({ silence }: { silence: Silence }) {
  const now = useNow();
  const left = Math.round((Date.parse(silence.ends) - now.getTime()) / 1000);
  if (silence.state === "planned") {
    return (
      <span className="e num">
        {t("silence.planned", { from: hourOrDate(silence.starts, now), to: hourOrDate(silence.ends, now) })}
      </span>
    );
  }
  if (silence.state === "ended") {
    return (
      <span className="e num">
        {t(silence.ended_by === "" ? "silence.endedItself" : "silence.endedBy", { at: hourOrDate(silence.ends, now), by: silence.ended_by })}
      </span>
    );
  }
  return <span className="e num">{t("silence.ends", { at: hourOrDate(silence.ends, now), left: duration(Math.max(0, left)) })}</span>;
}

/** What, why, who, when it ends and in how long, and what it hides now. */
export function SilenceCard({ silence, wall = false }: { silence: Silence; wall?: boolean }) {
  const say = useSay();
  async function end() {
    try {
      await endSilence(silence.id);
      // Ended by a slip, the rest of its time is silenced again.
      say(t("silence.ended", { number: silence.number }), () =>
        silenceAlerts({ matchers: silence.matchers, comment: silence.comment, unit: silence.owner.code, area: silence.area.code, ends: silence.ends }),
      );
    } catch (error) {
      say(faultWords(error));
    }
  }
  return (
    <li className={`sil s-${silence.state}`}>
      <b>
        <BellOff className="i" aria-hidden="true" />
        {silence.comment}
      </b>
      <span>
        {silence.number} · {t(silence.maintenance ? "silence.byMaintenance" : "silence.by", { by: silence.by })} · {silence.owner.name}, {silence.area.name}
      </span>
      {!wall && (
        <span className="src" lang="en">
          {silence.matchers.map(matcherWords).join(" ")}
        </span>
      )}
      <EndsWords silence={silence} />
      <span className="hides">{t(silence.state === "ended" ? "silence.hid" : "silence.hides", { count: silence.state === "ended" ? silence.hid : silence.hides })}</span>
      {!wall && silence.state !== "ended" && (
        <span className="b">
          <VerbButton id={`end-${silence.id}`} small action={actionFor(silence.actions, "end")} onClick={() => void end()}>
            {t("silence.end")}
          </VerbButton>
        </span>
      )}
    </li>
  );
}

import type { UseQueryResult } from "@tanstack/react-query";
import { ChevronLeft, ChevronRight, Pause, Play, RotateCcw } from "lucide-react";
import { useEffect, useState } from "react";
import { serverTime } from "../data/news";
import { stepOf, type Replay } from "../data/replay";
import { day, dayOf, hour, t } from "../text";
import { Button } from "./button";
import { Loaded } from "./loaded";

const PACE_MS = 900;
// Who asked for less motion gets time to read each picture.
const CALM_MS = 2500;

interface Props {
  date: string;
  parameter: string;
  parameters: string[];
  query: UseQueryResult<Replay>;
  at: number;
  onDate: (day: string) => void;
  onParameter: (parameter: string) => void;
  onStep: (at: number) => void;
  onNow: () => void;
}

/**
 * Going through a day that is over. The band across the page says so all the time, so that nobody
 * takes it for now; Escape leads back.
 */
export function ReplayBar({ date, parameter, parameters, query, at, onDate, onParameter, onStep, onNow }: Props) {
  const [playing, setPlaying] = useState(false);
  const steps = query.data?.steps ?? [];
  const last = steps.length - 1;
  const going = playing && at < last;

  useEffect(() => {
    if (!going) return;
    const pace = matchMedia("(prefers-reduced-motion: reduce)").matches ? CALM_MS : PACE_MS;
    const timer = setTimeout(() => onStep(at + 1), pace);
    return () => clearTimeout(timer);
  }, [going, at, onStep]);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === "Escape" && !event.isComposing && !event.defaultPrevented) onNow();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [onNow]);

  const words = (index: number) => spanWords(steps[index], query.data?.every ?? stepOf(parameter));
  return (
    <section className="replaybar" aria-label={t("replay.label")}>
      <p className="replayed" role="status">
        <RotateCcw className="i" aria-hidden="true" />
        {t("replay.banner", { date: day(date) })}
      </p>
      <Button look="pri" onClick={onNow} aria-keyshortcuts="Escape">
        {t("replay.now")}
      </Button>
      <div className="replayset">
        <label>
          {t("replay.date")}
          <input type="date" required value={date} max={dayOf(serverTime(Date.now()))} onChange={(event) => event.target.value !== "" && onDate(event.target.value)} />
        </label>
        <label>
          {t("replay.parameter")}
          <select value={parameter} onChange={(event) => onParameter(event.target.value)}>
            {parameters.map((each) => (
              <option key={each}>{each}</option>
            ))}
          </select>
        </label>
      </div>
      <Loaded query={query} what={t("noun.replay")} lines={1} isEmpty={(data) => data.steps.length === 0} empty={{ title: t("replay.empty.title"), text: t("replay.empty.text") }}>
        {(data) => (
          <div className="replayrun">
            {data.rolled && <p className="oldcopy">{t("chart.rolled")}</p>}
            <button type="button" className="iconbtn" aria-label={t("replay.back")} aria-disabled={at <= 0} onClick={() => at > 0 && onStep(at - 1)}>
              <ChevronLeft className="i" aria-hidden="true" />
            </button>
            <button
              type="button"
              className="iconbtn"
              aria-label={t(going ? "replay.pause" : "replay.play")}
              onClick={() => {
                if (!going && at >= last) onStep(0);
                setPlaying(!going);
              }}
            >
              {going ? <Pause className="i" aria-hidden="true" /> : <Play className="i" aria-hidden="true" />}
            </button>
            <button type="button" className="iconbtn" aria-label={t("replay.next")} aria-disabled={at >= last} onClick={() => at < last && onStep(at + 1)}>
              <ChevronRight className="i" aria-hidden="true" />
            </button>
            <input
              type="range"
              aria-label={t("replay.slider", { parameter })}
              aria-valuetext={words(at)}
              min={0}
              max={Math.max(0, last)}
              value={Math.max(0, at)}
              onChange={(event) => {
                setPlaying(false);
                onStep(Number(event.target.value));
              }}
            />
            <output className="num">{words(at)}</output>
          </div>
        )}
      </Loaded>
    </section>
  );
}

/** A step stands for a span, so both its ends are said. */
function spanWords(at: string | undefined, every: Replay["every"]): string {
  if (at === undefined) return "–";
  if (every === "P1D") return t("replay.wholeDay");
  const minutes = every === "PT1H" ? 60 : 15;
  return t("replay.span", { from: hour(at), to: hour(new Date(Date.parse(at) + minutes * 60_000)) });
}

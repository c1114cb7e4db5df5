import type { UseQueryResult } from "@tanstack/react-query";
import { serverTime, useLive } from "../data/news";
import { WALL_REFRESH_MS } from "../data/overview";
import type { Overview } from "../data/types";
import { useNow } from "../parts/clock";
import { Mark } from "../shell/brand";
import { hour, hourSecond, longDate, t } from "../text";
import { useDocumentTitle } from "./page";

const ROUND = 2 * Math.PI * 24;

/** The head of the wall: what this is, when it asks again, the clock; and across it, a cut line. */
export function WallHead({ query, sample }: { query: UseQueryResult<Overview>; sample: boolean }) {
  const now = useNow("second");
  const { link, lostSince } = useLive();
  useDocumentTitle(t("overview.wallTitle"));
  const local = Date.now();
  const left = Math.min(WALL_REFRESH_MS, Math.max(0, query.dataUpdatedAt + WALL_REFRESH_MS - local));
  const cutAt = link === "lost" ? lostSince : query.error !== null ? serverTime(query.errorUpdatedAt) : null;
  return (
    <>
      {cutAt !== null && (
        <div className="cutline" role="alert">
          {t("wall.cut", { at: hour(cutAt) })}
        </div>
      )}
      <header className="hd">
        <span className="lg">
          <Mark />
        </span>
        <div>
          <h1>{t("overview.wallTitle")}</h1>
          <p>
            {t("overview.wallPlace")}
            {sample && <> · {t("nav.sample")}</>}
          </p>
        </div>
        <div className="r">
          <div className="ring">
            <svg width="58" height="58" viewBox="0 0 58 58" aria-hidden="true">
              <circle cx="29" cy="29" r="24" fill="none" stroke="var(--line)" strokeWidth="6" />
              <circle
                cx="29"
                cy="29"
                r="24"
                fill="none"
                stroke="var(--primary)"
                strokeWidth="6"
                strokeLinecap="round"
                strokeDasharray={ROUND}
                strokeDashoffset={ROUND * (1 - left / WALL_REFRESH_MS)}
                transform="rotate(-90 29 29)"
              />
              <text x="29" y="36" textAnchor="middle">
                {Math.ceil(left / 1000)}
              </text>
            </svg>
            <span>
              <b>{t("wall.next", { seconds: Math.ceil(left / 1000) })}</b>
              {query.dataUpdatedAt > 0 && t("wall.last", { at: hourSecond(serverTime(query.dataUpdatedAt)) })}
            </span>
          </div>
          <div className="ck num">
            <b>{hourSecond(now)}</b>
            <span>{longDate(now)}</span>
          </div>
        </div>
      </header>
    </>
  );
}

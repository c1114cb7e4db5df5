import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Freshness, Ref } from "../data/types";
import { number, t, unitWords } from "../text";
import { Fresh, useFresh } from "./fresh";

/**
 * A figure cannot be shown without saying where it comes from, who answers for it, of when it is,
 * and how good it is: the four have no default, so leaving one out does not compile.
 */
export interface FigureProps {
  label: string;
  value: number | null;
  unit: string;
  source: string;
  owner: Ref;
  at: string | null;
  quality: { freshness: Freshness; words: string };
  action: ReactNode;
  /** One comparison beside the figure, never more. */
  note?: ReactNode;
  headingLevel?: 2 | 3;
}

export function Figure({ label, value, unit, source, owner, at, quality, action, note, headingLevel = 2 }: FigureProps) {
  const shown = useFresh(quality.freshness, at);
  const stale = shown.freshness === "old" || shown.freshness === "dead";
  const Heading = headingLevel === 2 ? "h2" : "h3";
  return (
    <div className={stale ? "tile stale" : "tile"}>
      <Heading>{label}</Heading>
      <div className="f">
        <b className="num">
          {value === null ? t("figure.none") : number(value)}
          {/* A unit that the label already says is not said twice. */}
          {value !== null && unit !== "" && !label.includes(unit) && <small>{unitWords(unit)}</small>}
        </b>
        {note !== undefined && note !== "" && <span>{note}</span>}
      </div>
      <div className="o">
        {owner.name}
        {quality.words !== "" && <> · {quality.words}</>}
      </div>
      <div className="s">
        <span className="src">
          <span className="vh">{t("figure.source")} </span>
          {source}
        </span>
        <Fresh freshness={quality.freshness} at={at} />
      </div>
      <div className="a">{action}</div>
    </div>
  );
}

/** Links in tiles come from the server as addresses of the console; only our own are followed inside. */
export function ActionLink({ label, href }: { label: string; href: string }) {
  const url = new URL(href, location.origin);
  const inside = url.pathname.startsWith("/console/") ? url.pathname.slice("/console".length) : url.pathname;
  return (
    <Link to={inside} search={Object.fromEntries(url.searchParams)}>
      {label}
    </Link>
  );
}

import { Link } from "@tanstack/react-router";
import { lazy, Suspense, type ReactNode } from "react";
import { useBoundaries } from "../data/overview";
import type { ReportOne } from "../data/types";
import type { MapItem } from "../parts/maplist";
import { dateTime, t } from "../text";
import { pointText } from "./warningdraft";

const MapCanvas = lazy(() => import("../parts/mapcanvas"));
const ignore = () => undefined;
const NONE: never[] = [];

/** What the reporter wrote, as it was written. */
export function ReportSaid({ report }: { report: ReportOne }) {
  return (
    <section className="card" aria-labelledby="rep-said">
      <div className="ch">
        <h2 id="rep-said">{t("report.saidTitle")}</h2>
        {report.merged.length > 0 && <span>{t("report.mergedHere", { count: report.merged.length, numbers: report.merged.join(", ") })}</span>}
      </div>
      <div className="pad">
        <p className="asTyped repwords">{report.words}</p>
        {report.answers.length > 0 && (
          <dl className="own">
            {report.answers.map((each) => (
              <div key={each.code} className="contents">
                <dt>{each.name}</dt>
                <dd>{each.text}</dd>
              </div>
            ))}
          </dl>
        )}
      </div>
    </section>
  );
}

/** Where, whose, who, and how it ended so far. */
export function ReportFacts({ report }: { report: ReportOne }) {
  const facts: [string, ReactNode][] = [
    [t("work.holder"), report.owner.name],
    [t("work.person"), report.work?.person?.name ?? ""],
    [t("report.fact.item"), report.work === null ? "" : <Link key="work" to="/work/$id" params={{ id: report.work.id }}>{report.work.number}</Link>],
    [t("noun.area"), report.area.name],
    [t("report.fact.address"), report.address],
    [t("report.fact.point"), report.lat === null || report.lon === null ? "" : <span className="num">{pointText({ lat: report.lat, lon: report.lon })}</span>],
    [t("report.fact.reporter"), <Reporter key="reporter" report={report} />],
    [t("report.fact.main"), report.main === null ? "" : <Link key="main" to="/reports/$id" params={{ id: report.main.id }}>{report.main.number}</Link>],
    [t("report.fact.reason"), report.reason],
    [t("report.fact.resolved"), report.resolved_at === null ? "" : dateTime(report.resolved_at)],
    [t("report.fact.rating"), report.rating === 1 || report.rating === 2 || report.rating === 3 ? t(`report.rating.${report.rating}`) : ""],
    [t("report.fact.ended"), report.ended_at === null || !["closed", "rejected", "merged"].includes(report.state) ? "" : dateTime(report.ended_at)],
  ];
  return (
    <section className="card" aria-labelledby="rep-facts">
      <div className="ch">
        <h2 id="rep-facts">{t("report.facts")}</h2>
      </div>
      <dl className="own pad">
        {facts
          .filter(([, words]) => words !== "")
          .map(([head, words]) => (
            <div key={head} className="contents">
              <dt>{head}</dt>
              <dd>{words}</dd>
            </div>
          ))}
      </dl>
      {report.lat !== null && report.lon !== null && <PlaceMap lat={report.lat} lon={report.lon} />}
    </section>
  );
}

/** Who reported; where they are not shown, why. Each look at them is in the ledger. */
function Reporter({ report }: { report: ReportOne }) {
  if (report.reporter === null) return <>{t(report.hidden ? "report.reporter.hidden" : "report.reporter.none")}</>;
  const { name, phone, email } = report.reporter;
  return (
    <>
      {name !== "" && <span className="rline">{name}</span>}
      {phone !== "" && (
        <span className="rline">
          <a href={`tel:${phone}`}>{phone}</a>
        </span>
      )}
      {email !== "" && (
        <span className="rline">
          <a href={`mailto:${email}`}>{email}</a>
        </span>
      )}
      <small className="rline muted">{t(report.hidden ? "report.reporter.hiddenFromUnit" : "report.reporter.looked")}</small>
    </>
  );
}

/** The place on the map; the words above say the same. */
function PlaceMap({ lat, lon }: { lat: number; lon: number }) {
  const boundaries = useBoundaries(10);
  const item: MapItem = { id: "place", n: 1, lat, lon, pin: <span className="pin-r">1</span>, row: null };
  return (
    <details className="pad repmap">
      <summary>{t("report.showMap")}</summary>
      <div className="mapbox">
        <Suspense fallback={<p className="muted">{t("map.loading")}</p>}>
          <MapCanvas items={[item]} boundaries={boundaries.data} shades={NONE} names onZoom={undefined} lit="" onLit={ignore} />
        </Suspense>
      </div>
    </details>
  );
}

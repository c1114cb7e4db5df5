import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useAlerts } from "../data/alerts";
import { useBoundaries, useOverview } from "../data/overview";
import { may } from "../data/session";
import { useStations } from "../data/stations";
import type { Alert, Incident, Overview, Station } from "../data/types";
import { AqiSwatch } from "../parts/aqi";
import { ClockChip, useNow } from "../parts/clock";
import { FeedCard } from "../parts/feedcard";
import { ActionLink, Figure } from "../parts/figure";
import { Fresh } from "../parts/fresh";
import { Loaded } from "../parts/loaded";
import { MapList, type MapItem } from "../parts/maplist";
import { SeverityBadge, Shape } from "../parts/severity";
import { SilenceCard } from "../parts/silencecard";
import { useWall } from "../shell/address";
import { useMe } from "../shell/shell";
import { age, hour, longDate, number, shortUnit, t } from "../text";
import { Page } from "./page";
import { WallHead } from "./wallhead";

const WALL_ROWS = 7;
/** What is heard makes room for what is silent. */
const SHORT_ROWS = 4;
const SILENT_ROWS = 2;
/** On the wall who is on duty stands below who is late, and both keep some room. */
const LATE_ROWS = 4;
const DUTY_ROWS = 3;

/** Toàn cảnh. On a wall screen the same page drops the navigation and grows. */
export default function OverviewScreen() {
  const me = useMe();
  const wall = useWall();
  const overview = useOverview();
  const now = useNow();
  const body = (
    <Loaded query={overview} what={t("noun.overview")} lines={8}>
      {(data) => <Body data={data} wall={wall} />}
    </Loaded>
  );
  if (wall) {
    return (
      <main className="wall" id="main">
        <WallHead query={overview} sample={me.sample} />
        {body}
      </main>
    );
  }
  return (
    <Page title={t("nav.overview")} aside={longDate(now)} className="overview" tools={<Link to="/overview" search={{ "man-hinh": "tv" }}>{t("overview.wall")}</Link>}>
      {body}
    </Page>
  );
}

function Body({ data, wall }: { data: Overview; wall: boolean }) {
  const me = useMe();
  return (
    <>
      <section className="tiles" aria-label={t("overview.tiles")}>
        {data.tiles.map((tile) => (
          <Figure
            key={tile.code}
            label={tile.label}
            value={tile.value}
            unit={tile.unit}
            source={tile.source}
            owner={tile.owner}
            at={tile.at}
            quality={{ freshness: tile.freshness, words: "" }}
            note={tile.note}
            action={<ActionLink {...tile.action} />}
          />
        ))}
        {data.tiles.length === 0 && <p className="muted">{t("overview.noTiles")}</p>}
      </section>
      <div className="mn">
        <div className="p p-map">
          <OnMap incidents={data.incidents} wall={wall} />
        </div>
        <div className="stack">
          <div className="p">
            <LateByUnit data={data} wall={wall} />
          </div>
          <OnDuty rows={data.on_duty} wall={wall} />
        </div>
        {may(me, "alert.read") && (
          <div className="p">
            <Silent data={data} />
            <Alerts wall={wall} rows={data.hidden.silences > 0 ? SHORT_ROWS : WALL_ROWS} />
          </div>
        )}
      </div>
      <section className="fd" aria-label={t("nav.feeds")}>
        <h2>
          {t("overview.feeds")} <span>{t("overview.feedsCount", { good: data.feeds.filter((feed) => feed.health === "on_time").length, all: data.feeds.length })}</span>
        </h2>
        {data.feeds.slice(0, wall ? 8 : undefined).map((feed) => (
          <FeedCard key={feed.code} feed={feed} link={!wall && may(me, "feed.read")} />
        ))}
      </section>
    </>
  );
}

/** Who is on duty, by shift and unit: no names on a shared screen. Where nobody is, it is as loud as an alarm. */
function OnDuty({ rows, wall }: { rows: Overview["on_duty"]; wall: boolean }) {
  if (rows.length === 0) return null;
  const shown = rows.slice(0, wall ? DUTY_ROWS : WALL_ROWS);
  return (
    <section className="p duty" aria-label={t("overview.onDuty")}>
      <h2>{wall ? t("overview.onDuty") : <Link to="/roster">{t("overview.onDuty")}</Link>}</h2>
      <ul>
        {shown.map((row, index) => (
          <li key={index} className={row.gap === "" ? undefined : "gap"}>
            {row.gap !== "" && <Shape level={5} />}
            <b>{row.gap === "" ? row.shift : `${t("overview.dutyGap")}: ${row.shift}`}</b>
            <span className="u">{wall ? shortUnit(row.unit.name) : row.unit.name}</span>
            <span className="num">{t("overview.dutyUntil", { at: hour(row.until) })}</span>
          </li>
        ))}
      </ul>
      {rows.length > shown.length && <p className="muted">{t("overview.dutyRest", { count: rows.length - shown.length })}</p>}
    </section>
  );
}

function OnMap({ incidents, wall }: { incidents: Incident[]; wall: boolean }) {
  const [zoom, setZoom] = useState(10);
  const boundaries = useBoundaries(zoom);
  const stations = useStations();
  const open = incidents.filter((incident) => incident.state === "open").slice(0, WALL_ROWS);
  const items = [...open.map((incident, index) => incidentItem(incident, index + 1, wall)), ...(stations.data?.items ?? []).map((station, index) => stationItem(station, open.length + index + 1, wall))];
  return (
    <MapList
      title={t("overview.onMap", { incidents: incidents.length, stations: stations.data?.items.length ?? 0 })}
      items={items}
      boundaries={boundaries.data}
      onZoom={setZoom}
      limit={wall ? WALL_ROWS : undefined}
      rest={(count) => t("overview.rest", { count })}
    />
  );
}

function incidentItem(incident: Incident, n: number, wall: boolean): MapItem {
  return {
    id: incident.id,
    n,
    lon: incident.lon,
    lat: incident.lat,
    pin: (
      <span className={`pin-i pin-${incident.severity}`}>
        <Shape level={incident.severity} />
        {n}
      </span>
    ),
    row: (
      <>
        {wall ? (
          <b>{incident.title}</b>
        ) : (
          <Link to="/incidents/$id" params={{ id: incident.id }}>
            {incident.title}
          </Link>
        )}
        <SeverityBadge level={incident.severity} />
        <span className="sub">
          <span>{incident.area.name}</span>
          {incident.work !== null && <ClockChip clock={incident.work.clock} due={incident.work.due} />}
        </span>
      </>
    ),
  };
}

function stationItem(station: Station, n: number, wall: boolean): MapItem {
  const { aqi } = station;
  const dull = aqi === null || aqi.freshness === "old" || aqi.freshness === "dead";
  return {
    id: station.code,
    n,
    lon: station.lon,
    lat: station.lat,
    pin: (
      <span className={dull ? "pin-s pin-old" : `pin-s aqi${aqi.level}`}>
        <small>{n}</small> {dull ? t("overview.pinOld") : number(aqi.value, 0)}
      </span>
    ),
    row: (
      <>
        {wall ? (
          <b>{station.name}</b>
        ) : (
          <Link to="/stations/$code" params={{ code: station.code }}>
            {station.name}
          </Link>
        )}
        {aqi === null ? <span className="muted">{t("aqi.none")}</span> : <AqiSwatch aqi={aqi} small />}
        <span className="sub">
          <span title={station.owner.name}>{shortUnit(station.owner.name)}</span>
          {aqi !== null && <Fresh freshness={aqi.freshness} at={aqi.at} />}
        </span>
      </>
    ),
  };
}

function LateByUnit({ data, wall }: { data: Overview; wall: boolean }) {
  const now = useNow();
  const rows = wall ? data.late_by_unit.slice(0, LATE_ROWS) : data.late_by_unit;
  const most = Math.max(1, ...rows.map((row) => row.count));
  const all = data.late_by_unit.reduce((sum, row) => sum + row.count, 0);
  return (
    <>
      <h2>
        {t("overview.late")} <span>{t("work.count", { count: all })}</span>
      </h2>
      {rows.length === 0 ? (
        <p className="muted">{t("overview.noLate")}</p>
      ) : (
        <table className="lt">
          <caption className="vh">{t("overview.late")}</caption>
          <thead className="vh">
            <tr>
              <th scope="col">{t("overview.unit")}</th>
              <th scope="col">{t("overview.share")}</th>
              <th scope="col">{t("overview.lateCount")}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.unit.code}>
                <th scope="row" className="u">
                  <b>{wall ? shortUnit(row.unit.name) : row.unit.name}</b>
                  <small>{t("overview.oldest", { age: age((now.getTime() - Date.parse(row.oldest_due)) / 1000) })}</small>
                </th>
                <td className="b">
                  <i style={{ width: `${(row.count / most) * 100}%` }} />
                </td>
                <td className="c num">{row.count}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {data.late_by_unit.length > rows.length && <p className="muted">{t("overview.restUnits", { count: data.late_by_unit.length - rows.length })}</p>}
    </>
  );
}

/** What is silent stands above what is heard, as loud as that; nothing where nothing is. */
function Silent({ data }: { data: Overview }) {
  if (data.hidden.silences === 0 && data.hidden.alerts === 0) return null;
  const shown = data.silences.slice(0, SILENT_ROWS);
  return (
    <div className="silent">
      <h2>
        {t("silence.title")} <span>{t("silence.wallCount", { silences: data.hidden.silences, alerts: data.hidden.alerts })}</span>
      </h2>
      <ul className="si">
        {shown.map((silence) => (
          <SilenceCard key={silence.id} silence={silence} wall />
        ))}
      </ul>
      {data.hidden.silences > shown.length && <p className="muted">{t("silence.rest", { count: data.hidden.silences - shown.length })}</p>}
    </div>
  );
}

function Alerts({ wall, rows }: { wall: boolean; rows: number }) {
  const alerts = useAlerts("alive");
  const open = (alerts.data?.items ?? []).filter((alert) => alert.state !== "resolved" && !alert.muted).sort((a, b) => b.severity - a.severity);
  return (
    <>
      <h2>
        {t("nav.alerts")} <span>{t("overview.alertCount", { count: open.length })}</span>
      </h2>
      <Loaded query={alerts} what={t("noun.alerts")}>
        {() => (open.length === 0 ? <p className="muted">{t("overview.noAlerts")}</p> : <AlertRows alerts={open.slice(0, rows)} wall={wall} />)}
      </Loaded>
      {open.length > rows && <p className="muted">{t("overview.restAlerts", { count: open.length - rows })}</p>}
    </>
  );
}

function AlertRows({ alerts, wall }: { alerts: Alert[]; wall: boolean }) {
  const now = useNow();
  return (
    <ul className="al">
      {alerts.map((alert) => (
        <li key={alert.id}>
          {wall ? (
            <b>{alert.title}</b>
          ) : (
            <Link to="/alerts/$id" params={{ id: alert.id }}>
              {alert.title}
            </Link>
          )}
          <SeverityBadge level={alert.severity} />
          <span className="sub">
            <span>{alert.subject.name}</span>
            <span>{t("alert.sinceAge", { age: age((now.getTime() - Date.parse(alert.since)) / 1000) })}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}

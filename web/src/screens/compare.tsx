import { useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { serverTime } from "../data/news";
import { useCompared } from "../data/replay";
import { useStations } from "../data/stations";
import type { Station } from "../data/types";
import { Chart, type ChartTable } from "../parts/chart";
import { differences, lay, type Laid } from "../parts/compared";
import { Export } from "../parts/export";
import { Loaded } from "../parts/loaded";
import { useSearchWord } from "../shell/address";
import { date, dateTime, day, dayOf, number, t, unitWords } from "../text";
import { Page } from "./page";

const MOST = 6;
const HOUR = 3600_000;
const DAY = 24 * HOUR;
// Over more than a month the days are compared: hours would be a carpet, and a big answer.
const HOURLY_DAYS = 31;
const LETTERS = ["A", "B", "C", "D", "E", "F"];

const startOf = (text: string) => Date.parse(`${text}T00:00:00+07:00`);

/** Stations side by side. All that was chosen stands in the address, so that it can be sent to somebody. */
export default function CompareScreen() {
  const stations = useStations();
  return (
    <Page title={t("compare.title")}>
      <Loaded query={stations} what={t("noun.stations")} lines={8} isEmpty={(data) => data.items.length === 0} empty={{ title: t("station.empty.title"), text: t("station.empty.text") }}>
        {(data) => <Body all={data.items} />}
      </Loaded>
    </Page>
  );
}

interface Asked {
  stations: string[];
  parameter: string;
  from: string;
  to: string;
}

/** What the address says, mended where it says nothing or something impossible. */
function useAsked(all: Station[]): Asked {
  const named = useSearchWord("stations").split(",");
  const chosen = [...new Set(named)].filter((code) => all.some((station) => station.code === code)).slice(0, MOST);
  const parameters = parametersOf(all);
  const parameter = useSearchWord("parameter");
  const today = dayOf(serverTime(Date.now()));
  const valid = (text: string, otherwise: string) => (/^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(startOf(text)) ? text : otherwise);
  const to = valid(useSearchWord("to"), today);
  const from = valid(useSearchWord("from"), dayOf(new Date(startOf(to) - 2 * DAY)));
  return {
    stations: chosen.length > 0 ? chosen : all.slice(0, 2).map((station) => station.code),
    parameter: parameters.includes(parameter) ? parameter : (parameters[0] ?? ""),
    from: from > to ? to : from,
    to,
  };
}

/** In the order of the first station that sends them, with fine dust first. */
function parametersOf(all: Station[]): string[] {
  const found = [...new Set(all.flatMap((station) => station.latest.map((row) => row.parameter)))];
  return [...found.filter((each) => each === "PM2.5"), ...found.filter((each) => each !== "PM2.5"), "VN_AQI"];
}

function Body({ all }: { all: Station[] }) {
  const navigate = useNavigate();
  const asked = useAsked(all);
  const go = (change: Partial<Asked>) => {
    const next = { ...asked, ...change };
    void navigate({ to: "/compare", search: { ...next, stations: next.stations.join(",") }, replace: true });
  };
  const full = asked.stations.length >= MOST;
  const toggle = (code: string) => {
    if (!asked.stations.includes(code)) {
      if (!full) go({ stations: [...asked.stations, code] });
    } else if (asked.stations.length > 1) go({ stations: asked.stations.filter((each) => each !== code) });
  };
  const long = (startOf(asked.to) - startOf(asked.from)) / DAY >= HOURLY_DAYS;
  const every = long ? "P1D" : "PT1H";
  const from = new Date(startOf(asked.from)).toISOString();
  const to = new Date(startOf(asked.to) + DAY).toISOString();
  return (
    <>
      <form className="card pad compareset" onSubmit={(event) => event.preventDefault()}>
        <fieldset className="layers">
          <legend>{t("compare.stations", { count: asked.stations.length, most: MOST })}</legend>
          {all.map((station) => {
            const on = asked.stations.includes(station.code);
            return (
              <label key={station.code}>
                <input type="checkbox" checked={on} aria-disabled={on ? asked.stations.length === 1 : full} onChange={() => toggle(station.code)} />
                {on && <b>{LETTERS[asked.stations.indexOf(station.code)]}</b>}
                {station.name}
              </label>
            );
          })}
        </fieldset>
        <div className="replayset">
          <label>
            {t("replay.parameter")}
            <select value={asked.parameter} onChange={(event) => go({ parameter: event.target.value })}>
              {parametersOf(all).map((each) => (
                <option key={each}>{each}</option>
              ))}
            </select>
          </label>
          <label>
            {t("compare.from")}
            <input type="date" required value={asked.from} max={asked.to} onChange={(event) => event.target.value !== "" && go({ from: event.target.value })} />
          </label>
          <label>
            {t("compare.to")}
            <input type="date" required value={asked.to} min={asked.from} max={dayOf(serverTime(Date.now()))} onChange={(event) => event.target.value !== "" && go({ to: event.target.value })} />
          </label>
          <Export what="observations" query={{ stations: asked.stations.join(","), parameter: asked.parameter, from, to, every }} />
        </div>
      </form>
      <Lines asked={asked} all={all} every={every} from={from} to={to} />
    </>
  );
}

function Lines({ asked, all, every, from, to }: { asked: Asked; all: Station[]; every: "PT1H" | "P1D"; from: string; to: string }) {
  const queries = useCompared({ stations: asked.stations, parameter: asked.parameter, from, to, every });
  const step = every === "P1D" ? DAY : HOUR;
  const until = Math.min(Date.parse(to), serverTime(Date.now()).getTime());
  const waiting = queries.find((query) => query.data === undefined);
  const rows = queries.map((query) => query.data?.items);
  const stamp = queries.map((query) => query.dataUpdatedAt).join("|");
  const laid = useMemo(
    () => lay(asked.stations.map((code, index) => ({ code, rows: rows[index] ?? [] })), Date.parse(from), until, step),
    // The rows change when an answer came, which the stamp tells; the end moves by whole steps.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [stamp, asked.stations.join("|"), from, Math.floor(until / step), step],
  );
  const names = asked.stations.map((code, index) => `${LETTERS[index]} ${all.find((station) => station.code === code)?.name ?? code}`);
  const unit = unitWords(rows.flatMap((each) => each ?? []).find((row) => row.unit !== undefined)?.unit ?? "");
  if (waiting !== undefined) {
    return (
      <Loaded query={waiting} what={t("noun.series", { parameter: asked.parameter })}>
        {() => null}
      </Loaded>
    );
  }
  return (
    <section className="card chartcard" aria-labelledby="compare-title">
      <div className="ch">
        <h2 id="compare-title">
          {asked.parameter}
          {unit !== "" && `, ${unit}`}
        </h2>
        <span>{t(every === "P1D" ? "compare.daily" : "compare.hourly", { from: day(asked.from), to: day(asked.to) })}</span>
      </div>
      {laid.values.every((line) => line.every((value) => value === null)) ? (
        <p className="pad muted">{t("compare.nothing", { parameter: asked.parameter })}</p>
      ) : (
        <>
          {rows.some((each) => each?.some((row) => row.resolution !== undefined) === true) && <p className="oldcopy">{t("chart.rolled")}</p>}
          <Drawn laid={laid} names={names} unit={unit} parameter={asked.parameter} daily={every === "P1D"} />
          <Differences laid={laid} names={names} unit={unit} />
        </>
      )}
    </section>
  );
}

const shown = (value: number | null, digits = 1) => (value === null ? "–" : number(value, digits));

function Drawn({ laid, names, unit, parameter, daily }: { laid: Laid; names: string[]; unit: string; parameter: string; daily: boolean }) {
  const table: ChartTable = {
    caption: t("compare.caption", { parameter }),
    head: [t("chart.time"), ...names.map((name) => (unit === "" ? name : `${name}, ${unit}`))],
    rows: laid.times.map((at, index) => ({ key: String(at), cells: [daily ? date(new Date(at)) : dateTime(new Date(at)), ...laid.values.map((line) => shown(line[index] ?? null))] })).reverse(),
  };
  return (
    <Chart
      summary={t("compare.summary", { parameter, names: names.join("; ") })}
      unit={unit}
      times={laid.times.map((at) => at / 1000)}
      series={names.map((name, index) => ({ name, mark: LETTERS[index] ?? "", values: laid.values[index] ?? [] }))}
      table={table}
      height={320}
    />
  );
}

function Differences({ laid, names, unit }: { laid: Laid; names: string[]; unit: string }) {
  const rows = differences(laid);
  return (
    <div className="tscroll" role="region" aria-label={t("compare.differences")} tabIndex={0}>
      <table className="plain">
        <caption className="vh">{t("compare.differences")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("noun.stationShort")}</th>
            <th scope="col">{t("chart.mean")}</th>
            <th scope="col">{t("chart.min")}</th>
            <th scope="col">{t("chart.max")}</th>
            <th scope="col">{t("compare.apart", { first: LETTERS[0] ?? "" })}</th>
            <th scope="col">{t("compare.count")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={names[index]}>
              <th scope="row">{names[index]}</th>
              <td className="num">{`${shown(row.mean)} ${unit}`}</td>
              <td className="num">{shown(row.min)}</td>
              <td className="num">{shown(row.max)}</td>
              <td className="num">{index === 0 ? "–" : t("compare.apartBy", { by: `${(row.apart ?? 0) > 0 ? "+" : ""}${shown(row.apart)}`, shared: row.shared })}</td>
              <td className="num">{t("compare.of", { count: row.count, all: laid.times.length })}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

import { useMemo } from "react";
import { PERIODS, useSeries, type Period } from "../data/stations";
import type { Observation, Ref } from "../data/types";
import { dateTime, number, t, tMaybe, unitWords, type Key } from "../text";
import { Chart, type ChartTable, type Series } from "./chart";
import { useNow } from "./clock";
import { Loaded } from "./loaded";

/** One series of one station, drawn and written. Over a day the hours are drawn, with their range. */
export function SeriesChart({ station, parameter, unit, period, height }: { station: Ref; parameter: string; unit: string; period: Period; height?: number }) {
  const now = useNow();
  const query = useSeries(station.code, parameter, period, now);
  return (
    <Loaded
      query={query}
      what={t("noun.series", { parameter })}
      isEmpty={(data) => data.items.length === 0}
      empty={{ title: t("chart.empty.title", { parameter }), text: t("chart.empty.text") }}
    >
      {(data) => <Drawn rows={data.items} name={station.name} parameter={parameter} unit={unit} period={period} {...(height === undefined ? {} : { height })} />}
    </Loaded>
  );
}

interface DrawnProps {
  rows: Observation[];
  name: string;
  parameter: string;
  unit: string;
  period: Period;
  height?: number;
}

function Drawn({ rows, name, parameter, unit, period, height }: DrawnProps) {
  const hourly = PERIODS[period].every !== "";
  const words = unitWords(unit);
  const times = useMemo(() => rows.map((row) => Date.parse(row.at) / 1000), [rows]);
  const series = useMemo(() => seriesOf(rows, hourly, parameter), [rows, hourly, parameter]);
  const table = useMemo(() => tableOf(rows, hourly, parameter, words), [rows, hourly, parameter, words]);
  const values = (series[0]?.values ?? []).filter((value): value is number => value !== null);
  const summary = t("chart.summary", {
    parameter,
    name,
    period: t(`chart.period.${period}` as Key),
    low: values.length === 0 ? "–" : number(Math.min(...values)),
    high: values.length === 0 ? "–" : number(Math.max(...values)),
    last: values.length === 0 ? "–" : number(values[values.length - 1] ?? 0),
    unit: words,
  });
  return <Chart summary={summary} unit={words} times={times} series={series} table={table} {...(height === undefined ? {} : { height })} />;
}

/** Only values that count (status 00) are drawn; the table shows all, with their status in words. */
function seriesOf(rows: Observation[], hourly: boolean, parameter: string): Series[] {
  if (!hourly) return [{ name: parameter, values: rows.map((row) => (row.status === "00" || row.status === undefined ? (row.value ?? null) : null)) }];
  return [
    { name: t("chart.mean"), values: rows.map((row) => row.mean ?? null) },
    { name: t("chart.max"), values: rows.map((row) => row.max ?? null) },
    { name: t("chart.min"), values: rows.map((row) => row.min ?? null) },
  ];
}

const shown = (value: number | null | undefined) => (value === null || value === undefined ? "–" : number(value));

function tableOf(rows: Observation[], hourly: boolean, parameter: string, unit: string): ChartTable {
  const caption = t("chart.caption", { parameter });
  const newestFirst = [...rows].reverse();
  if (hourly) {
    return {
      caption,
      head: [t("chart.time"), `${t("chart.mean")}, ${unit}`, `${t("chart.min")}, ${unit}`, `${t("chart.max")}, ${unit}`, t("chart.count")],
      rows: newestFirst.map((row) => ({ key: row.at, cells: [dateTime(row.at), shown(row.mean), shown(row.min), shown(row.max), String(row.count ?? 0)] })),
    };
  }
  return {
    caption,
    head: [t("chart.time"), `${parameter}, ${unit}`, t("chart.status"), t("chart.feed")],
    rows: newestFirst.map((row) => ({ key: row.at, cells: [dateTime(row.at), shown(row.value), tMaybe(`status.${row.status ?? "00"}`, row.status ?? ""), row.feed ?? ""] })),
  };
}

import { useMemo } from "react";
import { PERIODS, useSeries, type Period } from "../data/stations";
import type { Gap, Observation, Ref } from "../data/types";
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
      {(data) => <Drawn rows={data.items} gaps={data.gaps} name={station.name} parameter={parameter} unit={unit} period={period} {...(height === undefined ? {} : { height })} />}
    </Loaded>
  );
}

interface DrawnProps {
  rows: Observation[];
  gaps: Gap[];
  name: string;
  parameter: string;
  unit: string;
  period: Period;
  height?: number;
}

function Drawn({ rows: came, gaps, name, parameter, unit, period, height }: DrawnProps) {
  const hourly = PERIODS[period].every !== "";
  const words = unitWords(unit);
  const rows = useMemo(() => withGaps(came, gaps), [came, gaps]);
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
  const rolled = came.some((row) => row.resolution !== undefined);
  return (
    <>
      {rolled && <p className="oldcopy">{t("chart.rolled")}</p>}
      <Chart summary={summary} unit={words} times={times} series={series} table={table} {...(height === undefined ? {} : { height })} />
    </>
  );
}

/** A row of a gap: it has no value, so the line breaks there, and the table says so. */
type Drawable = Observation & { until?: string };

function withGaps(rows: Observation[], gaps: Gap[]): Drawable[] {
  if (gaps.length === 0) return rows;
  const all: Drawable[] = [...rows, ...gaps.map((gap) => ({ at: gap.from, until: gap.to }))];
  return all.sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

const counts = (row: Observation) => (row.status === "00" || row.status === undefined) && row.mark !== "invalid";

/** Only values that count are in the line; those declared invalid are drawn beside it. The table shows all, with words. */
function seriesOf(rows: Drawable[], hourly: boolean, parameter: string): Series[] {
  if (!hourly) {
    const line = { name: parameter, values: rows.map((row) => (counts(row) ? (row.value ?? null) : null)) };
    if (!rows.some((row) => row.mark === "invalid")) return [line];
    return [line, { name: t("chart.invalid"), values: rows.map((row) => (row.mark === "invalid" ? (row.value ?? null) : null)) }];
  }
  return [
    { name: t("chart.mean"), values: rows.map((row) => row.mean ?? null) },
    { name: t("chart.max"), values: rows.map((row) => row.max ?? null) },
    { name: t("chart.min"), values: rows.map((row) => row.min ?? null) },
  ];
}

const shown = (value: number | null | undefined) => (value === null || value === undefined ? "–" : number(value));

const share = (value: number | null | undefined) => (value === null || value === undefined ? "–" : `${number(Math.round(value * 100))} %`);

/** What the device says, what people say, and who set the value, in words. */
function qualityWords(row: Observation): string {
  const words = [tMaybe(`status.${row.status ?? "00"}`, row.status ?? "")];
  if (row.mark !== undefined) words.push(t(`mark.${row.mark}` as Key));
  if (row.resolution !== undefined) words.push(t(`chart.resolution.${row.resolution}`));
  return words.join(" · ");
}

export const feedWords = (feed: string | undefined) => (feed === "@hand" ? t("feed.byHand") : (feed ?? ""));

function tableOf(rows: Drawable[], hourly: boolean, parameter: string, unit: string): ChartTable {
  const caption = t("chart.caption", { parameter });
  const newestFirst = [...rows].reverse();
  const gap = (row: Drawable, width: number) => ({
    key: `gap ${row.at}`,
    cells: [t("chart.gap.span", { from: dateTime(row.at), to: dateTime(row.until ?? row.at) }), t("chart.gap"), ...Array.from({ length: width - 2 }, () => "")],
  });
  if (hourly) {
    return {
      caption,
      head: [t("chart.time"), `${t("chart.mean")}, ${unit}`, `${t("chart.min")}, ${unit}`, `${t("chart.max")}, ${unit}`, t("chart.count"), t("chart.complete")],
      rows: newestFirst.map((row) =>
        row.until !== undefined
          ? gap(row, 6)
          : { key: row.at, cells: [row.resolution === "P1D" ? `${dateTime(row.at)} · ${t("chart.resolution.P1D")}` : dateTime(row.at), shown(row.mean), shown(row.min), shown(row.max), String(row.count ?? 0), share(row.completeness)] },
      ),
    };
  }
  return {
    caption,
    head: [t("chart.time"), `${parameter}, ${unit}`, t("chart.status"), t("chart.feed")],
    rows: newestFirst.map((row) => (row.until !== undefined ? gap(row, 4) : { key: row.at, cells: [dateTime(row.at), shown(row.value), qualityWords(row), feedWords(row.feed)] })),
  };
}

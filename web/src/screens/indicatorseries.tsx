import { useMemo } from "react";
import { axisWords, beginsAt } from "../data/periods";
import type { Indicator, IndicatorForecast, IndicatorSeries, IndicatorValue } from "../data/types";
import { Chart, type ChartTable, type PeriodWords, type Series } from "../parts/chart";
import { dateTime, dayOf, t, unitWords } from "../text";
import { Light, Marks } from "./indicatorparts";
import { asNumber, withUnit } from "./indicatorwords";

interface Props {
  indicator: Indicator;
  area: string;
  series: IndicatorSeries;
  onOpen: (value: IndicatorValue) => void;
}

/** The last periods as a line and as a table; each value of the table opens where it comes from. */
export function SeriesOf({ indicator, area, series, onOpen }: Props) {
  const { items, forecast } = series;
  const unit = unitWords(indicator.unit);
  const times = useMemo(() => [...items, ...forecast].map((each) => beginsAt(each.period)), [items, forecast]);
  const lines = useMemo(() => linesOf(items, forecast), [items, forecast]);
  const periods = useMemo<PeriodWords>(() => {
    const names = new Map([...items.map((each) => [beginsAt(each.period), each.period_name] as const), ...forecast.map((each) => [beginsAt(each.period), each.name] as const)]);
    return { axis: (seconds) => axisWords(indicator.period, dayOf(new Date(seconds * 1000))), name: (seconds) => names.get(seconds) ?? "" };
  }, [items, forecast, indicator.period]);
  const there = items.filter((each) => each.value !== null);
  const values = there.map((each) => Number(each.value));
  const said = (value: number) => withUnit(value, indicator);
  const summary =
    there.length === 0
      ? t("ind.summaryNone", { name: indicator.name, area })
      : t("ind.summary", { name: indicator.name, area, first: items[0]?.period_name ?? "", last: there[there.length - 1]?.period_name ?? "", low: said(Math.min(...values)), high: said(Math.max(...values)), now: there[there.length - 1]?.said ?? "" });
  return (
    <>
      {there.length === 0 ? <p className="pad muted">{t("ind.noSeries")}</p> : null}
      <Chart summary={summary} unit={unit} times={times} series={lines} table={tableOf(indicator, items, forecast, onOpen)} periods={periods} height={260} />
      <p className="pad muted foretold">{series.method !== "" ? series.method : t("ind.noForecast")}</p>
    </>
  );
}

/** The forecast begins at the last value, so that the eye follows it on. */
function linesOf(items: IndicatorValue[], forecast: IndicatorForecast[]): Series[] {
  const none = forecast.map(() => null);
  const lines: Series[] = [{ name: t("ind.line.value"), values: [...items.map((each) => asNumber(each.value)), ...none] }];
  if (items.some((each) => each.target !== null)) {
    const last = items[items.length - 1]?.target ?? null;
    lines.push({ name: t("ind.line.target"), values: [...items.map((each) => each.target), ...forecast.map(() => last)] });
  }
  if (forecast.length > 0) lines.push({ name: t("ind.line.forecast"), values: [...items.map((each, at) => (at === items.length - 1 ? asNumber(each.value) : null)), ...forecast.map((each) => asNumber(each.value))] });
  return lines;
}

function tableOf(indicator: Indicator, items: IndicatorValue[], forecast: IndicatorForecast[], onOpen: (value: IndicatorValue) => void): ChartTable {
  const said = (value: string) => withUnit(Number(value), indicator);
  return {
    caption: t("ind.caption", { name: indicator.name }),
    head: [t("ind.head.period"), t("ind.head.value"), t("ind.head.light"), t("ind.head.notes"), t("ind.head.received")],
    rows: [
      ...[...forecast].reverse().map((each) => ({ key: `f ${each.period}`, cells: [each.name, said(each.value), "", t("ind.expected", { low: said(each.low), high: said(each.high) }), ""] })),
      ...[...items].reverse().map((each) => ({
        key: each.key,
        cells: [
          each.period_name,
          <button key="v" type="button" className="linkish" aria-haspopup="dialog" onClick={() => onOpen(each)}>
            {each.said}
          </button>,
          <Light key="l" value={each} />,
          <Marks key="m" value={each} />,
          each.at === null ? "" : dateTime(each.at),
        ],
      })),
    ],
  };
}

import type { OpenSetOne } from "../data/types";
import { Chart, type ChartTable } from "../parts/chart";
import { day, number, t } from "../text";

const FORMATS = ["page", "csv", "json", "xlsx"] as const;

/** How often it was taken, by day and format: numbers alone, for nothing else is known. */
export function OpenUse({ set }: { set: OpenSetOne }) {
  const times = set.use.map((each) => Date.parse(`${each.day}T00:00:00+07:00`) / 1000);
  const table: ChartTable = {
    caption: t("open.useCaption"),
    head: [t("open.day"), ...FORMATS.map((format) => t(`open.format.${format}`))],
    rows: [...set.use].reverse().map((each) => ({ key: each.day, cells: [day(each.day), ...FORMATS.map((format) => number(each[format]))] })),
  };
  const summary = t("open.useSummary", { count: number(set.taken) });
  return (
    <>
      <p>{summary}</p>
      {set.taken > 0 && <Chart summary={summary} unit={t("open.times")} times={times} series={FORMATS.map((format) => ({ name: t(`open.format.${format}`), values: set.use.map((each) => each[format]) }))} table={table} height={160} />}
      <p className="muted">{t("open.takenWords")}</p>
    </>
  );
}

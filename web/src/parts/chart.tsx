import { useEffect, useRef, useState, type ReactNode } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { useTheme } from "../style/theme";
import { hour, number, partsOf, t } from "../text";
import { Button } from "./button";

const ZONE = "Asia/Ho_Chi_Minh";

/** The numbers behind the lines. A chart without them does not compile. */
export interface ChartTable {
  caption: string;
  head: string[];
  rows: { key: string; cells: ReactNode[] }[];
}

export interface Series {
  name: string;
  /** A letter written along the line, where several are compared. */
  mark?: string;
  values: (number | null)[];
}

interface Props {
  /** A sentence that says what the picture shows, for those who do not see it. */
  summary: string;
  unit: string;
  /** Seconds since 1970, rising. */
  times: number[];
  series: Series[];
  table: ChartTable;
  height?: number;
  /** For values of whole periods: each has a dot, the axis and what is read under the pointer are said by the period, and the table, whose cells can be opened, always shows. */
  periods?: PeriodWords;
}

export interface PeriodWords {
  axis: (seconds: number) => string;
  name: (seconds: number) => string;
}

// Series differ by dash and by a name written beside them, not by hue alone.
const DASHES: (number[] | undefined)[] = [undefined, [6, 3], [2, 3], [8, 3, 2, 3], [12, 4], [1, 4]];

export function Chart({ summary, unit, times, series, table, height = 220, periods }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const [shown, setShown] = useState(false);
  const [read, setRead] = useState("");
  const theme = useTheme();
  const words = useRef(periods);
  useEffect(() => {
    words.current = periods;
  }, [periods]);
  const whole = periods !== undefined;
  const names = series.map((each) => each.name).join("|");
  const marks = series.map((each) => each.mark ?? "").join("|");

  useEffect(() => {
    const host = box.current;
    if (host === null) return;
    const made = new uPlot(options(host, names.split("|"), marks.split("|"), unit, height, setRead, whole ? words : undefined), [[]], host);
    plot.current = made;
    const resize = new ResizeObserver(() => made.setSize({ width: host.clientWidth, height }));
    resize.observe(host);
    return () => {
      resize.disconnect();
      made.destroy();
      plot.current = null;
    };
    // The theme is named because the colours are read from the page when the plot is made.
  }, [names, marks, unit, height, theme, whole]);

  useEffect(() => {
    plot.current?.setData([times, ...series.map((each) => each.values)]);
  }, [times, series, names, marks, unit, height, theme, whole]);

  return (
    <figure className={whole ? "chart whole" : "chart"}>
      <div ref={box} role="img" aria-label={summary} />
      <figcaption>
        <ul className="legend">
          {series.map((each, index) => (
            <li key={each.name} className={`l${index + 1}`}>
              <i aria-hidden="true" />
              {each.name}
            </li>
          ))}
        </ul>
        <span className="num muted">{read}</span>
        {!whole && (
          <Button small look="quiet" aria-expanded={shown} onClick={() => setShown(!shown)}>
            {t("chart.table")}
          </Button>
        )}
      </figcaption>
      <div className={shown || whole ? "chart-table" : "vh"}>
        <table className={whole ? "plain cards" : "plain"}>
          <caption className="vh">{table.caption}</caption>
          <thead>
            <tr>
              {table.head.map((word) => (
                <th key={word} scope="col">
                  {word}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {table.rows.map((row) => (
              <tr key={row.key}>
                {row.cells.map((cell, index) => (index === 0 ? <th key={index} scope="row" className="num">{cell}</th> : <td key={index} className="num" data-label={table.head[index]}>{cell}</td>))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </figure>
  );
}

function options(host: HTMLElement, names: string[], marks: string[], unit: string, height: number, tell: (words: string) => void, periods?: { current: PeriodWords | undefined }): uPlot.Options {
  const style = getComputedStyle(host);
  const ink = (name: string) => style.getPropertyValue(name).trim();
  const font = `12px ${style.fontFamily}`;
  const axis = { stroke: ink("--text-3"), font, grid: { stroke: ink("--c-grid"), width: 1 }, ticks: { show: false } };
  return {
    width: host.clientWidth,
    height,
    legend: { show: false },
    padding: [8, 12, 0, 0],
    cursor: { drag: { x: false, y: false } },
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), ZONE),
    scales: { y: { range: (_, low, high) => (low === null || high === null ? [0, 1] : [Math.min(0, low), high === low ? Math.max(high, 0) + 1 : Math.max(high, 0) * 1.08]) } },
    axes: [
      { ...axis, size: 28, values: (_, splits) => splits.map((split) => periods?.current?.axis(split) ?? axisTime(split)) },
      { ...axis, size: 52, values: (_, splits) => splits.map((split) => number(split)) },
    ],
    series: [
      {},
      ...names.map((name, index) => ({
        label: name,
        stroke: ink(`--c${index + 1}`),
        width: 2,
        dash: DASHES[index],
        spanGaps: false,
        points: { show: periods !== undefined && index === 0, size: 6 },
      })),
    ],
    hooks: {
      draw: [(self) => drawMarks(self, marks, style.fontFamily, ink("--surface"))],
      setCursor: [
        (self) => {
          const at = self.cursor.idx;
          const time = at == null ? undefined : self.data[0][at];
          const value = at == null ? undefined : self.data[1]?.[at];
          tell(time === undefined || value == null ? "" : `${periods?.current?.name(time) ?? hour(new Date(time * 1000))}: ${number(value)} ${unit}`);
        },
      ],
    },
  };
}

const MARK_EVERY = 130;

/** Letters along each line, where it has values: whoever does not see the colours reads them. */
function drawMarks(self: uPlot, marks: string[], font: string, ground: string): void {
  const { ctx } = self;
  const scale = devicePixelRatio || 1;
  ctx.save();
  ctx.font = `700 ${11 * scale}px ${font}`;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  marks.forEach((mark, index) => {
    const line = self.data[index + 1];
    if (mark === "" || line === undefined) return;
    // Each line begins a little later than the one before, so that letters of close lines do not meet.
    let next = self.bbox.left + (20 + index * 22) * scale;
    self.data[0].forEach((time, at) => {
      const value = line[at];
      if (value == null) return;
      const x = self.valToPos(time, "x", true);
      if (x < next) return;
      next = x + MARK_EVERY * scale;
      const y = self.valToPos(value, "y", true);
      ctx.fillStyle = ground;
      ctx.beginPath();
      ctx.arc(x, y, 8 * scale, 0, 2 * Math.PI);
      ctx.fill();
      const stroke = self.series[index + 1]?.stroke;
      ctx.fillStyle = ctx.strokeStyle = typeof stroke === "function" ? (stroke(self, index + 1)) : "currentColor";
      ctx.lineWidth = 1.5 * scale;
      ctx.stroke();
      ctx.fillText(mark, x, y + scale * 0.5);
    });
  });
  ctx.restore();
}

/** Midnight is written as the date, any other split as the hour. */
function axisTime(seconds: number): string {
  const p = partsOf(new Date(seconds * 1000));
  return p.hour === "00" && p.minute === "00" ? `${p.day}/${p.month}` : `${p.hour}:${p.minute}`;
}

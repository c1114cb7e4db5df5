import { Link } from "@tanstack/react-router";
import type { DashboardFigure, DashboardPart, Indicator, IndicatorValue } from "../data/types";
import { dateTime, number, t, unitWords } from "../text";
import { Bars } from "./indicatorbelow";
import { Light, Marks } from "./indicatorparts";
import { asNumber, placeOn, scaleOf, withUnit } from "./indicatorwords";

/** Opens where a figure comes from. */
type Open = (indicator: Indicator, value: IndicatorValue) => void;

interface Props {
  /** Which part of the page, from 1. */
  n: number;
  part: DashboardPart;
  figures: DashboardFigure[];
  area: string;
  /** Goes down into an area. */
  onArea: (code: string) => void;
  onOpen: Open;
}

/** A block of a page of figures. What it names and is not in use any more is said, not left out. */
export function PartOf({ n, part, figures, area, onArea, onOpen }: Props) {
  const shown = part.indicators.flatMap((code) => figures.find((each) => each.indicator.code === code) ?? []);
  const gone = part.indicators.filter((code) => !figures.some((each) => each.indicator.code === code));
  const period = shown[0]?.below[0]?.period_name ?? "";
  const name = shown[0]?.indicator.name ?? "";
  const title = part.kind === "pivot" ? t("dash.pivotOf", { period }) : part.kind === "areas" ? t("dash.areasOf", { name, period }) : t(`dash.kind.${part.kind}`);
  return (
    <section className="card dpart">
      <div className="ch">
        <h2>{title}</h2>
      </div>
      <div className="pad">
        {part.kind === "tiles" && <Tiles shown={shown} area={area} onOpen={onOpen} />}
        {part.kind === "series" && <Multiples n={n} shown={shown} area={area} onOpen={onOpen} />}
        {part.kind === "areas" && shown[0] !== undefined && <Bars indicator={shown[0].indicator} items={shown[0].below} onOpen={(value) => shown[0] !== undefined && onOpen(shown[0].indicator, value)} />}
        {part.kind === "pivot" && <Pivot title={t("dash.table", { n, title })} shown={shown} onArea={onArea} onOpen={onOpen} />}
        {gone.map((code) => (
          <p key={code} className="muted">
            {t("dash.gone", { code })}
          </p>
        ))}
      </div>
    </section>
  );
}

/** The last period with a figure, and the one before it. */
function lastOf(items: IndicatorValue[]): { now: IndicatorValue | undefined; before: IndicatorValue | undefined } {
  let at = items.length - 1;
  while (at > 0 && items[at]?.value === null) at -= 1;
  return { now: items[at], before: items[at - 1] };
}

function change(now: IndicatorValue, before: IndicatorValue | undefined): string {
  const [a, b] = [asNumber(now.value), asNumber(before?.value)];
  if (a === null || b === null || before === undefined) return t("dash.noBefore");
  return `${t(a > b ? "dash.up" : a < b ? "dash.down" : "dash.same")}, ${t("dash.before", { said: before.said })}`;
}

function Opens({ indicator, value, words, onOpen }: { indicator: Indicator; value: IndicatorValue; words: string; onOpen: Open }) {
  return (
    <button type="button" className="linkish num" aria-haspopup="dialog" onClick={() => onOpen(indicator, value)}>
      {words}
    </button>
  );
}

/** The figure large, its unit of measure small, so that a long one has room. */
function Big({ indicator, value }: { indicator: Indicator; value: IndicatorValue }) {
  const [figure, unit] = [asNumber(value.value), unitWords(indicator.unit)];
  if (figure === null) return <b className="none">{value.said}</b>;
  const close = unit === "%" || unit === "‰" || unit === "";
  return (
    <b className="num">
      {number(figure, indicator.decimals)}
      {close ? unit : <small>{unit}</small>}
    </b>
  );
}

/** Value, trend, target, age, source, owner, and one action: where it comes from. */
function Tiles({ shown, area, onOpen }: { shown: DashboardFigure[]; area: string; onOpen: Open }) {
  return (
    <div className="tiles">
      {shown.map(({ indicator, items }) => {
        const { now, before } = lastOf(items);
        if (now === undefined) return null;
        return (
          <div key={indicator.code} className="tile">
            <h3>
              <Link to="/indicators/$code" params={{ code: indicator.code }} search={{ area }}>
                {indicator.name}
              </Link>
            </h3>
            <div className="f">
              <Big indicator={indicator} value={now} />
              <span>{change(now, before)}</span>
            </div>
            <div className="o">
              <Light value={now} />
              {now.target !== null && <> {t("ind.target", { target: withUnit(now.target, indicator) })}</>}
              <Marks value={now} />
            </div>
            <div className="o">{indicator.owner.name}</div>
            <div className="s">
              <span className="src num">{indicator.code}</span>
              <span>
                {now.period_name}
                {now.at !== null && `, ${t("ind.received", { at: dateTime(now.at) })}`}
              </span>
            </div>
            <div className="a">
              <Opens indicator={indicator} value={now} words={t("ind.whence")} onOpen={onOpen} />
            </div>
          </div>
        );
      })}
    </div>
  );
}

/** A small picture for each, and one table of all with the same figures. */
function Multiples({ n, shown, area, onOpen }: { n: number; shown: DashboardFigure[]; area: string; onOpen: Open }) {
  const kinds = [...new Set(shown.map((each) => each.indicator.period))];
  return (
    <>
      <div className="multiples">
        {shown.map(({ indicator, items }) => (
          <figure key={indicator.code}>
            <figcaption>
              <Link to="/indicators/$code" params={{ code: indicator.code }} search={{ area }}>
                {indicator.name}
              </Link>
            </figcaption>
            <Spark name={indicator.name} items={items} said={(value) => withUnit(value, indicator)} />
          </figure>
        ))}
      </div>
      {kinds.map((kind) => {
        const rows = shown.filter((each) => each.indicator.period === kind);
        const title = t("dash.table", { n, title: `${t("dash.seriesTable")}, ${t(`data.period.${kind}`)}` });
        return (
          <div key={kind} className="tscroll" role="region" aria-label={title} tabIndex={0}>
            <table className="plain">
              <caption className="vh">{title}</caption>
              <thead>
                <tr>
                  <th scope="col">{t("ind.head.name")}</th>
                  {rows[0]?.items.map((each) => (
                    <th key={each.period} scope="col">
                      {each.period_name}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {rows.map(({ indicator, items }) => (
                  <tr key={indicator.code}>
                    <th scope="row">{indicator.name}</th>
                    {items.map((each) => (
                      <td key={each.key}>{each.value === null ? <span className="muted">–</span> : <Opens indicator={indicator} value={each} words={each.said} onOpen={onOpen} />}</td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        );
      })}
    </>
  );
}

const WIDE = 200;
const HIGH = 48;

/** A line through the periods that have a figure, broken where one has none; the last has a dot, the target a dashed line. */
function Spark({ name, items, said }: { name: string; items: IndicatorValue[]; said: (value: number) => string }) {
  const values = items.map((each) => asNumber(each.value));
  const there = values.filter((value): value is number => value !== null);
  const target = items[items.length - 1]?.target ?? null;
  const scale = scaleOf([...values, target]);
  const at = (value: number, index: number): [number, number] => [4 + (index / Math.max(1, items.length - 1)) * (WIDE - 8), HIGH - 4 - (placeOn(scale, value) / 100) * (HIGH - 8)];
  const runs: string[][] = [[]];
  values.forEach((value, index) => (value === null ? runs.push([]) : runs[runs.length - 1]?.push(at(value, index).map((n) => n.toFixed(1)).join(","))));
  const last = values.findLastIndex((value) => value !== null);
  const dot = last < 0 ? undefined : at(values[last] ?? 0, last);
  const words = there.length === 0 ? t("dash.trendNone", { name }) : t("dash.trend", { name, low: said(Math.min(...there)), high: said(Math.max(...there)), count: there.length, now: said(there[there.length - 1] ?? 0) });
  return (
    <svg className="spark" viewBox={`0 0 ${WIDE} ${HIGH}`} role="img" aria-label={words}>
      {target !== null && <line className="aim" x1={4} x2={WIDE - 4} y1={at(target, 0)[1]} y2={at(target, 0)[1]} />}
      {runs.filter((run) => run.length > 0).map((run) => (
        <polyline key={run[0]} points={run.join(" ")} />
      ))}
      {dot !== undefined && <circle cx={dot[0]} cy={dot[1]} r={3.5} />}
    </svg>
  );
}

/** Areas by indicators, for one period; an area leads to the same page of its own. */
function Pivot({ title, shown, onArea, onOpen }: { title: string; shown: DashboardFigure[]; onArea: (code: string) => void; onOpen: Open }) {
  const areas = shown[0]?.below.map((each) => each.area) ?? [];
  if (areas.length === 0) return <p className="muted">{t("ind.noBelowText")}</p>;
  return (
    <div className="tscroll" role="region" aria-label={title} tabIndex={0}>
      <table className="plain pivot">
        <caption className="vh">{title}</caption>
        <thead>
          <tr>
            <th scope="col">{t("ind.area")}</th>
            {shown.map(({ indicator }) => (
              <th key={indicator.code} scope="col">
                {indicator.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {areas.map((area) => (
            <tr key={area.code}>
              <th scope="row">
                <button type="button" className="linkish" onClick={() => onArea(area.code)}>
                  {area.name}
                </button>
              </th>
              {shown.map(({ indicator, below }) => {
                const value = below.find((each) => each.area.code === area.code);
                return <td key={indicator.code}>{value === undefined || value.value === null ? <span className="muted">–</span> : <Opens indicator={indicator} value={value} words={value.said} onOpen={onOpen} />}</td>;
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

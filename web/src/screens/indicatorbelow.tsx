import { useMemo, useState } from "react";
import { useIndicatorBelow, type Asked } from "../data/indicators";
import type { Indicator, IndicatorValue } from "../data/types";
import { Loaded } from "../parts/loaded";
import { t } from "../text";
import { Light, Marks } from "./indicatorparts";
import { asNumber, barOn, placeOn, scaleOf, withUnit, type Scale } from "./indicatorwords";

interface Props {
  indicator: Indicator;
  asked: Asked;
  /** The periods that may be compared, newest first. */
  periods: Pick<IndicatorValue, "period" | "period_name">[];
  onOpen: (value: IndicatorValue) => void;
}

/** The areas directly below, in one period, beside each other: in the order of their list, for this is no ranking. */
export function Below({ indicator, asked, periods, onOpen }: Props) {
  const [chosen, setChosen] = useState("");
  const period = periods.some((each) => each.period === chosen) ? chosen : (periods[0]?.period ?? "");
  const query = useIndicatorBelow(asked, period);
  return (
    <section className="card below" aria-labelledby="ind-below">
      <div className="ch">
        <h2 id="ind-below">{t("ind.below")}</h2>
        <label>
          {t("ind.head.period")}{" "}
          <select className="input" name="period" value={period} onChange={(event) => setChosen(event.target.value)}>
            {periods.map((each) => (
              <option key={each.period} value={each.period}>
                {each.period_name}
              </option>
            ))}
          </select>
        </label>
      </div>
      <div className="pad">
        <Loaded query={query} what={t("noun.below")} lines={6} isEmpty={(data) => data.items.length === 0} empty={{ title: t("ind.noBelow"), text: t("ind.noBelowText") }}>
          {(data) => <Bars indicator={indicator} items={data.items} onOpen={onOpen} />}
        </Loaded>
      </div>
    </section>
  );
}

export function Bars({ indicator, items, onOpen }: { indicator: Indicator; items: IndicatorValue[]; onOpen: (value: IndicatorValue) => void }) {
  const scale = useMemo(() => scaleOf(items.flatMap((each) => [asNumber(each.value), each.target])), [items]);
  const aimed = items.some((each) => each.target !== null);
  return (
    <>
      <p className="muted">
        {t("ind.scale", { low: withUnit(scale.low, indicator), high: withUnit(scale.high, indicator) })} {aimed && t("ind.scaleTarget")}
      </p>
      <div className="tscroll" role="region" aria-label={t("ind.belowTable")} tabIndex={0}>
        <table className="plain cards bars">
          <caption className="vh">{t("ind.belowTable")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("ind.area")}</th>
              <th scope="col">{t("ind.head.value")}</th>
              <th scope="col" aria-hidden="true" />
              <th scope="col">{t("ind.head.light")}</th>
              <th scope="col">{t("ind.head.notes")}</th>
            </tr>
          </thead>
          <tbody>
            {items.map((each) => (
              <tr key={each.key}>
                <th scope="row">{each.area.name}</th>
                <td data-label={t("ind.head.value")}>
                  <button type="button" className="linkish num" aria-haspopup="dialog" onClick={() => onOpen(each)}>
                    {each.said}
                  </button>
                </td>
                <td aria-hidden="true" className="barcell">
                  <Bar scale={scale} value={asNumber(each.value)} target={each.target} />
                </td>
                <td data-label={t("ind.head.light")}>
                  <Light value={each} />
                </td>
                <td data-label={t("ind.head.notes")}>
                  <Marks value={each} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

/** The table says the same in figures; the bar is for the eye alone. */
function Bar({ scale, value, target }: { scale: Scale; value: number | null; target: number | null }) {
  const bar = value === null ? null : barOn(scale, value);
  return (
    <span className="ibar">
      {bar !== null && <i style={{ left: `${bar.left}%`, width: `${bar.width}%` }} />}
      {target !== null && <u style={{ left: `${placeOn(scale, target)}%` }} />}
    </span>
  );
}

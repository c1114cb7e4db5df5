import { Link, useNavigate } from "@tanstack/react-router";
import { useState, type FormEvent } from "react";
import { Problem } from "../data/client";
import { useChosenArea, useIndicator, useIndicators, useIndicatorSeries, type Asked } from "../data/indicators";
import type { Area, Indicator, IndicatorSeries, IndicatorValue } from "../data/types";
import { Button } from "../parts/button";
import { useNow } from "../parts/clock";
import { Loaded } from "../parts/loaded";
import { Shape } from "../parts/severity";
import { useParam, useSearchWord } from "../shell/address";
import { useMe } from "../shell/shell";
import { dateTime, day, dayOf, markWords, t, unitWords } from "../text";
import { Below } from "./indicatorbelow";
import { Light, Marks, Scores, ScoreWords } from "./indicatorparts";
import { usePedigreeDialog } from "./indicatorpedigree";
import { AreaSelect } from "./indicators";
import { withUnit } from "./indicatorwords";
import { SeriesOf } from "./indicatorseries";
import { Page, useDocumentTitle } from "./page";

/** Một chỉ tiêu: its latest figure, the periods before it, what is expected, and the areas below, each with where it comes from. */
export default function IndicatorScreen() {
  const code = useParam("code");
  const query = useIndicator(code);
  if (query.data === undefined) {
    return (
      <Page title={t("nav.indicators")}>
        <Loaded query={query} what={t("noun.indicator")} lines={10}>
          {() => null}
        </Loaded>
      </Page>
    );
  }
  return (
    <div className="page indicator" data-region>
      <Loaded query={query} what={t("noun.indicator")}>
        {(data) => <One key={data.code} indicator={data} />}
      </Loaded>
    </div>
  );
}

function One({ indicator }: { indicator: Indicator }) {
  const me = useMe();
  const navigate = useNavigate();
  useDocumentTitle(indicator.name);
  const named = useSearchWord("boundaries");
  const boundaries = /^\d{4}-\d{2}-\d{2}$/.test(named) ? named : "";
  const { area, choices } = useChosenArea(me, useSearchWord("area"), boundaries);
  const asked: Asked = { code: indicator.code, area, boundaries };
  const go = (change: { area?: string; boundaries?: string }) => {
    const next = { area, boundaries, ...change };
    void navigate({ to: "/indicators/$code", params: { code: indicator.code }, search: next.boundaries === "" ? { area: next.area } : next, replace: true });
  };
  // The list says of which period the latest figure of the area is: the series ends there, and a forecast begins.
  const list = useIndicators(area);
  const last = list.data?.items.find((each) => each.code === indicator.code)?.latest?.period ?? "";
  const series = useIndicatorSeries(asked, indicator.period, last);
  const open = usePedigreeDialog(me);
  const onOpen = (value: IndicatorValue) => open(indicator.code, value.key, t("ind.pedigreeOf", { name: indicator.name }));
  const notThere = boundaries !== "" && series.error instanceof Problem && series.error.status === 404;
  return (
    <>
      <div className="card ih">
        <div className="ti">
          <p>
            <Link to="/indicators" search={{ area }}>
              {t("nav.indicators")}
            </Link>
            <span className="num">{indicator.code}</span>
            <span>{indicator.group}</span>
          </p>
          <h1 id="page-title" tabIndex={-1}>
            {indicator.name}
          </h1>
          <p>
            <span>{t("ind.owner", { owner: indicator.owner.name })}</span>
            <span>{t(`data.period.${indicator.period}`)}</span>
            {unitWords(indicator.unit) !== "" && <span>{t("ind.unit", { unit: unitWords(indicator.unit) })}</span>}
          </p>
        </div>
      </div>
      <Choice area={area} choices={choices} boundaries={boundaries} onGo={go} />
      {list.data === undefined || last === "" ? (
        <Loaded query={list} what={t("noun.indicatorValues")} lines={8} isEmpty={() => last === ""} empty={{ title: t("ind.noValue"), text: t("ind.noValueText") }}>
          {() => null}
        </Loaded>
      ) : notThere ? (
        <NotThere name={choices.find((each) => each.code === area)?.name ?? t("ind.areaCode", { code: area })} boundaries={boundaries} onThen={() => go({ boundaries: "" })} />
      ) : (
        <Loaded query={series} what={t("noun.indicatorValues")} lines={8}>
          {(data) => <Figures indicator={indicator} asked={asked} series={data} onOpen={onOpen} />}
        </Loaded>
      )}
      <About indicator={indicator} area={area} />
    </>
  );
}

function NotThere({ name, boundaries, onThen }: { name: string; boundaries: string; onThen: () => void }) {
  return (
    <div className="note" data-state="missing" role="status">
      <div className="m">
        <Shape level={0} />
        <div>
          <b>{t("ind.notThere", { area: name, day: day(boundaries) })}</b>
          <p>{t("ind.notThereText")}</p>
        </div>
      </div>
      <div className="b">
        <Button small onClick={onThen}>
          {t("ind.toThen")}
        </Button>
      </div>
    </div>
  );
}

interface ChoiceProps {
  area: string;
  choices: Area[];
  boundaries: string;
  onGo: (change: { area?: string; boundaries?: string }) => void;
}

/** Which area, and in which boundaries: those of each period's own time, or those of one day for all of them. */
function Choice({ area, choices, boundaries, onGo }: ChoiceProps) {
  const today = dayOf(useNow());
  const [byDay, setByDay] = useState(boundaries !== "");
  const [typed, setTyped] = useState(boundaries === "" ? today : boundaries);
  // The address changed: by this form, which keeps its focus, or by another way.
  const [seen, setSeen] = useState(boundaries);
  if (seen !== boundaries) {
    setSeen(boundaries);
    setByDay(boundaries !== "");
    if (boundaries !== "") setTyped(boundaries);
  }
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (byDay && typed !== "") onGo({ boundaries: typed });
  };
  return (
    <form className="card pad indchoice" onSubmit={send}>
      <AreaSelect area={area} choices={choices} onChange={(code) => onGo({ area: code })} />
      <fieldset className="layers">
        <legend>{t("ind.boundaries")}</legend>
        <label>
          <input
            type="radio"
            name="boundaries"
            checked={!byDay}
            onChange={() => {
              setByDay(false);
              if (boundaries !== "") onGo({ boundaries: "" });
            }}
          />
          {t("ind.boundaries.then")}
        </label>
        <label>
          <input type="radio" name="boundaries" checked={byDay} onChange={() => setByDay(true)} />
          {t("ind.boundaries.day")}
        </label>
        {byDay && (
          <span className="dayset">
            <label>
              <span className="vh">{t("ind.boundaries.which")}</span>
              <input className="input" type="date" name="day" required min="1900-01-01" value={typed} onChange={(event) => setTyped(event.target.value)} />
            </label>
            <Button small type="submit" look="pri">
              {t("ind.boundaries.show")}
            </Button>
          </span>
        )}
      </fieldset>
      <p className="muted" role="status">
        {boundaries === "" ? t("ind.inThen") : t("ind.inDay", { day: day(boundaries) })}
      </p>
    </form>
  );
}

function Figures({ indicator, asked, series, onOpen }: { indicator: Indicator; asked: Asked; series: IndicatorSeries; onOpen: (value: IndicatorValue) => void }) {
  const { items } = series;
  const latest = items[items.length - 1];
  if (latest === undefined) return null;
  const before = items[items.length - 2];
  return (
    <>
      <section className="card pad indnow" aria-labelledby="ind-now">
        <h2 id="ind-now">{t("ind.now", { area: latest.area.name, period: latest.period_name })}</h2>
        <div className="nowline">
          <b className={latest.value === null ? "none" : "num"}>{latest.said}</b>
          <span>
            <Light value={latest} />
            {latest.target !== null && <small className="num">{t("ind.target", { target: withUnit(latest.target, indicator) })}</small>}
          </span>
          {before !== undefined && <small>{t("ind.before", { period: before.period_name, said: before.said })}</small>}
          <Button small aria-haspopup="dialog" onClick={() => onOpen(latest)}>
            {t("ind.whence")}
          </Button>
        </div>
        <Marks value={latest} />
        <div className="nowline">
          <Scores value={latest} />
          {latest.at !== null && <small>{t("ind.received", { at: dateTime(latest.at) })}</small>}
        </div>
        <details>
          <summary>{t("ind.aboutScores")}</summary>
          <ScoreWords />
        </details>
      </section>
      <section className="card chartcard" aria-labelledby="ind-series">
        <div className="ch">
          <h2 id="ind-series">{t("ind.series", { count: items.length })}</h2>
          <span>{latest.area.name}</span>
        </div>
        <SeriesOf indicator={indicator} area={latest.area.name} series={series} onOpen={onOpen} />
      </section>
      <Below indicator={indicator} asked={asked} periods={[...items].reverse()} onOpen={onOpen} />
    </>
  );
}

const WISHES = { up: "ind.wish.up", down: "ind.wish.down", none: "ind.wish.none" } as const;

function About({ indicator, area }: { indicator: Indicator; area: string }) {
  const aims = indicator.targets.filter((each) => each.area === "" || each.area === area);
  return (
    <section className="card pad" aria-labelledby="ind-about">
      <h2 id="ind-about">{t("ind.about")}</h2>
      <dl className="own">
        <dt>{t("ind.formula")}</dt>
        <dd className="mono">{indicator.formula}</dd>
        <dt>{t("ind.method")}</dt>
        <dd>{indicator.method}</dd>
        <dt>{t("ind.wish")}</dt>
        <dd>{t(WISHES[indicator.direction])}</dd>
        <dt>{t("ind.targets")}</dt>
        <dd>
          {aims.length === 0 && t("ind.noTarget")}
          {aims.map((each, at) => (
            <p key={at}>
              {t("ind.targetSince", { value: withUnit(each.value, indicator), from: day(each.from), near: withUnit(each.near, indicator) })} {each.basis}
            </p>
          ))}
        </dd>
        <dt>{t("data.head.basis")}</dt>
        <dd>
          {indicator.basis}
          {indicator.mark !== "" && ` (${markWords(indicator.mark)})`}
        </dd>
        {indicator.frames.length > 0 && (
          <>
            <dt>{t("ind.inFrames")}</dt>
            <dd>{indicator.frames.map((each) => `${each.name} (${each.code})`).join("; ")}</dd>
          </>
        )}
      </dl>
    </section>
  );
}

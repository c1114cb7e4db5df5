import { Link, useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { useChosenArea, useFrames, useIndicators } from "../data/indicators";
import type { Area, Indicator, IndicatorFrame } from "../data/types";
import { DataTable, type Column } from "../parts/datatable";
import { Loaded } from "../parts/loaded";
import { useSearchWord } from "../shell/address";
import { useMe } from "../shell/shell";
import { dateTime, markWords, number, t } from "../text";
import { Light, Marks, Scores, ScoreWords } from "./indicatorparts";
import { asNumber, marksOf, percent, SCORES, withUnit } from "./indicatorwords";
import { Page } from "./page";

const VIEWS = ["list", "frames"] as const;

/** Chỉ tiêu: every figure that is computed, with its latest value in an area; and the lists of others, with what of them is missing here. */
export default function IndicatorsScreen() {
  const me = useMe();
  const navigate = useNavigate();
  const view = useSearchWord("view") === "frames" ? "frames" : "list";
  const { area, choices } = useChosenArea(me, useSearchWord("area"), "");
  const go = (change: { area?: string; view?: string }) => void navigate({ to: "/indicators", search: { ...(view === "frames" ? { view } : {}), area, ...change }, replace: true });
  return (
    <Page title={t("nav.indicators")} aside={t("ind.aside")} className="indicators">
      <div className="tabs" role="group" aria-label={t("ind.views")}>
        {VIEWS.map((each) => (
          <button key={each} type="button" aria-pressed={view === each} onClick={() => go({ view: each })}>
            {t(`ind.view.${each}`)}
          </button>
        ))}
      </div>
      {view === "frames" ? <Frames area={area} /> : <Figures area={area} choices={choices} onArea={(code) => go({ area: code })} />}
    </Page>
  );
}

/** Whose figures. The one that is looked at is among the choices even where it is not there any more. */
export function AreaSelect({ area, choices, onChange }: { area: string; choices: Area[]; onChange: (code: string) => void }) {
  return (
    <label className="areaselect">
      {t("ind.area")}
      <select className="input" name="area" value={area} onChange={(event) => onChange(event.target.value)}>
        {!choices.some((each) => each.code === area) && <option value={area}>{t("ind.areaCode", { code: area })}</option>}
        {choices.map((each) => (
          <option key={each.code} value={each.code}>
            {each.name}
          </option>
        ))}
      </select>
    </label>
  );
}

function Figures({ area, choices, onArea }: { area: string; choices: Area[]; onArea: (code: string) => void }) {
  const query = useIndicators(area);
  const columns = useMemo<Column<Indicator>[]>(() => columnsOf(area), [area]);
  return (
    <>
      <AreaSelect area={area} choices={choices} onChange={onArea} />
      <Loaded query={query} what={t("noun.indicators")} lines={10} isEmpty={(data) => data.items.length === 0} empty={{ title: t("ind.none"), text: t("ind.noneText") }}>
        {(data) => (
          <>
            <DataTable caption={t("ind.list")} columns={columns} rows={grouped(data.items)} rowKey={(each) => each.code} />
            <ScoreWords />
          </>
        )}
      </Loaded>
    </>
  );
}

const grouped = (items: Indicator[]) => [...items].sort((a, b) => a.group.localeCompare(b.group, "vi") || a.name.localeCompare(b.name, "vi"));

function columnsOf(area: string): Column<Indicator>[] {
  return [
    {
      id: "name",
      head: t("ind.head.name"),
      names: true,
      text: (d) => `${d.name} ${d.code}`,
      cell: (d) => (
        <>
          <Link to="/indicators/$code" params={{ code: d.code }} search={{ area }}>
            {d.name}
          </Link>
          <small className="num">{d.code}</small>
        </>
      ),
    },
    { id: "group", head: t("ind.head.group"), text: (d) => d.group },
    {
      id: "value",
      head: t("ind.head.latest"),
      text: (d) => asNumber(d.latest?.value) ?? "",
      cell: (d) =>
        d.latest === null ? (
          <span className="muted">{t("ind.noValue")}</span>
        ) : (
          <div className="indval">
            <b className={d.latest.value === null ? "none" : "num"}>{d.latest.said}</b>
            <small>
              {d.latest.period_name}
              {d.latest.at !== null && `, ${t("ind.received", { at: dateTime(d.latest.at) })}`}
            </small>
            <Marks value={d.latest} />
          </div>
        ),
    },
    {
      id: "light",
      head: t("ind.head.light"),
      text: (d) => (d.latest === null || d.latest.light === "" ? "" : t(`ind.light.${d.latest.light}`)),
      cell: (d) =>
        d.latest === null ? (
          <span className="muted">–</span>
        ) : (
          <>
            <Light value={d.latest} />
            {d.latest.target !== null && <small className="num">{t("ind.target", { target: withUnit(d.latest.target, d) })}</small>}
          </>
        ),
    },
    {
      id: "scores",
      head: t("ind.head.scores"),
      text: (d) => SCORES.map((score) => percent(d.latest?.[score] ?? null)).join(" "),
      cell: (d) => (d.latest === null ? <span className="muted">–</span> : <Scores value={d.latest} />),
    },
    { id: "owner", head: t("ind.head.owner"), text: (d) => d.owner.name },
  ];
}

function Frames({ area }: { area: string }) {
  const frames = useFrames();
  const names = useIndicators(area);
  return (
    <Loaded query={frames} what={t("noun.frames")} lines={8} isEmpty={(data) => data.items.length === 0} empty={{ title: t("ind.noFrames"), text: t("ind.noFramesText") }}>
      {(data) => (
        <>
          {data.items.map((frame) => (
            <Frame key={frame.code} frame={frame} all={names.data?.items ?? []} area={area} />
          ))}
        </>
      )}
    </Loaded>
  );
}

function Frame({ frame, all, area }: { frame: IndicatorFrame; all: Indicator[]; area: string }) {
  const missing = frame.items.filter((item) => item.indicator === "");
  return (
    <section className="card pad frame" aria-labelledby={`frame-${frame.code}`}>
      <h2 id={`frame-${frame.code}`}>{frame.name}</h2>
      <p className="muted">
        {t("ind.frameHas", { has: number(frame.items.length - frame.missing), all: number(frame.items.length) })} {frame.basis}
        {frame.mark !== "" && ` (${markWords(frame.mark)})`}
      </p>
      <div className="tscroll" role="region" aria-label={t("ind.frameTable", { frame: frame.name })} tabIndex={0}>
        <table className="plain cards">
          <caption className="vh">{frame.name}</caption>
          <thead>
            <tr>
              <th scope="col">{t("ind.head.frameItem")}</th>
              <th scope="col">{t("ind.head.here")}</th>
              <th scope="col">{t("ind.head.latest")}</th>
            </tr>
          </thead>
          <tbody>
            {frame.items.map((item) => {
              const here = all.find((each) => each.code === item.indicator);
              return (
                <tr key={item.code}>
                  <th scope="row">
                    {item.name}
                    <small className="num">{item.code}</small>
                  </th>
                  <td data-label={t("ind.head.here")}>
                    {item.indicator === "" ? (
                      <span className="tag m-missing">{t("ind.missing")}</span>
                    ) : (
                      <Link to="/indicators/$code" params={{ code: item.indicator }} search={{ area }}>
                        {here?.name ?? item.indicator}
                      </Link>
                    )}
                  </td>
                  <td data-label={t("ind.head.latest")}>{here?.latest == null ? "" : `${here.latest.said}, ${here.latest.period_name}${marksOf(here.latest).includes("provisional") ? `, ${t("ind.mark.provisional")}` : ""}`}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      {missing.length > 0 && (
        <p>
          <b>{t("ind.missingAll", { count: number(missing.length) })}</b> {missing.map((item) => item.name).join("; ")}.
        </p>
      )}
    </section>
  );
}

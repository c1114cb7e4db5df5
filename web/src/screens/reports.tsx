import { Link } from "@tanstack/react-router";
import { Ban, PhoneCall } from "lucide-react";
import { useDeferredValue, useEffect, useMemo, useRef, useState } from "react";
import { useBoundaries } from "../data/overview";
import { REPORT_VIEWS, useReports, type ReportFilter, type Reports, type ReportView } from "../data/reports";
import { may } from "../data/session";
import type { ReportRow } from "../data/types";
import { Button } from "../parts/button";
import { useNow } from "../parts/clock";
import { SearchBox } from "../parts/datatable";
import { useDialog } from "../parts/dialog";
import { Loaded } from "../parts/loaded";
import { MapList, type MapItem } from "../parts/maplist";
import { useSearchWord } from "../shell/address";
import { useMe } from "../shell/shell";
import { hourOrDate, number, shortArea, shortUnit, t } from "../text";
import { Page } from "./page";
import { ReportBans } from "./reportbans";
import { ReportFilters } from "./reportfilters";
import { DueWords, ReportMarks, ReportState } from "./reportstate";

/** Phản ánh: what citizens reported, as a list beside a map. */
export default function ReportsScreen() {
  const me = useMe();
  const dialog = useDialog();
  const asked = useSearchWord("view");
  const [view, setView] = useState<ReportView>(() => REPORT_VIEWS.find((each) => each === asked) ?? (may(me, "report.classify") ? "waiting" : "all"));
  const [filter, setFilter] = useState<ReportFilter>({});
  const [typed, setTyped] = useState("");
  const words = useDeferredValue(typed.trim());
  const { query, more, busy } = useReports(view, filter, words);
  // While another view comes, the figures of the last answer stand.
  const [counts, setCounts] = useState<Reports["counts"]>();
  useEffect(() => {
    if (query.data !== undefined) setCounts(query.data.counts);
  }, [query.data]);
  const narrowed = words !== "" || Object.keys(filter).length > 0;
  const tools = (
    <>
      {may(me, "report.take") && (
        <Link to="/reports/new" className="btn pri">
          <PhoneCall className="i" aria-hidden="true" />
          {t("call.new")}
        </Link>
      )}
      {may(me, "report.moderate") && (
        <Button id="report-bans" onClick={() => dialog.show(t("ban.title"), <ReportBans />)}>
          <Ban className="i" aria-hidden="true" />
          {t("ban.title")}
        </Button>
      )}
    </>
  );
  return (
    <Page title={t("nav.reports")} aside={t("report.aside")} tools={tools} className="reportlist">
      <div className="tabs" role="group" aria-label={t("report.views")}>
        {REPORT_VIEWS.map((each) => (
          <button key={each} type="button" aria-pressed={view === each} className={each === "late" ? "late" : ""} onClick={() => setView(each)}>
            {t(`report.view.${each}`)} {counts !== undefined && <b>{number(counts[each] ?? 0)}</b>}
          </button>
        ))}
      </div>
      <div className="flt">
        <SearchBox value={typed} onChange={setTyped} label={t("report.search")} />
        <ReportFilters filter={filter} onFilter={setFilter} />
      </div>
      <Loaded
        query={query}
        what={t("noun.reports")}
        lines={8}
        isEmpty={(data) => data.items.length === 0}
        empty={
          narrowed
            ? { title: t("report.empty.filter"), text: t("work.empty.filterText"), action: <Button small onClick={() => { setFilter({}); setTyped(""); }}>{t("work.empty.unfilter")}</Button> }
            : { title: t(`report.empty.${view}`), text: t("report.empty.text"), action: view === "all" ? undefined : <Button small onClick={() => setView("all")}>{t("report.empty.see")}</Button> }
        }
      >
        {(data) => <List data={data} more={more} busy={busy} />}
      </Loaded>
    </Page>
  );
}

function List({ data, more, busy }: { data: Reports; more: (() => void) | null; busy: boolean }) {
  const now = useNow();
  const [zoom, setZoom] = useState(10);
  const boundaries = useBoundaries(zoom);
  const items = useMemo(() => data.items.map((row, at) => itemOf(row, at + 1, now)), [data, now]);
  const box = useRef<HTMLDivElement>(null);
  // Who asked for more by keys goes on at the first that came.
  const from = useRef(-1);
  useEffect(() => {
    if (from.current < 0 || items.length <= from.current) return;
    box.current?.querySelectorAll<HTMLElement>("[data-row]")[from.current]?.focus();
    from.current = -1;
  }, [items]);
  const unplaced = data.items.filter((row) => row.lon === null).length;
  return (
    <div className="card pad listwide" data-keys="list" ref={box}>
      <MapList
        title={t("report.shown", { count: items.length })}
        items={items}
        boundaries={boundaries.data}
        onZoom={setZoom}
        foot={
          <>
            {unplaced > 0 && <p className="muted">{t("report.unplaced", { count: unplaced })}</p>}
            {more !== null && (
              <p className="older">
                <Button
                  disabled={busy}
                  onClick={() => {
                    from.current = items.length;
                    more();
                  }}
                >
                  {busy ? t("form.sending") : t("report.more")}
                </Button>
              </p>
            )}
          </>
        }
      />
    </div>
  );
}

function itemOf(row: ReportRow, n: number, now: Date): MapItem {
  return {
    id: row.id,
    n,
    lon: row.lon,
    lat: row.lat,
    pin: <span className={row.late ? "pin-r pin-late" : "pin-r"}>{row.late ? `${n}!` : n}</span>,
    row: (
      <>
        <Link to="/reports/$id" params={{ id: row.id }} data-row={row.id} className="rtitle">
          {row.words.split("\n")[0]}
        </Link>
        <ReportState row={row} />
        <div className="sub">
          <span>
            <span className="num">{row.number}</span> · {row.category.name} · {row.address === "" ? shortArea(row.area.name) : `${row.address}, ${shortArea(row.area.name)}`}
          </span>
          <span>{shortUnit(row.owner.name)}</span>
        </div>
        <div className="sub">
          <span className="rowline">
            {t(`report.source.${row.source}`)} · {hourOrDate(row.received_at, now)} <ReportMarks row={row} />
          </span>
          <DueWords row={row} now={now} />
        </div>
      </>
    ),
  };
}

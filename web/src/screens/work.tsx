import { useNavigate } from "@tanstack/react-router";
import { UserCheck } from "lucide-react";
import { useDeferredValue, useEffect, useMemo, useState } from "react";
import { useSession } from "../data/session";
import { SHOWN, useWorkList, type View } from "../data/work";
import type { Work, WorkFilter } from "../data/types";
import { Button } from "../parts/button";
import { useNow } from "../parts/clock";
import { SearchBox } from "../parts/datatable";
import { Loaded } from "../parts/loaded";
import { useParam, useSearchWord } from "../shell/address";
import { longDate, matches, t, type Key } from "../text";
import { clockNow } from "../text/words";
import { useDocumentTitle } from "./page";
import { WorkDetail } from "./workdetail";
import { useDialog } from "../parts/dialog";
import { useSay } from "../parts/say";
import { actionFor } from "../parts/button";
import { PauseForm } from "./workclock";
import { WorkLoadTable } from "./workload";
import { ChosenBar, useSorter, useSortKeys } from "./worksort";
import { WorkTable, type Group } from "./worktable";
import { WorkFilters } from "./workviews";

type Tab = "all" | "late" | "soon" | "ok" | "pause";
const TABS: Tab[] = ["all", "late", "soon", "ok", "pause"];
const VIEWS: View[] = ["mine", "unit", "raised", "all"];
const WATCHERS = ["leader", "shift-leader", "duty", "inspector"];

/** Việc của tôi: the queue with clocks, home of staff. */
export default function WorkScreen() {
  const id = useParam("id");
  const navigate = useNavigate();
  const now = useNow();
  // The overview's figure of late work leads here, already filtered.
  const late = useSearchWord("view") === "late";
  // Who watches over other units' work would else begin the day with an empty list.
  const watches = useSession().data?.grants.some((grant) => WATCHERS.includes(grant.role)) ?? false;
  const [view, setView] = useState<View>(late || watches ? "all" : "mine");
  const [tab, setTab] = useState<Tab>(late ? "late" : "all");
  const [typed, setTyped] = useState("");
  const [filter, setFilter] = useState<WorkFilter>({});
  const [load, setLoad] = useState(false);
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const dialog = useDialog();
  const say = useSay();
  // All words are looked for on the server only where more is open than the screen has.
  const words = useDeferredValue(typed.trim());
  const [beyond, setBeyond] = useState(false);
  const list = useWorkList(view, filter, beyond ? words : "");
  const more = list.data !== undefined && list.data.next !== "";
  useEffect(() => {
    if (more) setBeyond(true);
  }, [more]);
  useDocumentTitle(t("nav.work"));

  const items = useMemo(() => (list.data?.items ?? []).filter((item) => item.state === "open"), [list.data]);
  const state = (item: Work): Tab => {
    const found = clockNow(item.clock, item.due, now).state;
    return found === "done" ? "ok" : found;
  };
  const count = (of: Tab) => (of === "all" ? items.length : items.filter((item) => state(item) === of).length);
  const shown = items.filter((item) => (tab === "all" || state(item) === tab) && (typed === "" || matches(`${item.title} ${item.number} ${item.owner.name} ${item.area.name}`, typed)));
  const groups: Group[] = (["late", "soon", "ok", "pause"] as const)
    .map((name) => ({ name, items: shown.filter((item) => state(item) === name).sort(ordered(filter)) }))
    .filter((group) => group.items.length > 0);

  /** Back to the list, with focus on a row: the item's own, or, when it has left the queue, the next. */
  const backTo = (row: string) => void navigate({ to: "/work" }).then(() => requestAnimationFrame(() => focusRow(row)));
  const after = (row: string) => {
    const order = groups.flatMap((group) => group.items);
    const here = order.findIndex((item) => item.id === row);
    return order[here + 1]?.id ?? order[here - 1]?.id ?? "";
  };
  useEscape(id !== "", () => backTo(id));

  /** On to the next item: its detail where a detail is open, its row otherwise. */
  const moved = (ids: string[]) => {
    setPicked(new Set());
    const order = groups.flatMap((group) => group.items).map((item) => item.id);
    const last = order.findLastIndex((each) => ids.includes(each));
    if (last < 0) return;
    const next = order.slice(last + 1).find((each) => !ids.includes(each)) ?? order.slice(0, last).findLast((each) => !ids.includes(each)) ?? "";
    go(next);
  };
  const go = (to: string) => {
    if (id === "" || to === "") return void (id === "" ? focusSoon(to) : backTo(""));
    void navigate({ to: "/work/$id", params: { id: to } }).then(() => focusSoon(to));
  };
  const sorter = useSorter(items, moved, (to) => go(to));
  useSortKeys(
    (verb, target) => {
      const at = target.closest<HTMLElement>("[data-row]")?.dataset["row"] ?? id;
      const ids = picked.size > 0 ? [...picked] : at === "" ? [] : [at];
      if (ids.length === 0) return false;
      if (verb !== "pause") {
        sorter.start(verb, ids);
        return true;
      }
      const item = items.find((each) => each.id === ids[0]);
      if (item === undefined || actionFor(item.actions, "pause")?.allowed !== true) return false;
      const done = () => {
        dialog.close();
        say(t("work.pausedNow", { number: item.number }));
        moved([item.id]);
      };
      dialog.show(t("work.pause.title", { number: item.number }), <PauseForm item={item} onDone={done} onCancel={dialog.close} />);
      return true;
    },
    (target) => {
      choose(target.dataset["row"] ?? "");
      return true;
    },
  );
  const choose = (one: string) => {
    const next = new Set(picked);
    if (!next.delete(one)) next.add(one);
    setPicked(next);
  };
  const filtered = Boolean(filter.kind) || Boolean(filter.severity) || Boolean(filter.unit) || filter.untaken === true;
  const nothing =
    typed !== ""
      ? { title: t("table.nohit", { typed }), text: t("work.empty.search") }
      : filtered
        ? { title: t("work.empty.filter"), text: t("work.empty.filterText"), action: <Button small onClick={() => setFilter({})}>{t("work.empty.unfilter")}</Button> }
        : { title: t(`work.empty.${tab}` as Key), text: nextWords(items, now), action: view === "all" ? undefined : <Button small onClick={() => setView("all")}>{t("work.empty.see")}</Button> };
  const take = (next: WorkFilter) => {
    if (next.view !== undefined && next.view !== "" && next.view !== "late") setView(next.view);
    if (next.view === "late" || (next.clock !== undefined && next.clock !== "")) setTab(next.view === "late" || next.clock === undefined || next.clock === "" ? "late" : next.clock);
    setTyped(next.q ?? "");
    setFilter(next);
  };

  return (
    <div className={id === "" ? "queue" : "queue with-detail"}>
      <section className="list" aria-labelledby="page-title" data-region>
        <div className="lh">
          <h1 id="page-title" tabIndex={-1}>
            {t("nav.work")}
          </h1>
          <p>{longDate(now)}</p>
        </div>
        <div className="tabs" role="group" aria-label={t("work.tabs")}>
          {TABS.filter((each) => each !== "pause" || count("pause") > 0).map((each) => (
            <button
              key={each}
              type="button"
              aria-pressed={tab === each && !load}
              className={each}
              onClick={() => {
                setTab(each);
                setLoad(false);
              }}
            >
              {t(`work.tab.${each}` as Key)} <b>{count(each)}</b>
            </button>
          ))}
          <button type="button" aria-pressed={load} onClick={() => setLoad(true)}>
            {t("load.tab")}
          </button>
        </div>
        <div className="flt" hidden={load}>
          {VIEWS.map((each) => (
            <button key={each} type="button" className={view === each ? "chip on" : "chip"} aria-pressed={view === each} onClick={() => setView(each)}>
              {each === "mine" && <UserCheck className="i" aria-hidden="true" />}
              {t(`work.view.${each}` as Key)}
            </button>
          ))}
          <SearchBox value={typed} onChange={setTyped} label={t("work.search")} />
          <WorkFilters filter={{ ...filter, view, clock: tab === "all" ? "" : tab, q: typed.trim() }} onFilter={take} />
        </div>
        {picked.size > 0 && <ChosenBar count={picked.size} start={(verb) => sorter.start(verb, [...picked])} onClear={() => setPicked(new Set())} />}
        {sorter.fault !== "" && (
          <p className="fault" role="alert">
            {sorter.fault}
          </p>
        )}
        <div className="tw" data-keys="list">
          {load ? (
            <WorkLoadTable />
          ) : (
          <Loaded
            query={list}
            what={t("noun.work")}
            lines={8}
            isEmpty={() => shown.length === 0}
            empty={nothing}
          >
            {() => (
              <>
                <WorkTable groups={groups} selected={id} chosen={picked} onChoose={choose} />
                {more && <p className="muted more">{t("views.more", { count: SHOWN })}</p>}
              </>
            )}
          </Loaded>
          )}
        </div>
      </section>
      {id !== "" && <WorkDetail key={id} id={id} onClosed={() => backTo(after(id))} start={(verb) => sorter.start(verb, [id])} />}
    </div>
  );
}

/** Due times lead; the newest and the most severe first where that is asked for. */
function ordered({ sort }: WorkFilter): (a: Work, b: Work) => number {
  if (sort === "newest") return (a, b) => Date.parse(b.opened_at) - Date.parse(a.opened_at);
  if (sort === "severity") return (a, b) => b.severity - a.severity;
  return (a, b) => Date.parse(a.due) - Date.parse(b.due);
}

const FRAMES = 20;
const FRAMES_OF_DIALOG = 600;

/** The row may come with the next answer of the server; and as long as a dialog still goes, it takes focus back from everybody. */
function focusSoon(id: string): void {
  let tries = 0;
  let waited = 0;
  const look = () => {
    if (document.querySelector("[role=dialog]") !== null && (waited += 1) < FRAMES_OF_DIALOG) return void requestAnimationFrame(look);
    const row = id === "" ? null : document.querySelector<HTMLElement>(`[data-row="${id}"]`);
    if (row !== null && row.offsetParent !== null) return row.focus();
    if ((tries += 1) < FRAMES) requestAnimationFrame(look);
    else if (id === "" || row === null) document.getElementById("page-title")?.focus();
    else document.querySelector<HTMLElement>(".det")?.focus();
  };
  requestAnimationFrame(look);
}

function focusRow(id: string): void {
  const row = id === "" ? null : document.querySelector<HTMLElement>(`[data-row="${id}"]`);
  (row ?? document.getElementById("page-title"))?.focus();
}

/** An empty tab says what comes next rather than nothing at all. */
function nextWords(items: Work[], now: Date): string {
  const next = items.map((item) => clockNow(item.clock, item.due, now)).filter((clock) => clock.state === "ok" || clock.state === "soon");
  return next.length === 0 ? t("work.empty.none") : t("work.empty.next", { count: next.length });
}

function useEscape(on: boolean, act: () => void): void {
  useEffect(() => {
    if (!on) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.code !== "Escape" || event.defaultPrevented || event.isComposing) return;
      if (document.querySelector("[role=dialog]") !== null) return;
      act();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  });
}

import { useNavigate } from "@tanstack/react-router";
import { UserCheck } from "lucide-react";
import { useEffect, useMemo, useState } from "react";
import { useSession } from "../data/session";
import { useWorkList, type View } from "../data/work";
import type { Work } from "../data/types";
import { Button } from "../parts/button";
import { useNow } from "../parts/clock";
import { SearchBox } from "../parts/datatable";
import { Loaded } from "../parts/loaded";
import { useParam, useSearchWord } from "../shell/address";
import { longDate, matches, t, type Key } from "../text";
import { clockNow } from "../text/words";
import { useDocumentTitle } from "./page";
import { WorkDetail } from "./workdetail";
import { WorkTable, type Group } from "./worktable";

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
  const list = useWorkList(view);
  useDocumentTitle(t("nav.work"));

  const items = useMemo(() => (list.data?.items ?? []).filter((item) => item.state === "open"), [list.data]);
  const state = (item: Work): Tab => {
    const found = clockNow(item.clock, item.due, now).state;
    return found === "done" ? "ok" : found;
  };
  const count = (of: Tab) => (of === "all" ? items.length : items.filter((item) => state(item) === of).length);
  const shown = items.filter((item) => (tab === "all" || state(item) === tab) && (typed === "" || matches(`${item.title} ${item.number} ${item.owner.name} ${item.area.name}`, typed)));
  const groups: Group[] = (["late", "soon", "ok", "pause"] as const)
    .map((name) => ({ name, items: shown.filter((item) => state(item) === name).sort((a, b) => Date.parse(a.due) - Date.parse(b.due)) }))
    .filter((group) => group.items.length > 0);

  /** Back to the list, with focus on a row: the item's own, or, when it has left the queue, the next. */
  const backTo = (row: string) => void navigate({ to: "/work" }).then(() => requestAnimationFrame(() => focusRow(row)));
  const after = (row: string) => {
    const order = groups.flatMap((group) => group.items);
    const here = order.findIndex((item) => item.id === row);
    return order[here + 1]?.id ?? order[here - 1]?.id ?? "";
  };
  useEscape(id !== "", () => backTo(id));

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
            <button key={each} type="button" aria-pressed={tab === each} className={each} onClick={() => setTab(each)}>
              {t(`work.tab.${each}` as Key)} <b>{count(each)}</b>
            </button>
          ))}
        </div>
        <div className="flt">
          {VIEWS.map((each) => (
            <button key={each} type="button" className={view === each ? "chip on" : "chip"} aria-pressed={view === each} onClick={() => setView(each)}>
              {each === "mine" && <UserCheck className="i" aria-hidden="true" />}
              {t(`work.view.${each}` as Key)}
            </button>
          ))}
          <SearchBox value={typed} onChange={setTyped} label={t("work.search")} />
          <span className="sp">{t("work.sorted")}</span>
        </div>
        <div className="tw" data-keys="list">
          <Loaded
            query={list}
            what={t("noun.work")}
            lines={8}
            isEmpty={() => shown.length === 0}
            empty={
              typed === ""
                ? { title: t(`work.empty.${tab}` as Key), text: nextWords(items, now), action: view === "all" ? undefined : <Button small onClick={() => setView("all")}>{t("work.empty.see")}</Button> }
                : { title: t("table.nohit", { typed }), text: t("work.empty.search") }
            }
          >
            {() => <WorkTable groups={groups} selected={id} />}
          </Loaded>
        </div>
      </section>
      {id !== "" && <WorkDetail key={id} id={id} onClosed={() => backTo(after(id))} />}
    </div>
  );
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

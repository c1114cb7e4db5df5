import { useNavigate } from "@tanstack/react-router";
import { useState, type FormEvent } from "react";
import { dropDashboard, restoreDashboard, useDashboard, useDashboardFigures } from "../data/dashboards";
import { useChosenArea } from "../data/indicators";
import type { Dashboard } from "../data/types";
import { useAct } from "../parts/act";
import { Button } from "../parts/button";
import { Loaded } from "../parts/loaded";
import { useParam, useSearchWord } from "../shell/address";
import { useMe } from "../shell/shell";
import { dateTime, t } from "../text";
import { DashboardEdit } from "./dashboardedit";
import { PartOf } from "./dashboardparts";
import { fromWords } from "./dashboards";
import { AreaSelect } from "./indicators";
import { usePedigreeDialog } from "./indicatorpedigree";
import { Page, toTitle } from "./page";

/** One page of figures: of an area, of the periods that were over on a day. Every figure leads to where it comes from. */
export default function DashboardScreen() {
  const id = useParam("id");
  const query = useDashboard(id);
  const [editing, setEditing] = useState(false);
  if (query.data === undefined) {
    return (
      <Page title={t("nav.dashboards")}>
        <Loaded query={query} what={t("noun.dashboard")} lines={10}>
          {() => null}
        </Loaded>
      </Page>
    );
  }
  const { data } = query;
  return (
    <Page title={data.title} aside={data.at === null ? fromWords(data) : `${fromWords(data)}, ${data.by}, ${dateTime(data.at)}`} tools={editing ? undefined : <Tools board={data} onEdit={() => setEditing(true)} />} className="dashboard">
      <Loaded query={query} what={t("noun.dashboard")}>
        {(board) =>
          editing ? (
            <DashboardEdit
              board={board}
              onEnd={() => {
                setEditing(false);
                toTitle();
              }}
            />
          ) : (
            <Board key={board.id} board={board} />
          )
        }
      </Loaded>
    </Page>
  );
}

function Tools({ board, onEdit }: { board: Dashboard; onEdit: () => void }) {
  const { act, fault } = useAct();
  const bringBack = () => restoreDashboard(board.id, board.version);
  if (board.dropped) {
    return (
      <>
        <span className="muted">{t("dash.isDropped")}</span>
        {board.may_change && <Button onClick={() => void act(bringBack, t("dash.restored")).then(toTitle)}>{t("dash.restore")}</Button>}
      </>
    );
  }
  return (
    <>
      {fault !== "" && (
        <span className="fault" role="alert">
          {fault}
        </span>
      )}
      <Button onClick={onEdit}>{t(board.may_change ? "dash.edit" : "dash.copy")}</Button>
      {board.may_change && <Button onClick={() => void act(() => dropDashboard(board.id, board.version), t("dash.dropped", { title: board.title }), bringBack).then(toTitle)}>{t("dash.drop")}</Button>}
    </>
  );
}

function Board({ board }: { board: Dashboard }) {
  const me = useMe();
  const navigate = useNavigate();
  const day = useSearchWord("day");
  const { area, choices } = useChosenArea(me, useSearchWord("area"), day);
  const query = useDashboardFigures(board.id, board.version, area, day);
  const open = usePedigreeDialog(me);
  const go = (change: { area?: string; day?: string }) => {
    const next = { area, day, ...change };
    void navigate({ to: "/dashboards/$id", params: { id: board.id }, search: next.day === "" ? { area: next.area } : next, replace: true });
  };
  return (
    <>
      <div className="card pad indchoice">
        <AreaSelect area={area} choices={choices} onChange={(code) => go({ area: code })} />
        <DayForm key={day} day={day} onDay={(next) => go({ day: next })} />
      </div>
      <Loaded query={query} what={t("noun.dashboardFigures")} lines={12}>
        {(data) => (
          <>
            {board.parts.map((part, at) => (
              <PartOf key={at} n={at + 1} part={part} figures={data.items} area={area} onArea={(code) => go({ area: code })} onOpen={(indicator, value) => open(indicator.code, value.key, t("ind.pedigreeOf", { name: indicator.name }))} />
            ))}
          </>
        )}
      </Loaded>
    </>
  );
}

function DayForm({ day, onDay }: { day: string; onDay: (day: string) => void }) {
  const [typed, setTyped] = useState(day);
  const send = (event: FormEvent) => {
    event.preventDefault();
    onDay(typed);
  };
  return (
    <form className="dayset" onSubmit={send}>
      <label>
        {t("dash.until")} <input className="input" type="date" name="day" min="1990-01-01" value={typed} onChange={(event) => setTyped(event.target.value)} />
      </label>
      <Button small type="submit">
        {t("dash.show")}
      </Button>
      {day !== "" && (
        <Button small onClick={() => onDay("")}>
          {t("dash.untilNow")}
        </Button>
      )}
    </form>
  );
}

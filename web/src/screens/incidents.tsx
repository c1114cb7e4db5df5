import { Link } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { useIncidents } from "../data/incidents";
import type { Incident } from "../data/types";
import { ClockChip, useNow } from "../parts/clock";
import { DataTable, type Column } from "../parts/datatable";
import { Loaded } from "../parts/loaded";
import { severityWord, SeverityBadge } from "../parts/severity";
import { hourOrDate, t, type Key } from "../text";
import { Page } from "./page";

const STATES: Incident["state"][] = ["open", "closed"];

export default function IncidentsScreen() {
  const [state, setState] = useState<Incident["state"]>("open");
  const incidents = useIncidents(state);
  const now = useNow();
  const columns = useMemo<Column<Incident>[]>(
    () => [
      { id: "severity", head: t("alert.head.level"), text: (i) => i.severity, cell: (i) => <SeverityBadge level={i.severity} /> },
      {
        id: "title",
        head: t("incident.head.title"),
        names: true,
        text: (i) => `${i.title} ${i.number} ${severityWord(i.severity)}`,
        cell: (i) => (
          <>
            <Link to="/incidents/$id" params={{ id: i.id }}>
              {i.title}
            </Link>
            <small>
              {i.number} · {i.area.name}
            </small>
          </>
        ),
      },
      { id: "owner", head: t("incident.lead"), text: (i) => i.owner.name },
      { id: "clock", head: t("work.head.clock"), text: (i) => i.work?.due ?? "", cell: (i) => (i.work === null ? "–" : <ClockChip clock={i.work.clock} due={i.work.due} />) },
      { id: "opened", head: t("incident.head.opened"), text: (i) => i.opened_at, cell: (i) => <span className="num">{hourOrDate(i.opened_at, now)}</span> },
    ],
    [now],
  );
  return (
    <Page title={t("nav.incidents")}>
      <div className="flt" role="group" aria-label={t("incident.filter")}>
        {STATES.map((each) => (
          <button key={each} type="button" className={state === each ? "chip on" : "chip"} aria-pressed={state === each} onClick={() => setState(each)}>
            {t(`incident.state.${each}` as Key)}
          </button>
        ))}
      </div>
      <Loaded query={incidents} what={t("noun.incidents")} lines={8} isEmpty={(data) => data.items.length === 0} empty={{ title: t(`incident.empty.${state}` as Key), text: t("incident.empty.text") }}>
        {(data) => <DataTable caption={t("nav.incidents")} columns={columns} rows={data.items} rowKey={(i) => i.id} />}
      </Loaded>
    </Page>
  );
}

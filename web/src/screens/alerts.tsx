import { Link } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { useAlerts, type AlertStateFilter } from "../data/alerts";
import type { Alert } from "../data/types";
import { AlertMarks, AlertState } from "../parts/alertstate";
import { useNow } from "../parts/clock";
import { DataTable, type Column } from "../parts/datatable";
import { Export } from "../parts/export";
import { Loaded } from "../parts/loaded";
import { severityWord, SeverityBadge } from "../parts/severity";
import { hourOrDate, number, t, unitWords } from "../text";
import { GroupsSection } from "./alertgroups";
import { Page } from "./page";
import { SilencesSection } from "./silences";

const STATES: AlertStateFilter[] = ["alive", "firing", "acknowledged", "resolved", ""];

export default function AlertsScreen() {
  const [state, setState] = useState<AlertStateFilter>("alive");
  const [group, setGroup] = useState(() => new URLSearchParams(window.location.search).get("group") ?? "");
  const [muted, setMuted] = useState(false);
  const alerts = useAlerts(state, group, muted);
  const now = useNow();
  const columns = useMemo<Column<Alert>[]>(
    () => [
      { id: "severity", head: t("alert.head.level"), text: (a) => a.severity, cell: (a) => <SeverityBadge level={a.severity} /> },
      {
        id: "title",
        head: t("alert.head.title"),
        names: true,
        text: (a) => `${a.title} ${a.number} ${severityWord(a.severity)}`,
        cell: (a) => (
          <>
            <Link to="/alerts/$id" params={{ id: a.id }}>
              {a.title}
            </Link>
            <small>
              {a.number} · {a.condition}
            </small>
          </>
        ),
      },
      {
        id: "state",
        head: t("alert.head.state"),
        text: (a) => a.state,
        cell: (a) => (
          <>
            <AlertState state={a.state} />
            <AlertMarks alert={a} />
          </>
        ),
      },
      { id: "subject", head: t("alert.subject"), text: (a) => a.subject.name },
      { id: "value", head: t("alert.head.value"), text: (a) => a.value ?? -1, cell: (a) => <span className="num">{a.value === null ? "–" : `${number(a.value)} ${unitWords(a.unit)}`.trim()}</span> },
      { id: "since", head: t("alert.head.since"), text: (a) => a.since, cell: (a) => <span className="num">{hourOrDate(a.since, now)}</span> },
      { id: "owner", head: t("alert.owner"), text: (a) => a.owner.name },
    ],
    [now],
  );
  return (
    <Page title={t("nav.alerts")} tools={<Export what="alerts" query={{ state }} />}>
      <SilencesSection />
      <GroupsSection chosen={group} onChoose={setGroup} />
      <div className="flt" role="group" aria-label={t("alert.filter")}>
        {STATES.map((each) => (
          <button key={each} type="button" className={state === each ? "chip on" : "chip"} aria-pressed={state === each} onClick={() => setState(each)}>
            {t(each === "" ? "alert.state.all" : `alert.state.${each}`)}
          </button>
        ))}
        <button type="button" className={muted ? "chip on" : "chip"} aria-pressed={muted} onClick={() => setMuted(!muted)}>
          {t("silence.onlyMuted")}
        </button>
        {group !== "" && (
          <button type="button" className="chip" onClick={() => setGroup("")}>
            {t("group.all")}
          </button>
        )}
      </div>
      <Loaded query={alerts} what={t("noun.alerts")} lines={8} isEmpty={(data) => data.items.length === 0} empty={{ title: t("alert.empty.title"), text: t("alert.empty.text") }}>
        {(data) => <DataTable caption={t("nav.alerts")} columns={columns} rows={data.items} rowKey={(a) => a.id} />}
      </Loaded>
    </Page>
  );
}

import { Link, useNavigate } from "@tanstack/react-router";
import { PhoneIncoming, Siren } from "lucide-react";
import { useMemo, useState } from "react";
import { setAside, useIncidents, useSignals } from "../data/incidents";
import { useBoundaries } from "../data/overview";
import { may } from "../data/session";
import type { Incident, Me, Signal } from "../data/types";
import { ClockChip, useNow } from "../parts/clock";
import { actionFor, Button } from "../parts/button";
import { DataTable, type Column } from "../parts/datatable";
import { useDialog } from "../parts/dialog";
import { WordsForm } from "../parts/forms";
import { Loaded } from "../parts/loaded";
import { MapList, type MapItem } from "../parts/maplist";
import { useSay } from "../parts/say";
import { severityWord, SeverityBadge } from "../parts/severity";
import { hourOrDate, t, type Key } from "../text";
import { useMe } from "../shell/shell";
import { OpenIncident, TakeSignal } from "./incidentopen";
import { Page } from "./page";

const STATES: Incident["state"][] = ["open", "closed", "joined"];
const VIEWS = ["list", "map"] as const;

export default function IncidentsScreen() {
  const [state, setState] = useState<Incident["state"]>("open");
  const [view, setView] = useState<(typeof VIEWS)[number]>("list");
  const incidents = useIncidents(state);
  const boundaries = useBoundaries(10);
  const now = useNow();
  const me = useMe();
  const dialog = useDialog();
  const goTo = useGoTo();
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
    <Page
      title={t("nav.incidents")}
      tools={
        <>
          {may(me, "incident.signal") && (
            <Button id="take-signal" onClick={() => dialog.show(t("signal.take"), <TakeSignal />)}>
              <PhoneIncoming className="i" aria-hidden="true" />
              {t("signal.take")}
            </Button>
          )}
          {may(me, "incident.open") && (
            <Button id="open-incident" look="pri" onClick={() => dialog.show(t("incident.open"), <OpenIncident me={me} start={{}} onOpened={goTo} />)}>
              <Siren className="i" aria-hidden="true" />
              {t("incident.open")}
            </Button>
          )}
        </>
      }
    >
      <div className="flt" role="group" aria-label={t("incident.filter")}>
        {STATES.map((each) => (
          <button key={each} type="button" className={state === each ? "chip on" : "chip"} aria-pressed={state === each} onClick={() => setState(each)}>
            {t(`incident.state.${each}` as Key)}
          </button>
        ))}
        <span className="sp" />
        <span role="group" aria-label={t("incident.view")}>
          {VIEWS.map((each) => (
            <button key={each} type="button" className={view === each ? "chip on" : "chip"} aria-pressed={view === each} onClick={() => setView(each)}>
              {t(`incident.view.${each}`)}
            </button>
          ))}
        </span>
      </div>
      <Loaded query={incidents} what={t("noun.incidents")} lines={8} isEmpty={(data) => data.items.length === 0} empty={{ title: t(`incident.empty.${state}` as Key), text: t("incident.empty.text") }}>
        {(data) =>
          view === "list" ? (
            <DataTable caption={t("nav.incidents")} columns={columns} rows={data.items} rowKey={(i) => i.id} />
          ) : (
            <div className="card pad bigmap">
              <MapList title={t("nav.incidents")} items={data.items.map(itemOf)} boundaries={boundaries.data} />
            </div>
          )
        }
      </Loaded>
      <FreeSignals me={me} />
    </Page>
  );
}

function itemOf(incident: Incident, index: number): MapItem {
  const n = index + 1;
  return {
    id: incident.id,
    n,
    lon: incident.lon,
    lat: incident.lat,
    pin: (
      <span className={`pin-s pin-sev sev${incident.severity}`}>
        <small>{n}</small> {severityWord(incident.severity)}
      </span>
    ),
    row: (
      <>
        <Link to="/incidents/$id" params={{ id: incident.id }}>
          {incident.title}
        </Link>
        <SeverityBadge level={incident.severity} />
        <span className="sub">
          <span>
            {incident.number} · {incident.area.name}
            {incident.lon === null && ` · ${t("incident.noPlace")}`}
          </span>
        </span>
      </>
    ),
  };
}

/** What people said and nobody has looked into yet. */
function FreeSignals({ me }: { me: Me }) {
  const signals = useSignals(may(me, "incident.read_signal"));
  const goTo = useGoTo();
  const dialog = useDialog();
  const now = useNow();
  const items = signals.data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <section className="card" aria-label={t("incident.signals")}>
      <div className="ch">
        <h2>{t("signal.waiting", { count: items.length })}</h2>
      </div>
      <ul className="sigs">
        {items.map((signal) => (
          <li key={signal.id}>
            <span>
              <b>“{signal.words}”</b>
              <small>{[t(`signal.kind.${signal.kind}`), signal.place || signal.area.name, hourOrDate(signal.at, now), signal.source].filter((part) => part !== "").join(" · ")}</small>
            </span>
            {actionFor(signal.actions, "open")?.allowed === true && (
              <Button small aria-label={t("incident.openHere", { name: signal.words })} onClick={() => dialog.show(t("incident.open"), <OpenIncident me={me} start={{ signal }} onOpened={goTo} />)}>
                {t("incident.open")}
              </Button>
            )}
            {actionFor(signal.actions, "aside")?.allowed === true && (
              <Button small look="quiet" aria-label={t("signal.asideName", { words: signal.words })} onClick={() => dialog.show(t("signal.aside"), <Aside signal={signal} />)}>
                {t("signal.aside")}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Aside({ signal }: { signal: Signal }) {
  const dialog = useDialog();
  const say = useSay();
  return (
    <WordsForm
      id="aside"
      label={t("signal.asideWhy")}
      send={t("signal.aside")}
      required
      onCancel={dialog.close}
      onSend={async (reason) => {
        await setAside(signal.id, reason);
        dialog.close();
        say(t("signal.asideSaid"), () => setAside(signal.id, ""));
      }}
    />
  );
}

function useGoTo(): (id: string) => void {
  const navigate = useNavigate();
  return (id) => void navigate({ to: "/incidents/$id", params: { id } });
}

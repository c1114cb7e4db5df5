import { Link } from "@tanstack/react-router";
import { CheckCheck, Megaphone, NotebookPen } from "lucide-react";
import { useState } from "react";
import { addNote, closeIncident, useIncident } from "../data/incidents";
import { may } from "../data/session";
import type { Incident } from "../data/types";
import { useWarnings } from "../data/warnings";
import { AddEvidence } from "../parts/addevidence";
import { actionFor, VerbButton } from "../parts/button";
import { ClockChip, useNow } from "../parts/clock";
import { ClosePhoto } from "../parts/closephoto";
import { EvidenceCards } from "../parts/evidence";
import { Field } from "../parts/fields";
import { WordsForm } from "../parts/forms";
import { Loaded } from "../parts/loaded";
import { Timeline } from "../parts/log";
import { useSay } from "../parts/say";
import { SeriesChart } from "../parts/serieschart";
import { SeverityBadge } from "../parts/severity";
import { WarningState } from "../parts/warningstate";
import { useParam } from "../shell/address";
import { useMe } from "../shell/shell";
import { dateTime, hourOrDate, measured, t, type Key } from "../text";
import { useDocumentTitle } from "./page";
import { Joined } from "./incidentjoined";
import { Reliability } from "./incidentopen";
import { Review, SitrepsPart } from "./incidentreport";
import { Objectives, Related, Resources, Roles, SeverityButton } from "./incidentrun";
import { finished, onTheWay, Playbook } from "./playbook";
import { NEW } from "./warningdraft";

const PANES = ["happened", "playbook", "evidence", "run"] as const;
type Pane = (typeof PANES)[number];

export default function IncidentScreen() {
  const id = useParam("id");
  const incident = useIncident(id);
  useDocumentTitle(incident.data?.title ?? t("noun.incident"));
  return (
    <div className="inc">
      {incident.data === undefined && (
        <h1 className="vh" tabIndex={-1}>
          {t("noun.incident")}
        </h1>
      )}
      <Loaded query={incident} what={t("noun.incident")} lines={8}>
        {(data) => <Body incident={data} />}
      </Loaded>
    </div>
  );
}

function Body({ incident }: { incident: Incident }) {
  const now = useNow();
  const [pane, setPane] = useState<Pane>("playbook");
  return (
    <>
      <section className="card ih" aria-label={t("incident.head")}>
        <div className="ti">
          <p>
            <SeverityBadge level={incident.severity} />
            <span className="num">
              {t("noun.incidentShort")} {incident.number}
            </span>
            <span>· {t("incident.openedAt", { at: hourOrDate(incident.opened_at, now) })}</span>
            {incident.state !== "open" && <b className="closedmark">{t(`incident.state.${incident.state}`)}</b>}
            {incident.type !== null && <span>· {incident.type.name}</span>}
            <SeverityButton incident={incident} />
          </p>
          <h1 tabIndex={-1}>{incident.title}</h1>
        </div>
        <Steps incident={incident} />
        {incident.work !== null && (
          <div className="ck">
            <ClockChip clock={incident.work.clock} due={incident.work.due} big />
          </div>
        )}
      </section>
      <div className="panes" role="group" aria-label={t("incident.panes")}>
        {PANES.map((each) => (
          <button key={each} type="button" aria-pressed={pane === each} onClick={() => setPane(each)}>
            {t(`incident.pane.${each}` as Key)}
          </button>
        ))}
      </div>
      <div className="cols" data-pane={pane}>
        <div className="col c-evidence" data-region tabIndex={-1}>
          <Joined incident={incident} />
          <Series incident={incident} />
          <EvidencePart incident={incident} />
        </div>
        <div className="col c-playbook" data-region tabIndex={-1}>
          <Playbook incident={incident} />
        </div>
        <div className="col3">
          <div className="col c-happened" data-region tabIndex={-1}>
            <Responsible incident={incident} />
            <WarningsOf incident={incident} />
            <Log incident={incident} />
            <Review incident={incident} />
            <Close incident={incident} />
          </div>
          <div className="col c-run" data-region tabIndex={-1}>
            <Roles incident={incident} />
            <Objectives incident={incident} />
            <Resources incident={incident} />
            <SitrepsPart incident={incident} />
            <Related incident={incident} />
          </div>
        </div>
      </div>
    </>
  );
}

/** Where the incident stands, as marks joined by a line; each mark has its word and hour. */
function Steps({ incident }: { incident: Incident }) {
  const now = useNow();
  const steps = onTheWay(incident.playbook?.steps ?? []);
  const done = steps.filter(finished).length;
  const closed = incident.closed_at !== null;
  const marks = [
    { word: t("incident.mark.received"), at: hourOrDate(incident.opened_at, now), state: "on" },
    { word: t("incident.mark.handling"), at: t("incident.mark.steps", { done, all: steps.length }), state: closed ? "on" : "now" },
    { word: t("incident.mark.evidence"), at: t("evidence.count", { count: incident.evidence.length }), state: incident.evidence.length > 0 ? "on" : "" },
    { word: t("incident.mark.closed"), at: incident.closed_at === null ? "" : hourOrDate(incident.closed_at, now), state: closed ? "on" : "" },
  ];
  return (
    <ol className="steps" aria-label={t("incident.steps")}>
      {marks.map((mark) => (
        <li key={mark.word} className={mark.state} aria-current={mark.state === "now" ? "step" : undefined}>
          <i aria-hidden="true" />
          {mark.word}
          <br />
          {mark.at}
        </li>
      ))}
    </ol>
  );
}

function Series({ incident }: { incident: Incident }) {
  const alert = incident.alerts[0];
  if (alert === undefined || incident.subject.kind !== "station") return null;
  return (
    <section className="card chartcard" aria-labelledby="series-title">
      <div className="ch">
        <h2 id="series-title">
          {measured(alert.parameter, alert.unit)}
        </h2>
        <Link className="src" to="/stations/$code" params={{ code: incident.subject.code }}>
          {incident.subject.code}
        </Link>
      </div>
      <SeriesChart station={incident.subject} parameter={alert.parameter} unit={alert.unit} period="24h" height={150} />
    </section>
  );
}

function EvidencePart({ incident }: { incident: Incident }) {
  const open = incident.state === "open" && incident.work !== null;
  return (
    <section className="card">
      <div className="ch">
        <h2>{t("evidence.title")}</h2>
        <span>{t("evidence.count", { count: incident.evidence.length })}</span>
      </div>
      <div className="pad">
        <EvidenceCards items={incident.evidence} />
        {open && incident.work !== null && <AddEvidence work={incident.work.id} />}
      </div>
    </section>
  );
}

function Responsible({ incident }: { incident: Incident }) {
  return (
    <section className="card">
      <div className="ch">
        <h2>{t("incident.who")}</h2>
      </div>
      <dl className="ow">
        <dt>{t("incident.lead")}</dt>
        <dd>{incident.owner.name}</dd>
        <dt>{t("noun.area")}</dt>
        <dd>
          {incident.area.name}
          {incident.place !== "" && `, ${incident.place}`}
        </dd>
        <dt>{t("incident.openedBy")}</dt>
        <dd>{incident.opened_by || t("log.auto")}</dd>
        {incident.work !== null && (
          <>
            <dt>{t("incident.work")}</dt>
            <dd>
              <Link to="/work/$id" params={{ id: incident.work.id }}>
                {incident.work.number}
              </Link>
            </dd>
          </>
        )}
        {incident.closed_at !== null && (
          <>
            <dt>{t("incident.closedAt")}</dt>
            <dd>
              {dateTime(incident.closed_at)}: {incident.closed_reason}
            </dd>
          </>
        )}
      </dl>
    </section>
  );
}

/** Warnings that came from this incident, and the way to one more. */
function WarningsOf({ incident }: { incident: Incident }) {
  const me = useMe();
  const readable = may(me, "warning.read");
  const warnings = useWarnings(incident.number, "", readable);
  if (!readable) return null;
  return (
    <section className="card">
      <div className="ch">
        <h2>{t("nav.warnings")}</h2>
        {may(me, "warning.draft") && incident.state === "open" && (
          <Link id="new-warning" className="btn sm" to="/warnings/$id" params={{ id: NEW }} search={{ incident: incident.id }}>
            <Megaphone className="i" aria-hidden="true" />
            {t("warning.new")}
          </Link>
        )}
      </div>
      <div className="pad">
        <Loaded query={warnings} what={t("noun.warnings")} lines={2}>
          {(data) =>
            data.items.length === 0 ? (
              <p className="muted">{t("warning.noneOfIncident")}</p>
            ) : (
              <ul className="plainlist">
                {data.items.map((warning) => (
                  <li key={warning.id}>
                    <Link to="/warnings/$id" params={{ id: warning.id }}>
                      {`${warning.number} · ${warning.headline}`}
                    </Link>{" "}
                    <WarningState warning={warning} />
                  </li>
                ))}
              </ul>
            )
          }
        </Loaded>
      </div>
    </section>
  );
}

function Log({ incident }: { incident: Incident }) {
  const note = actionFor(incident.actions, "note");
  const [source, setSource] = useState("");
  const [grade, setGrade] = useState("");
  return (
    <section className="card">
      <div className="ch">
        <h2>{t("incident.log")}</h2>
        <span>
          {t("log.lines", { count: incident.log.length })} · {t("incident.logFixed")}
        </span>
      </div>
      <div className="pad">
        <Timeline lines={incident.log} />
      </div>
      {note?.allowed === true && (
        <div className="say">
          <WordsForm
            id="note"
            label={t("incident.note")}
            send={t("incident.noteSend")}
            required
            look=""
            icon={<NotebookPen className="i" aria-hidden="true" />}
            onSend={async (text) => {
              await addNote(incident.id, text, source, grade);
              setSource("");
              setGrade("");
            }}
          />
          <details className="words">
            <summary>{t("signal.sourceGrade")}</summary>
            <Field label={t("incident.noteSource")} fault="">
              {(ids) => <input {...ids} className="input" value={source} onChange={(event) => setSource(event.target.value)} />}
            </Field>
            <Reliability key={grade === "" ? "none" : "some"} value={grade} fault="" onChange={setGrade} />
          </details>
        </div>
      )}
    </section>
  );
}

function Close({ incident }: { incident: Incident }) {
  const say = useSay();
  const [closing, setClosing] = useState(false);
  const close = actionFor(incident.actions, "close");
  if (incident.state !== "open" || close === undefined) return null;
  return (
    <section className="card pad acts" aria-label={t("actions")} data-region tabIndex={-1}>
      {closing && close.allowed ? (
        <WordsForm
          id="close-reason"
          label={t("close.reason")}
          hint={t("close.hint")}
          send={t("close.send")}
          required
          onCancel={() => setClosing(false)}
          onSend={async (reason) => {
            await closeIncident(incident.id, reason);
            say(t("incident.closedSaid", { number: incident.number }));
          }}
        />
      ) : (
        <>
          {incident.work !== null && (close.allowed || incident.evidence.length === 0) && actionFor(incident.actions, "evidence")?.allowed === true && (
            <ClosePhoto item={{ id: incident.work.id, number: incident.work.number, title: incident.title }} />
          )}
          <VerbButton id="close" action={close} onClick={() => setClosing(true)}>
            <CheckCheck className="i" aria-hidden="true" />
            {t("incident.close")}
          </VerbButton>
        </>
      )}
    </section>
  );
}

import { Link, useNavigate } from "@tanstack/react-router";
import { BellOff, BellRing, Megaphone, Siren, UserCheck } from "lucide-react";
import { useState } from "react";
import { acknowledge, openIncident, useAlert } from "../data/alerts";
import { may } from "../data/session";
import { raise } from "../data/silences";
import type { Alert } from "../data/types";
import { AlertMarks, AlertState } from "../parts/alertstate";
import { actionFor, VerbButton } from "../parts/button";
import { useNow } from "../parts/clock";
import { useDialog } from "../parts/dialog";
import { faultWords, WordsForm } from "../parts/forms";
import { Loaded } from "../parts/loaded";
import { useSay } from "../parts/say";
import { SeriesChart } from "../parts/serieschart";
import { SeverityBadge } from "../parts/severity";
import { useParam } from "../shell/address";
import { useMe } from "../shell/shell";
import { hourOrDate, measured, number, t, unitWords } from "../text";
import { Page } from "./page";
import { SilenceForm } from "./silenceform";
import { NEW } from "./warningdraft";

export default function AlertScreen() {
  const id = useParam("id");
  const alert = useAlert(id);
  return (
    <Page title={alert.data?.title ?? t("noun.alert")} aside={alert.data?.number}>
      <Loaded query={alert} what={t("noun.alert")} lines={6}>
        {(data) => <Body alert={data} />}
      </Loaded>
    </Page>
  );
}

function Body({ alert }: { alert: Alert }) {
  const now = useNow();
  const at = (time: string | null) => (time === null ? "–" : hourOrDate(time, now));
  const ofFeed = alert.subject.kind !== "station";
  const outside = alert.subject.kind === "outside";
  return (
    <div className="two">
      <div className="col">
        <section className="card pad" aria-label={t("alert.facts")}>
          <p className="rowline">
            <SeverityBadge level={alert.severity} />
            <AlertState state={alert.state} />
            <AlertMarks alert={alert} />
          </p>
          <Mutes alert={alert} />
          {alert.flapping && alert.quiet_at !== null && <p className="muted">{t("alert.flappingWords", { at: at(alert.quiet_at) })}</p>}
          <p className="cond">{alert.condition}</p>
          {alert.expression !== "" && (
            <details>
              <summary>{t("alert.expression")}</summary>
              <code className="src">{alert.expression}</code>
            </details>
          )}
          <dl className="own">
            {outside ? <OutsideFacts alert={alert} /> : ofFeed ? <FeedFacts alert={alert} last={at(alert.observed_at)} /> : <StationFacts alert={alert} at={at(alert.observed_at)} />}
            {alert.group !== null && (
              <>
                <dt>{t("group.of")}</dt>
                <dd>
                  <Link to="/alerts" search={{ group: alert.group.id }}>
                    {alert.group.number}
                  </Link>
                </dd>
              </>
            )}
            <dt>{t("alert.owner")}</dt>
            <dd>{alert.owner.name}</dd>
            <dt>{t("noun.area")}</dt>
            <dd>{alert.area.name}</dd>
            <dt>{t("alert.playbook")}</dt>
            <dd>{alert.playbook === null ? "–" : `${alert.playbook.code}: ${alert.playbook.title}`}</dd>
          </dl>
          <details>
            <summary>{t("alert.labels")}</summary>
            <code className="src" lang="en">
              {alert.labels.map((label) => `${label.name}="${label.value}"`).join(" ")}
            </code>
          </details>
        </section>
        <section className="card pad">
          <h2>{t("alert.life")}</h2>
          <dl className="own">
            <dt>{t("alert.since")}</dt>
            <dd>{at(alert.since)}</dd>
            <dt>{t("alert.fired")}</dt>
            <dd>{at(alert.fired_at)}</dd>
            <dt>{t("alert.acknowledged")}</dt>
            <dd>{alert.acknowledged_at === null ? "–" : `${at(alert.acknowledged_at)} · ${alert.acknowledged_by}`}</dd>
            {alert.stale_at !== null && (
              <>
                <dt>{t("alert.stale")}</dt>
                <dd>{at(alert.stale_at)}</dd>
              </>
            )}
            {alert.raised_at !== null && (
              <>
                <dt>{t("alert.raise")}</dt>
                <dd>
                  {at(alert.raised_at)}, {t("alert.raisedAgain", { n: alert.raised })}
                </dd>
              </>
            )}
            <dt>{t("alert.resolved")}</dt>
            <dd>{at(alert.resolved_at)}</dd>
          </dl>
        </section>
        <Actions alert={alert} />
      </div>
      {!ofFeed && (
        <div className="col">
          <section className="card chartcard" aria-labelledby="chart-title">
            <div className="ch">
              <h2 id="chart-title">
                {measured(alert.parameter, alert.unit)}
              </h2>
              <span className="src">{alert.feed}</span>
            </div>
            <SeriesChart station={alert.subject} parameter={alert.parameter} unit={alert.unit} period="24h" />
          </section>
        </div>
      )}
    </div>
  );
}

function StationFacts({ alert, at }: { alert: Alert; at: string }) {
  return (
    <>
      <dt>{t("alert.value")}</dt>
      <dd className="num">
        {alert.value === null ? "–" : `${number(alert.value)} ${unitWords(alert.unit)}`.trim()} · {at}
      </dd>
      <dt>{t("noun.stationShort")}</dt>
      <dd>
        <Link to="/stations/$code" params={{ code: alert.subject.code }}>
          {alert.subject.name}
        </Link>
      </dd>
      <dt>{t("alert.feed")}</dt>
      <dd>
        <span className="src">{alert.feed}</span>
      </dd>
      <dt>{t("alert.rule")}</dt>
      <dd>
        {alert.rule !== null && (
          <Link to="/rules/$code" params={{ code: alert.rule.code }}>
            {alert.rule.name}
          </Link>
        )}
      </dd>
    </>
  );
}

/** What a feed's contract found has no station and no value: the promise itself is the rule. */
function FeedFacts({ alert, last }: { alert: Alert; last: string }) {
  return (
    <>
      <dt>{t("alert.feed")}</dt>
      <dd>
        <Link to="/feeds/$code" params={{ code: alert.subject.code }}>
          {alert.subject.name}
        </Link>
      </dd>
      <dt>{t("alert.lastHeard")}</dt>
      <dd className="num">{last}</dd>
      <dt>{t("alert.rule")}</dt>
      <dd>{t("alert.byContract")}</dd>
    </>
  );
}

/** What another system found: its own words, and where it shows more. */
function OutsideFacts({ alert }: { alert: Alert }) {
  return (
    <>
      <dt>{t("alert.feed")}</dt>
      <dd>
        <Link to="/feeds/$code" params={{ code: alert.subject.code }}>
          {alert.subject.name}
        </Link>
      </dd>
      <dt>{t("alert.rule")}</dt>
      <dd>
        {t("alert.byOutside")}: {alert.labels.find((label) => label.name === "rule")?.value}
      </dd>
      {alert.link !== "" && (
        <>
          <dt>{t("alert.link")}</dt>
          <dd>
            <a href={alert.link} rel="noreferrer noopener" target="_blank">
              {alert.link}
            </a>
          </dd>
        </>
      )}
    </>
  );
}

/** Why an alert is muted, or was: a silence with its person and its end, or its cause. */
function Mutes({ alert }: { alert: Alert }) {
  const now = useNow();
  if (alert.mutes.length === 0) return null;
  return (
    <ul className="mutes">
      {alert.mutes.map((mute) => (
        <li key={`${mute.by}-${mute.at}-${mute.silence?.id ?? mute.cause?.id ?? ""}`}>
          <BellOff className="i" aria-hidden="true" />
          {mute.ended_at !== null && `${t("silence.was")}: `}
          {mute.silence !== null ? (
            t(mute.ended_at === null && mute.ends !== null ? "silence.mutedBy" : "silence.mutedByGone", {
              number: mute.silence.number,
              words: mute.words,
              who: mute.who,
              at: mute.ends === null ? "" : hourOrDate(mute.ends, now),
            })
          ) : mute.cause !== null ? (
            <Link to="/alerts/$id" params={{ id: mute.cause.id }}>
              {t("silence.inhibited", { words: mute.words, number: mute.cause.number })}
            </Link>
          ) : (
            t("silence.inhibitedUnknown", { words: mute.words })
          )}
        </li>
      ))}
    </ul>
  );
}

function Actions({ alert }: { alert: Alert }) {
  const navigate = useNavigate();
  const say = useSay();
  const dialog = useDialog();
  const me = useMe();
  const [noting, setNoting] = useState(false);
  const [fault, setFault] = useState("");
  const ack = actionFor(alert.actions, "acknowledge");
  const open = actionFor(alert.actions, "open_incident");

  async function raiseIt() {
    setFault("");
    try {
      await raise(alert.id);
      say(t("alert.raisedSaid", { number: alert.number }));
    } catch (error) {
      setFault(faultWords(error));
    }
  }

  async function openIt() {
    setFault("");
    try {
      const incident = await openIncident(alert.id);
      void navigate({ to: "/incidents/$id", params: { id: incident.id } });
    } catch (error) {
      setFault(faultWords(error));
    }
  }

  return (
    <section className="card pad acts" aria-label={t("actions")} data-region tabIndex={-1}>
      {noting ? (
        <WordsForm
          id="ack-note"
          label={t("alert.ackNote")}
          send={t("alert.ack")}
          required={false}
          onCancel={() => setNoting(false)}
          onSend={async (note) => {
            await acknowledge(alert.id, note);
            setNoting(false);
            say(t("alert.acked", { number: alert.number }), () => raise(alert.id));
          }}
        />
      ) : (
        <div className="r1">
          {alert.incident !== null ? (
            <Link className="btn pri" to="/incidents/$id" params={{ id: alert.incident.id }}>
              <Siren className="i" aria-hidden="true" />
              {t("alert.toIncident", { number: alert.incident.number })}
            </Link>
          ) : (
            <VerbButton id="open-incident" action={open} look="pri" onClick={() => void openIt()}>
              <Siren className="i" aria-hidden="true" />
              {t("alert.open")}
            </VerbButton>
          )}
          {alert.state === "firing" && (
            <VerbButton id="acknowledge" action={ack} onClick={() => setNoting(true)}>
              <UserCheck className="i" aria-hidden="true" />
              {t("alert.ack")}
            </VerbButton>
          )}
          {alert.state === "acknowledged" && (
            <VerbButton id="raise" action={actionFor(alert.actions, "raise")} onClick={() => void raiseIt()}>
              <BellRing className="i" aria-hidden="true" />
              {t("alert.raise")}
            </VerbButton>
          )}
          {alert.state !== "resolved" && (
            <VerbButton id="silence" action={actionFor(alert.actions, "silence")} onClick={() => dialog.show(t("silence.ofAlert", { number: alert.number }), <SilenceForm alert={alert} />)}>
              <BellOff className="i" aria-hidden="true" />
              {t("silence.do")}
            </VerbButton>
          )}
          {may(me, "warning.draft") && (
            <Link className="btn" id="new-warning" to="/warnings/$id" params={{ id: NEW }} search={alert.incident === null ? { alert: alert.id } : { incident: alert.incident.id }}>
              <Megaphone className="i" aria-hidden="true" />
              {t("alert.warn")}
            </Link>
          )}
        </div>
      )}
      <p className="fault" role="alert">
        {fault}
      </p>
    </section>
  );
}

import { Link, useNavigate } from "@tanstack/react-router";
import { Siren, UserCheck } from "lucide-react";
import { useState } from "react";
import { acknowledge, openIncident, useAlert } from "../data/alerts";
import type { Alert } from "../data/types";
import { AlertState } from "../parts/alertstate";
import { actionFor, VerbButton } from "../parts/button";
import { useNow } from "../parts/clock";
import { faultWords, WordsForm } from "../parts/forms";
import { Loaded } from "../parts/loaded";
import { useSay } from "../parts/say";
import { SeriesChart } from "../parts/serieschart";
import { SeverityBadge } from "../parts/severity";
import { useParam } from "../shell/address";
import { hourOrDate, number, t, unitWords } from "../text";
import { Page } from "./page";

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
  const ofFeed = alert.subject.kind === "feed";
  return (
    <div className="two">
      <div className="col">
        <section className="card pad" aria-label={t("alert.facts")}>
          <p className="rowline">
            <SeverityBadge level={alert.severity} />
            <AlertState state={alert.state} />
          </p>
          <p className="cond">{alert.condition}</p>
          {alert.expression !== "" && (
            <details>
              <summary>{t("alert.expression")}</summary>
              <code className="src">{alert.expression}</code>
            </details>
          )}
          <dl className="own">
            {ofFeed ? <FeedFacts alert={alert} last={at(alert.observed_at)} /> : <StationFacts alert={alert} at={at(alert.observed_at)} />}
            <dt>{t("alert.owner")}</dt>
            <dd>{alert.owner.name}</dd>
            <dt>{t("noun.area")}</dt>
            <dd>{alert.area.name}</dd>
            <dt>{t("alert.playbook")}</dt>
            <dd>{alert.playbook === null ? "–" : `${alert.playbook.code}: ${alert.playbook.title}`}</dd>
          </dl>
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
                {alert.parameter}, {unitWords(alert.unit)}
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
        {alert.value === null ? "–" : `${number(alert.value)} ${unitWords(alert.unit)}`} · {at}
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

function Actions({ alert }: { alert: Alert }) {
  const navigate = useNavigate();
  const say = useSay();
  const [noting, setNoting] = useState(false);
  const [fault, setFault] = useState("");
  const ack = actionFor(alert.actions, "acknowledge");
  const open = actionFor(alert.actions, "open_incident");

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
            say(t("alert.acked", { number: alert.number }));
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
        </div>
      )}
      <p className="fault" role="alert">
        {fault}
      </p>
    </section>
  );
}

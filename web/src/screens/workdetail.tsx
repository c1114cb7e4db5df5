import { Link } from "@tanstack/react-router";
import { CheckCheck, Hand, MapPin, X } from "lucide-react";
import { useLayoutEffect, useRef, useState } from "react";
import { closeWork, takeWork, useWork } from "../data/work";
import type { Work } from "../data/types";
import { AddEvidence } from "../parts/addevidence";
import { actionFor, Button, VerbButton } from "../parts/button";
import { ClosePhoto } from "../parts/closephoto";
import { ClockChip, useNow } from "../parts/clock";
import { EvidenceCards } from "../parts/evidence";
import { faultWords, WordsForm } from "../parts/forms";
import { Loaded } from "../parts/loaded";
import { Timeline } from "../parts/log";
import { useSay } from "../parts/say";
import { SeverityBadge } from "../parts/severity";
import { dateTime, hourOrDate, t } from "../text";
import { ChainOf, Duplicates, Sorting } from "./workchain";
import { ClockActions, ClockHistory } from "./workclock";
import type { SortVerb } from "./worksort";
import { decidedThere, SubjectLink, subjectWords } from "./worksubject";

export function WorkDetail({ id, onClosed, start }: { id: string; onClosed: () => void; start: (verb: SortVerb | "escalate") => void }) {
  const query = useWork(id);
  return (
    <aside className="det" aria-label={t("work.detail")} data-region tabIndex={-1}>
      <Loaded query={query} what={t("noun.workOne")} lines={6}>
        {(item) => <Detail item={item} onClosed={onClosed} start={start} />}
      </Loaded>
    </aside>
  );
}

function Detail({ item, onClosed, start }: { item: Work; onClosed: () => void; start: (verb: SortVerb | "escalate") => void }) {
  return (
    <>
      <div className="dh">
        <div className="row">
          <SeverityBadge level={item.severity} />
          <SubjectLink item={item} />
          <Link to="/work" className="iconbtn back" aria-label={t("work.back")}>
            <X className="i" aria-hidden="true" />
          </Link>
        </div>
        <h2>{item.title}</h2>
        <p className="pl">
          <MapPin className="i" aria-hidden="true" /> {item.area.name}
        </p>
      </div>
      <div className="db" data-region tabIndex={-1}>
        <div className="sec">
          <ClockChip clock={item.clock} due={item.due} big />
          <ClockBar item={item} />
        </div>
        <div className="sec">
          <dl className="own">
            <dt>{t("work.holder")}</dt>
            <dd>{item.owner.name}</dd>
            <dt>{t("work.person")}</dt>
            <dd>{item.person?.name ?? t("work.untaken")}</dd>
            {item.raised_to !== "" && (
              <>
                <dt>{t("work.raisedTo")}</dt>
                <dd>{item.raised_to}</dd>
              </>
            )}
            {item.escalates_to !== "" && (
              <>
                <dt>{t("work.ifLate")}</dt>
                <dd>{item.escalates_to}</dd>
              </>
            )}
          </dl>
        </div>
        <Sorting item={item} start={start} />
        <Duplicates item={item} />
        {item.kind !== "work-request" && <ClockActions item={item} onGone={onClosed} />}
        <ChainOf item={item} />
        <div className="sec">
          <h3>
            {t("evidence.title")} <span>{t("evidence.count", { count: item.evidence.length })}</span>
          </h3>
          <EvidenceCards items={item.evidence} />
        </div>
        <ClockHistory item={item} />
        <div className="sec">
          <h3>
            {t("work.log")} <span>{t("log.lines", { count: item.log.length })}</span>
          </h3>
          <Timeline lines={item.log} />
        </div>
      </div>
      <Actions item={item} onClosed={onClosed} />
    </>
  );
}

/** How much of the time is used, with the three hours that matter under it. */
function ClockBar({ item }: { item: Work }) {
  const now = useNow();
  const opened = Date.parse(item.opened_at);
  const due = Date.parse(item.due);
  const share = Math.min(100, Math.max(0, Math.round(((now.getTime() - opened) / Math.max(1, due - opened)) * 100)));
  return (
    <>
      <div className={`bar bar-${item.clock.state}`} role="img" aria-label={t("work.used", { percent: share })}>
        <i style={{ width: `${share}%` }} />
        <u style={{ left: `${share}%` }} />
      </div>
      <div className="mk">
        <span>
          <b>{hourOrDate(item.opened_at, now)}</b>
          {t("work.received")}
        </span>
        <span>
          <b>{hourOrDate(item.due, now)}</b>
          {t("work.dueMark")}
        </span>
      </div>
    </>
  );
}

function Actions({ item, onClosed }: { item: Work; onClosed: () => void }) {
  const say = useSay();
  const [closing, setClosing] = useState(false);
  const [why, setWhy] = useState(false);
  const [fault, setFault] = useState("");
  const box = useRef<HTMLDivElement>(null);
  const take = actionFor(item.actions, "take");
  const evidence = actionFor(item.actions, "evidence");
  const close = actionFor(item.actions, "close");

  // Evidence is what a photo brings: closing may wait for that, and for nothing else.
  const there = decidedThere(item);
  const withPhoto = evidence?.allowed === true && item.kind !== "work-request" && !there && (close?.allowed === true || item.evidence.length === 0);

  useLayoutEffect(() => {
    if (closing) box.current?.querySelector("textarea")?.focus();
  }, [closing]);

  async function takeIt() {
    setFault("");
    try {
      await takeWork(item.id);
      say(t("work.taken", { number: item.number }));
    } catch (error) {
      setFault(faultWords(error));
    }
  }

  if (item.state === "done") {
    return <div className="da muted">{t("work.closedAt", { at: item.closed_at === null ? "" : dateTime(item.closed_at) })}</div>;
  }
  return (
    <div className="da" data-region ref={box}>
      {closing ? (
        <WordsForm
          id="close-reason"
          label={t("close.reason")}
          hint={t("close.hint")}
          send={t("close.send")}
          required
          onCancel={() => setClosing(false)}
          onSend={async (reason) => {
            await closeWork(item.id, reason);
            say(t("work.closed", { number: item.number }));
            onClosed();
          }}
        />
      ) : (
        <div className="r1">
          {item.person === null && take !== undefined && (
            <VerbButton id="take" action={take} look={there ? "" : "pri"} onClick={() => void takeIt()}>
              <Hand className="i" aria-hidden="true" />
              {t("work.take")}
            </VerbButton>
          )}
          {(there || item.subject.kind === "report") && (
            <SubjectLink item={item} className={there ? "btn pri" : "btn"}>
              {t("work.openThere", { what: subjectWords(item) })}
            </SubjectLink>
          )}
          {withPhoto && <ClosePhoto key={item.id} item={item} primary={item.person !== null} onClosed={onClosed} />}
          {evidence?.allowed === true ? <AddEvidence work={item.id} /> : <VerbButton id="ev" action={evidence}>{t("evidence.add")}</VerbButton>}
          {!there && (
            <VerbButton id="close" action={close} look={item.person === null || withPhoto ? "" : "pri"} onClick={() => setClosing(true)}>
              <CheckCheck className="i" aria-hidden="true" />
              {t("close.open")}
            </VerbButton>
          )}
        </div>
      )}
      {item.kind === "work-request" && <ClockActions item={item} onGone={onClosed} />}
      <p className="fault" role="alert">
        {fault}
      </p>
      <div className="why">
        <Button look="quiet" small aria-expanded={why} onClick={() => setWhy(!why)}>
          {t("work.why")}
        </Button>
        <span className="keys">
          <kbd>J</kbd> <kbd>K</kbd> {t("work.keys")}
        </span>
      </div>
      {why && <p className="whytext">{item.why_visible}</p>}
    </div>
  );
}

import { Link } from "@tanstack/react-router";
import { CircleCheck, Hourglass, PenLine, ShieldAlert, Undo2 } from "lucide-react";
import { useLayoutEffect, useRef, useState } from "react";
import { useHandover, useHandoverDo, type HandoverDo } from "../data/handovers";
import type { Handover, HandoverLine, HandoverRow, HandoverSide, Turn } from "../data/types";
import { actionFor, Button, VerbButton } from "../parts/button";
import { faultWords, WordsForm } from "../parts/forms";
import { Loaded } from "../parts/loaded";
import { Timeline } from "../parts/log";
import { useSay } from "../parts/say";
import { SeverityBadge, Shape } from "../parts/severity";
import { dateTime, t, tMaybe, type Key } from "../text";

// The sheet of a changeover: what one shift tells the next. While it is open its lines carry "must be
// read", once it is signed they carry "read"; either is one key on the line itself.

const ICONS = { open: PenLine, offered: Hourglass, done: CircleCheck };

export function HandoverState({ sheet }: { sheet: Pick<HandoverRow, "state" | "unsigned"> }) {
  const Icon = ICONS[sheet.state];
  return (
    <span className={`hstate h-${sheet.state}`}>
      <Icon className="i" aria-hidden="true" />
      {t(`handover.state.${sheet.state}` as Key)}
      {sheet.unsigned && sheet.state !== "done" && (
        <b className="hlate">
          <Shape level={4} /> {t("handover.unsigned")}
        </b>
      )}
    </span>
  );
}

/** Who has the turns of one side, gaps said. */
export const sideWords = (turns: Turn[]) =>
  turns.length === 0 ? t("handover.nobodyThere") : turns.map((turn) => `${turn.gap === "" ? (turn.person?.name ?? "") : t("handover.nobodyThere")} (${turn.name})`).join(", ");

export function OneHandover({ id, linked = false, fresh = false }: { id: string; linked?: boolean; fresh?: boolean }) {
  const sheet = useHandover(id);
  return (
    <Loaded query={sheet} what={t("noun.handover")} lines={8}>
      {(data) => <Sheet sheet={data} linked={linked} fresh={fresh} />}
    </Loaded>
  );
}

const SECTIONS = ["note", "incident", "late", "promise", "held", "silence", "gap"] as const;

function Sheet({ sheet, linked, fresh }: { sheet: Handover; linked: boolean; fresh: boolean }) {
  const change = useHandoverDo(sheet.id);
  const [fault, setFault] = useState("");
  const lines = useRef<HTMLElement>(null);
  const run = (what: HandoverDo) => {
    setFault("");
    if (what.do === "remove") lines.current?.focus();
    change.mutate(what, { onError: (error) => setFault(faultWords(error)) });
  };
  const writes = actionFor(sheet.actions, "write")?.allowed === true;
  const ticks = actionFor(sheet.actions, "tick")?.allowed === true;
  return (
    <article className="sheet" aria-label={`${t("nav.handover")} ${sheet.number}`}>
      <p className="paper">{t("handover.paper")}</p>
      <Standing sheet={sheet} linked={linked} fresh={fresh} />
      <p className="fault" role="alert">
        {fault}
      </p>
      {!sheet.intact && (
        <p className="note" data-state="error" role="alert">
          <ShieldAlert className="i" aria-hidden="true" /> {t("handover.broken")}
        </p>
      )}
      {sheet.state !== "open" && <Changes sheet={sheet} />}
      <section ref={lines} className="card pad hlines" aria-label={t("handover.summary", { lines: sheet.lines.length, must: sheet.must })} data-region tabIndex={-1}>
        {sheet.lines.length === 0 && <p>{t("handover.nothing")}</p>}
        {SECTIONS.map((section) => {
          const lines = sheet.lines.filter((line) => line.section === section);
          if (lines.length === 0) return null;
          return (
            <div key={section} className="hsection">
              <h2>
                {t(`handover.section.${section}`)} <span className="num">({lines.length})</span>
              </h2>
              <ul>
                {lines.map((line) => (
                  <Row key={line.key} sheet={sheet} line={line} writes={writes} ticks={ticks} run={run} />
                ))}
              </ul>
            </div>
          );
        })}
        {sheet.more > 0 && <p className="muted">{t("handover.more", { count: sheet.more })}</p>}
        {writes && (
          <div className="noprint">
            <WordsForm
              id="h-note"
              label={t("handover.noteLabel")}
              send={t("handover.noteSend")}
              required
              look=""
              onSend={(words) => change.mutateAsync({ do: "note", words, must: true })}
            />
          </div>
        )}
      </section>
      {sheet.remark !== "" && (
        <section className="card pad">
          <h2>{t("handover.remark")}</h2>
          <p className="said">{sheet.remark}</p>
        </section>
      )}
      <section className="card pad hlog" aria-labelledby="h-log">
        <h2 id="h-log">{t("handover.log")}</h2>
        <Timeline lines={sheet.log} />
        {sheet.digest !== "" && (
          <p className="hdigest muted">
            {t("handover.digest")}: <code>{sheet.seal || sheet.digest}</code> {sheet.intact && t("handover.intact")}
          </p>
        )}
      </section>
    </article>
  );
}

function Side({ title, side }: { title: string; side: HandoverSide }) {
  return (
    <div className="hside">
      <dt>{title}</dt>
      <dd>
        <b>{side.signed_by || sideWords(side.turns)}</b>
        <small>
          {side.signed_at === null ? t("handover.notSigned") : t("handover.signedAt", { at: dateTime(side.signed_at) })}
          {side.reason !== "" && ` · ${t("handover.standIn", { reason: side.reason })}`}
        </small>
      </dd>
    </div>
  );
}

type Signing = "sign-out" | "sign-in";

function Standing({ sheet, linked, fresh }: { sheet: Handover; linked: boolean; fresh: boolean }) {
  const say = useSay();
  const change = useHandoverDo(sheet.id);
  const [standsIn, setStandsIn] = useState<Signing | null>(null);
  const [remark, setRemark] = useState("");
  const [fault, setFault] = useState("");
  // The button that was pressed goes with what it did, so focus goes to what it did it to.
  const section = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    if (fresh) section.current?.focus();
  }, [fresh]);
  const back = actionFor(sheet.actions, "take-back");
  const signing: Signing = sheet.state === "open" ? "sign-out" : "sign-in";
  const sign = actionFor(sheet.actions, signing);

  async function run(what: HandoverDo) {
    setFault("");
    const now = await change.mutateAsync(what);
    setStandsIn(null);
    // Signed by both, the sheet gives way to the next changeover where it stands on the page of all.
    if (what.do === "sign-in" && linked) document.querySelector<HTMLElement>("#page-title")?.focus();
    else section.current?.focus();
    say(t(`handover.said.${what.do}` as Key, { number: now.number }), what.do === "sign-out" ? () => change.mutateAsync({ do: "take-back" }) : undefined);
  }
  const start = (what: HandoverDo) => void run(what).catch((error: unknown) => setFault(faultWords(error)));
  const signed = (reason: string): HandoverDo => (signing === "sign-out" ? { do: "sign-out", reason } : { do: "sign-in", remark, reason });
  return (
    <section ref={section} className="card pad" aria-label={sheet.number} data-region tabIndex={-1}>
      <p className="rowline">
        {linked ? (
          <Link to="/handover/$id" params={{ id: sheet.id }} className="num">
            {sheet.number}
          </Link>
        ) : (
          <b className="num">{sheet.number}</b>
        )}
        <HandoverState sheet={sheet} />
        <b className="num">{t("handover.changeover", { at: dateTime(sheet.at) })}</b>
        <span>{sheet.roster.name}</span>
        <span>{sheet.owner.name}</span>
      </p>
      <dl className="hsides">
        <Side title={t("handover.outTitle")} side={sheet.out} />
        <Side title={t("handover.inTitle")} side={sheet.in} />
      </dl>
      <p role="status" id="h-count">
        {t("handover.summary", { lines: sheet.lines.length, must: sheet.must })}
        {sheet.state === "offered" && sheet.unread > 0 && ` · ${t("handover.unreadCount", { count: sheet.unread })}`}
      </p>
      {sheet.state !== "done" && (
        <div className="noprint">
          {standsIn === null ? (
            <>
              {signing === "sign-in" && actionFor(sheet.actions, "tick")?.allowed === true && (
                <p className="hremark">
                  <label htmlFor="h-remark">{t("handover.remarkLabel")}</label>
                  <textarea id="h-remark" rows={1} maxLength={2000} value={remark} onChange={(event) => setRemark(event.target.value)} />
                </p>
              )}
              <div className="acts b">
                <VerbButton id={`h-${signing}`} action={sign} look="pri" disabled={change.isPending} onClick={() => (sign?.stands_in === true ? setStandsIn(signing) : start(signed("")))}>
                  <PenLine className="i" aria-hidden="true" />
                  {t(sign?.stands_in === true ? `handover.do.${signing}-for` : `handover.do.${signing}`)}
                </VerbButton>
                {sheet.state === "offered" && back?.allowed === true && (
                  <Button id="h-take-back" disabled={change.isPending} onClick={() => start({ do: "take-back" })}>
                    <Undo2 className="i" aria-hidden="true" />
                    {t("handover.do.take-back")}
                  </Button>
                )}
              </div>
            </>
          ) : (
            <WordsForm id="h-reason" label={t("handover.reason")} hint={t("handover.reasonHint")} send={t(`handover.do.${standsIn}-for`)} required onCancel={() => setStandsIn(null)} onSend={(words) => run(signed(words))} />
          )}
        </div>
      )}
      <p className="fault" role="alert">
        {fault}
      </p>
    </section>
  );
}

interface RowProps {
  sheet: Handover;
  line: HandoverLine;
  writes: boolean;
  ticks: boolean;
  run: (what: HandoverDo) => void;
}

function Row({ sheet, line, writes, ticks, run }: RowProps) {
  return (
    <li className={line.must ? "hline must" : "hline"}>
      {sheet.state === "open" && writes && (
        <label className="hcheck">
          <input type="checkbox" data-line={line.key} checked={line.must} aria-label={t("handover.mustLine", { title: line.title })} onChange={(event) => run({ do: "mark", line: line.key, must: event.target.checked })} />
          <span aria-hidden="true">{t("handover.must")}</span>
        </label>
      )}
      {sheet.state === "offered" && line.must && ticks && (
        <label className="hcheck">
          <input type="checkbox" data-line={line.key} checked={line.read_at !== null} aria-label={t("handover.readLine", { title: line.title })} onChange={(event) => run({ do: "tick", line: line.key, read: event.target.checked })} />
          <span aria-hidden="true">{t("handover.read")}</span>
        </label>
      )}
      <div>
        <LineWords line={line} />
        {line.must && (
          <small className="hmust">
            <Shape level={4} /> {t("handover.must")}
            {line.why !== "" && `: ${tMaybe(`handover.why.${line.why}`, line.why)}`}
            {line.read_at !== null && ` · ${t("handover.read")} ${dateTime(line.read_at)}`}
          </small>
        )}
      </div>
      {sheet.state === "open" && writes && line.section === "note" && (
        <Button small className="noprint" aria-label={`${t("handover.noteRemove")}: ${line.title}`} onClick={() => run({ do: "remove", note: line.key })}>
          {t("handover.noteRemove")}
        </Button>
      )}
    </li>
  );
}

/** Of these the time is an end, not a limit. */
const ENDS: string[] = ["gap", "silence"];

function LineWords({ line }: { line: HandoverLine }) {
  const details = [
    line.number,
    line.owner.name,
    line.section === "note" ? line.person : line.person || (["late", "held", "promise"].includes(line.section) && !line.veiled ? t("handover.nobody") : ""),
    line.due === null ? "" : ENDS.includes(line.section) ? t("handover.until", { at: dateTime(line.due) }) : t("handover.due", { at: dateTime(line.due) }),
    line.resumes === null ? "" : t("handover.resumes", { at: dateTime(line.resumes) }),
    line.extended ? t("handover.extended") : "",
  ].filter((words) => words !== "");
  return (
    <>
      <p className="htitle">
        {line.severity > 0 && <SeverityBadge level={line.severity} />}
        <Subject line={line} />
      </p>
      <small className="num">{details.join(" · ")}</small>
    </>
  );
}

/** A line leads to what it is about, where the reader may go. */
function Subject({ line }: { line: HandoverLine }) {
  if (line.veiled || line.section === "note" || line.section === "gap") return <b>{line.title}</b>;
  if (line.section === "incident")
    return (
      <Link to="/incidents/$id" params={{ id: line.key }}>
        {line.title}
      </Link>
    );
  return (
    <Link to="/work/$id" params={{ id: line.key }}>
      {line.title}
    </Link>
  );
}

function Changes({ sheet }: { sheet: Handover }) {
  return (
    <section className="card pad hchanges" aria-labelledby="h-changes">
      <h2 id="h-changes">{t("handover.changes")}</h2>
      {sheet.changes.length === 0 ? (
        <p className="muted">{t("handover.noChanges")}</p>
      ) : (
        <ul>
          {sheet.changes.map((change) => (
            <li key={change.what + change.line.key} className="hline">
              <b className={`hwhat c-${change.what}`}>{t(`handover.change.${change.what}`)}</b>
              <div>
                <LineWords line={change.line} />
                {change.due !== null && <small> → {t("handover.due", { at: dateTime(change.due) })}</small>}
              </div>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

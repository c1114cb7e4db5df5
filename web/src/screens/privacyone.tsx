import { Link } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { downloadFrom } from "../data/download";
import { letterOf, usePrivacy, usePrivacyDo, type PrivacyDo } from "../data/privacy";
import { may } from "../data/session";
import type { ConsentGiven, PrivacyRequest } from "../data/types";
import { actionFor, Button, VerbButton } from "../parts/button";
import { faultWords } from "../parts/forms";
import { Loaded } from "../parts/loaded";
import { useSay } from "../parts/say";
import { useParam } from "../shell/address";
import { useMe } from "../shell/shell";
import { dateTime, t } from "../text";
import { Page } from "./page";
import { clockWords, noted } from "./privacy";
import { PrivacyPieces } from "./privacypieces";
import { PrivacyState } from "./privacystate";
import { AnswerForm, IdentifyForm, RefuseForm, SearchForm } from "./privacysteps";

export default function PrivacyOneScreen() {
  const id = useParam("id");
  const request = usePrivacy(id);
  const title = request.data === undefined ? t("nav.privacy") : t("privacy.title", { asks: t(`privacy.asks.${request.data.asks}`) });
  return (
    <Page title={title} aside={request.data?.number}>
      <Loaded query={request} what={t("noun.privacyOne")} lines={8}>
        {(data) => <Body key={data.id} request={data} />}
      </Loaded>
    </Page>
  );
}

/** What is done next, by where it stands. */
const NEXT = { filed: "identify", identified: "search", searched: "answer", answered: "", refused: "" } as const;

type Asked = "identify" | "search" | "answer" | "refuse";

function Body({ request }: { request: PrivacyRequest }) {
  const say = useSay();
  const change = usePrivacyDo(request.id);
  const [asks, setAsks] = useState<Asked | null>(null);
  const standing = useRef<HTMLElement>(null);
  async function run(what: PrivacyDo) {
    const now = await change.mutateAsync(what);
    setAsks(null);
    if (what.do !== "decide" && what.do !== "withdraw") standing.current?.focus(); // the form that was sent is gone
    say(t(`privacy.said.${what.do}`, { number: now.number }));
  }
  return (
    <>
      <section ref={standing} className="card pad" aria-label={t("privacy.standing")} data-region tabIndex={-1}>
        <Who request={request} />
        {asks === null ? <Next request={request} onAsk={setAsks} /> : null}
        {asks === "identify" && <IdentifyForm onSend={run} onCancel={() => setAsks(null)} />}
        {asks === "search" && <SearchForm onSend={run} onCancel={() => setAsks(null)} />}
        {asks === "answer" && <AnswerForm onSend={run} onCancel={() => setAsks(null)} />}
        {asks === "refuse" && <RefuseForm onSend={run} onCancel={() => setAsks(null)} />}
      </section>
      {request.searched_at !== null && <PrivacyPieces request={request} onSend={run} />}
      <Agreed request={request} onSend={run} />
      {(request.state === "answered" || request.state === "refused") && (
        <section className="card pad" aria-labelledby="p-answer">
          <h2 id="p-answer">{t(request.state === "answered" ? "privacy.answer" : "privacy.refusal")}</h2>
          {request.basis !== "" && <p>{t("privacy.basisIs", { basis: request.basis })}</p>}
          <p className="asTyped">{request.answer}</p>
          <p className="muted">{request.ended_at !== null && noted(request.ended_at, request.ended_by)}</p>
        </section>
      )}
    </>
  );
}

function Who({ request }: { request: PrivacyRequest }) {
  const facts: [string, string][] = [
    [t("privacy.fact.who"), request.name === "" ? t("privacy.nameGone") : request.name],
    [t("privacy.fact.contact"), [...request.phones, ...request.emails].join(", ")],
    [t("privacy.fact.codes"), request.codes.join(", ")],
    [t("privacy.fact.words"), request.words],
    [t("privacy.fact.unit"), request.unit.name],
    [t("privacy.fact.filed"), dateTime(request.filed_at)],
    [t("privacy.fact.due"), `${dateTime(request.due)}. ${clockWords(request.clock)}`],
    [t("privacy.fact.identified"), request.identified === null ? t("privacy.notYet") : `${t(`privacy.how.${request.identified.how}`)}. ${request.identified.words} ${noted(request.identified.at, request.identified.by)}`],
  ];
  return (
    <>
      <p className="rowline">
        <PrivacyState row={request} />
        <Link to="/work/$id" params={{ id: request.work }}>
          {t("directive.openWork", { number: request.work_number })}
        </Link>
      </p>
      <dl className="five">
        {facts
          .filter(([, words]) => words !== "")
          .map(([head, words]) => (
            <div key={head}>
              <dt>{head}</dt>
              <dd>{words}</dd>
            </div>
          ))}
      </dl>
    </>
  );
}

function Next({ request, onAsk }: { request: PrivacyRequest; onAsk: (what: Asked) => void }) {
  const [fault, setFault] = useState("");
  const verbs: Asked[] = request.state === "searched" ? ["answer", "search", "refuse"] : request.state === "identified" ? ["search", "refuse"] : ["identify", "refuse"];
  const live = request.state !== "answered" && request.state !== "refused";
  const given = actionFor(request.actions, "export");
  async function give() {
    setFault("");
    try {
      await downloadFrom(`/privacy/${request.id}/export`, `${request.number}.zip`);
    } catch (error) {
      setFault(faultWords(error));
    }
  }
  return (
    <>
      <div className="acts b">
        {live &&
          verbs.map((verb) => (
            <VerbButton key={verb} id={`p-${verb}`} action={actionFor(request.actions, verb)} look={verb === NEXT[request.state] ? "pri" : ""} onClick={() => onAsk(verb)}>
              {t(verb === "search" && request.searched_at !== null ? "privacy.do.searchAgain" : `privacy.do.${verb}`)}
            </VerbButton>
          ))}
        {given?.allowed === true && (
          <Button id="p-export" onClick={() => void give()}>
            {t("privacy.do.export")}
          </Button>
        )}
        {actionFor(request.actions, "letter")?.allowed === true && (
          <a className="btn" href={letterOf(request.id)} target="_blank" rel="noopener">
            {t("privacy.do.letter")}
          </a>
        )}
      </div>
      <p className="fault" role="alert">
        {fault}
      </p>
    </>
  );
}

const WAYS = ["in-person", "phone", "paper"] as const;

/** What the person agreed to, in the words that they read; taken back on their word. */
function Agreed({ request, onSend }: { request: PrivacyRequest; onSend: (what: PrivacyDo) => Promise<void> }) {
  const all = [
    ...request.agreed.map((given) => ({ given, kind: "privacy.request", piece: request.id, about: request.number })),
    ...request.pieces.flatMap((piece) => piece.agreed.map((given) => ({ given, kind: piece.kind, piece: piece.id, about: `${piece.kind_name} ${piece.title}` }))),
  ];
  if (all.length === 0) return null;
  return (
    <section className="card pad" aria-labelledby="p-agreed">
      <h2 id="p-agreed">{t("privacy.agreed", { count: all.length })}</h2>
      <ul>
        {all.map((each) => (
          <Consent key={`${each.piece} ${each.given.purpose} ${each.given.at}`} request={request} {...each} onSend={onSend} />
        ))}
      </ul>
    </section>
  );
}

interface ConsentProps {
  request: PrivacyRequest;
  given: ConsentGiven;
  kind: string;
  piece: string;
  about: string;
  onSend: (what: PrivacyDo) => Promise<void>;
}

function Consent({ request, given, kind, piece, about, onSend }: ConsentProps) {
  const me = useMe();
  const [how, setHow] = useState<(typeof WAYS)[number]>("phone");
  const [fault, setFault] = useState("");
  const open = given.withdrawn_at === null && (request.state === "identified" || request.state === "searched") && may(me, "privacy.handle");
  const id = `c-${piece}-${given.purpose}`;
  const send = () => onSend({ do: "withdraw", kind, piece, purpose: given.purpose, how }).catch((error: unknown) => setFault(faultWords(error)));
  return (
    <li className="hline">
      <div>
        <b>{given.name}</b> <span className="muted">{about}</span>
        <small>“{given.words}”</small>
        <small>{t("privacy.gave", { how: t(`privacy.way.${given.how}`), at: noted(given.at, given.by) })}</small>
        {given.withdrawn_at !== null && (
          <small>{given.withdrawn_how === "erased" ? t("privacy.endedWithData", { at: dateTime(given.withdrawn_at) }) : t("privacy.tookBack", { how: t(`privacy.way.${given.withdrawn_how === "" ? "web" : given.withdrawn_how}`), at: noted(given.withdrawn_at, given.withdrawn_by) })}</small>
        )}
        <p className="fault" role="alert">
          {fault}
        </p>
      </div>
      {open && (
        <div className="rowline">
          <label htmlFor={id}>{t("privacy.tookBackHow")}</label>
          <select id={id} value={how} onChange={(event) => setHow(WAYS.find((each) => each === event.target.value) ?? "phone")}>
            {WAYS.map((each) => (
              <option key={each} value={each}>
                {t(`privacy.way.${each}`)}
              </option>
            ))}
          </select>
          <Button small onClick={() => void send()}>
            {t("privacy.do.withdraw")}
          </Button>
        </div>
      )}
    </li>
  );
}

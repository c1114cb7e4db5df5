import { Link } from "@tanstack/react-router";
import { useLayoutEffect, useRef, useState } from "react";
import { useDirective, useDirectiveDo, type DirectiveDo } from "../data/directives";
import type { Directive } from "../data/types";
import { AddEvidence } from "../parts/addevidence";
import { actionFor, VerbButton } from "../parts/button";
import { ClockChip } from "../parts/clock";
import { useDialog } from "../parts/dialog";
import { EvidenceCards } from "../parts/evidence";
import { WordsForm } from "../parts/forms";
import { Loaded } from "../parts/loaded";
import { Timeline } from "../parts/log";
import { useSay } from "../parts/say";
import { useParam } from "../shell/address";
import { dateTime, day, t, type Key } from "../text";
import { sourceWords } from "./directives";
import { DirectiveState } from "./directivestate";
import { GiveForm } from "./giveform";
import { Page } from "./page";

export default function DirectiveScreen() {
  const id = useParam("id");
  const directive = useDirective(id);
  return (
    <Page title={directive.data?.title ?? t("nav.directives")} aside={directive.data?.number}>
      <Loaded query={directive} what={t("noun.directive")} lines={8}>
        {(data) => <Body key={data.id} directive={data} />}
      </Loaded>
    </Page>
  );
}

type Asked = "report" | "hand-in" | "accept" | "send-back" | "withdraw";

/** What comes first is the step that takes it on. */
const VERBS: Record<Directive["state"], Asked[]> = {
  open: ["report", "hand-in", "withdraw"],
  "handed-in": ["accept", "send-back", "withdraw"],
  accepted: [],
  withdrawn: [],
};

function Body({ directive }: { directive: Directive }) {
  const dialog = useDialog();
  const evidence = actionFor(directive.item_actions, "evidence");
  const extend = actionFor(directive.item_actions, "extend");
  const part = actionFor(directive.actions, "part");
  return (
    <>
      <Standing directive={directive} />
      <div className="two">
        <section className="card pad" aria-labelledby="d-proof">
          <h2 id="d-proof">{t("directive.proofs", { count: directive.proofs })}</h2>
          <EvidenceCards items={directive.evidence} />
          {evidence?.allowed === true && <AddEvidence work={directive.work} />}
          <p>
            <Link to="/work/$id" params={{ id: directive.work }}>
              {t(extend?.allowed === true ? "directive.askTime" : "directive.openWork", { number: directive.work_number })}
            </Link>
          </p>
        </section>
        <section className="card pad" aria-labelledby="d-parts">
          <h2 id="d-parts">{t("directive.parts", { count: directive.parts.length })}</h2>
          {directive.parent !== "" && (
            <p>
              <Link to="/directives/$id" params={{ id: directive.parent }}>
                {t("directive.toWhole")}
              </Link>
            </p>
          )}
          <ul>
            {directive.parts.map((each) => (
              <li key={each.id} className="hline">
                <div>
                  <Link to="/directives/$id" params={{ id: each.id }}>
                    {each.title}
                  </Link>
                  <small>
                    {each.doer.name} · {each.person?.name ?? t("directive.nobody")} · {dateTime(each.due)}
                  </small>
                </div>
                <DirectiveState row={each} />
              </li>
            ))}
          </ul>
          <VerbButton id="d-part" action={part} onClick={() => dialog.show(t("directive.givePart"), <GiveForm parent={directive.id} onDone={() => undefined} />)}>
            {t("directive.givePart")}
          </VerbButton>
        </section>
      </div>
      <section className="card pad" aria-labelledby="d-log">
        <h2 id="d-log">{t("directive.log")}</h2>
        <Timeline lines={directive.log} />
      </section>
    </>
  );
}

function Standing({ directive }: { directive: Directive }) {
  const say = useSay();
  const change = useDirectiveDo(directive.id);
  const [asks, setAsks] = useState<Asked | null>(null);
  const [percent, setPercent] = useState(String(directive.percent));
  const section = useRef<HTMLElement>(null);
  const went = useRef<Asked | null>(null);
  useLayoutEffect(() => {
    // The button that was pressed gives way to its form, and the form to the buttons.
    if (asks !== null) section.current?.querySelector<HTMLElement>("#d-percent, #d-words")?.focus();
    else if (went.current !== null) (document.getElementById(`d-${went.current}`) ?? section.current)?.focus();
    went.current = asks;
  }, [asks]);
  async function run(what: DirectiveDo) {
    const now = await change.mutateAsync(what);
    setAsks(null);
    say(t(`directive.said.${what.do}`, { number: now.number }));
  }
  return (
    <section ref={section} className="card pad" aria-label={t("directive.standing")} data-region tabIndex={-1}>
      <p className="rowline">
        <DirectiveState row={directive} />
        {directive.clock !== null && <ClockChip clock={directive.clock} due={directive.due} />}
        <span>{sourceWords(directive)}</span>
        {directive.source.day !== undefined && directive.source.day !== "" && <span className="num">{day(directive.source.day)}</span>}
      </p>
      <dl className="five">
        <Fact head={t("directive.five.who")} words={`${directive.person?.name ?? t("directive.nobody")}, ${directive.doer.name}`} />
        <Fact head={t("directive.five.what")} words={directive.title} />
        <Fact head={t("directive.five.when")} words={dateTime(directive.due)} />
        <Fact head={t("directive.five.result")} words={directive.result} />
        <Fact head={t("directive.five.answers")} words={directive.responsibility} />
        <Fact head={t("directive.head.by")} words={`${directive.given_by}, ${directive.giver.name}, ${dateTime(directive.given_at)}`} />
      </dl>
      {asks === null ? (
        <div className="acts b">
          {VERBS[directive.state].filter((verb) => verb !== "withdraw" || actionFor(directive.actions, verb)?.allowed === true).map((verb, index) => (
            <VerbButton key={verb} id={`d-${verb}`} action={actionFor(directive.actions, verb)} look={index === 0 ? "pri" : ""} onClick={() => setAsks(verb)}>
              {t(`directive.do.${verb}`)}
            </VerbButton>
          ))}
        </div>
      ) : (
        <>
          {asks === "report" && (
            <p className="rowline">
              <label htmlFor="d-percent">{t("directive.percentLabel")}</label>
              <input id="d-percent" type="number" min={0} max={100} step={5} value={percent} onChange={(event) => setPercent(event.target.value)} />
            </p>
          )}
          <WordsForm
            key={asks}
            id="d-words"
            label={t(`directive.words.${asks}` as Key)}
            send={t(`directive.do.${asks}`)}
            required={asks !== "accept"}
            look={asks === "withdraw" ? "warn" : "pri"}
            onCancel={() => setAsks(null)}
            onSend={(words) => run(asks === "report" ? { do: "report", percent: Math.round(Number(percent)) || 0, words } : { do: asks, words })}
          />
        </>
      )}
    </section>
  );
}

function Fact({ head, words }: { head: string; words: string }) {
  return (
    <div>
      <dt>{head}</dt>
      <dd>{words}</dd>
    </div>
  );
}

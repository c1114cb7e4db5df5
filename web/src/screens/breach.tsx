import { Link } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { closeBreach, tellBreach, useBreach } from "../data/privacy";
import type { Breach } from "../data/types";
import { actionFor, VerbButton } from "../parts/button";
import { Field, FormEnd, useForm } from "../parts/fields";
import { WordsForm } from "../parts/forms";
import { Loaded } from "../parts/loaded";
import { useSay } from "../parts/say";
import { useParam } from "../shell/address";
import { dateTime, t } from "../text";
import { Page } from "./page";
import { clockWords, noted } from "./privacy";
import { BreachState } from "./privacystate";

export default function BreachScreen() {
  const id = useParam("id");
  const breach = useBreach(id);
  return (
    <Page title={t("breach.one")} aside={breach.data?.number}>
      <Loaded query={breach} what={t("noun.breach")} lines={6}>
        {(data) => <Body key={data.id} breach={data} />}
      </Loaded>
    </Page>
  );
}

function Body({ breach }: { breach: Breach }) {
  const say = useSay();
  const [asks, setAsks] = useState<"tell" | "close" | null>(null);
  const standing = useRef<HTMLElement>(null);
  const done = (words: string) => {
    setAsks(null);
    standing.current?.focus();
    say(words);
  };
  const facts: [string, string][] = [
    [t("breach.field.what"), breach.what],
    [t("breach.field.kinds"), breach.kinds.join(", ")],
    [t("breach.field.people"), breach.people === 0 ? t("breach.unknown") : String(breach.people)],
    [t("breach.field.happened"), dateTime(breach.happened_at)],
    [t("breach.field.found"), dateTime(breach.found_at)],
    [t("breach.dueAuthority"), `${dateTime(breach.due)}. ${clockWords(breach.clock)}`],
    [t("privacy.fact.unit"), breach.unit.name],
    [t("breach.recordedBy"), breach.recorded_by],
  ];
  return (
    <>
      <section ref={standing} className="card pad" aria-label={t("privacy.standing")} data-region tabIndex={-1}>
        <p className="rowline">
          <BreachState row={breach} />
          <Link to="/work/$id" params={{ id: breach.work }}>
            {t("breach.openWork")}
          </Link>
        </p>
        <dl className="five">
          {facts.map(([head, words]) => (
            <div key={head}>
              <dt>{head}</dt>
              <dd>{words}</dd>
            </div>
          ))}
        </dl>
        {asks === null && breach.open && (
          <div className="acts b">
            {(["tell", "close"] as const).map((verb) => (
              <VerbButton key={verb} id={`b-${verb}`} action={actionFor(breach.actions, verb)} look={verb === (breach.told === null ? "tell" : "close") ? "pri" : ""} onClick={() => setAsks(verb)}>
                {t(`breach.do.${verb}`)}
              </VerbButton>
            ))}
          </div>
        )}
        {asks === "tell" && <TellForm breach={breach} onDone={() => done(t("breach.saidTell", { number: breach.number }))} onCancel={() => setAsks(null)} />}
        {asks === "close" && (
          <WordsForm
            id="b-measures"
            label={t("breach.field.measures")}
            send={t("breach.do.close")}
            required
            onCancel={() => setAsks(null)}
            onSend={async (words) => {
              await closeBreach(breach.id, words);
              done(t("breach.saidClose", { number: breach.number }));
            }}
          />
        )}
      </section>
      <section className="card pad" aria-labelledby="b-told">
        <h2 id="b-told">{t("breach.told", { count: breach.told_all.length })}</h2>
        {breach.told_all.length === 0 && <p className="muted">{t("breach.untold")}</p>}
        <ul>
          {breach.told_all.map((told, index) => (
            <li key={`${told.at} ${String(index)}`} className="hline">
              <div>
                <b>{t(`breach.whom.${told.whom}`)}</b>
                <small className="asTyped">{told.words}</small>
                <small>{noted(told.at, told.by)}</small>
              </div>
            </li>
          ))}
        </ul>
      </section>
      {!breach.open && (
        <section className="card pad" aria-labelledby="b-end">
          <h2 id="b-end">{t("breach.field.measures")}</h2>
          <p className="asTyped">{breach.measures}</p>
          <p className="muted">{breach.ended_at !== null && dateTime(breach.ended_at)}</p>
        </section>
      )}
    </>
  );
}

const WHOMS = ["authority", "persons", "superior"] as const;

function TellForm({ breach, onDone, onCancel }: { breach: Breach; onDone: () => void; onCancel: () => void }) {
  const form = useForm(onDone);
  const [whom, setWhom] = useState<(typeof WHOMS)[number]>(breach.told === null ? "authority" : "persons");
  const [words, setWords] = useState("");
  return (
    <form
      className="words"
      noValidate
      onSubmit={(event) =>
        void form.send(event, {}, async () => {
          await tellBreach(breach.id, whom, words);
        })
      }
    >
      <Field label={t("breach.field.whom")} fault={form.fault("whom")}>
        {(ids) => (
          <select {...ids} name="whom" value={whom} onChange={(event) => setWhom(WHOMS.find((each) => each === event.target.value) ?? "authority")}>
            {WHOMS.map((each) => (
              <option key={each} value={each}>
                {t(`breach.whom.${each}`)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label={t("breach.field.words")} fault={form.fault("words")}>
        {(ids) => <textarea {...ids} name="words" rows={2} value={words} onChange={(event) => setWords(event.target.value)} />}
      </Field>
      <FormEnd form={form} send={t("breach.do.tell")} onCancel={onCancel} />
    </form>
  );
}

import { Check, Minus } from "lucide-react";
import { useState } from "react";
import { setStep } from "../data/incidents";
import type { Incident, Step } from "../data/types";
import { actionFor, Button } from "../parts/button";
import { useNow } from "../parts/clock";
import { faultWords, WordsForm } from "../parts/forms";
import { useSay } from "../parts/say";
import { hourOrDate, markWords, t } from "../text";

export const finished = (step: Step) => step.done_at !== null || step.skipped_reason !== "";

/** The steps that the answers given do not lead past: only they are to be done, and only they count. */
export const onTheWay = (steps: Step[]) => steps.filter((step) => step.place !== "off");

/** The steps to take: check, who, time or due, legal basis. Skipping one asks for a reason. */
export function Playbook({ incident }: { incident: Incident }) {
  const { playbook } = incident;
  if (playbook === null) {
    return (
      <section className="card pad">
        <h2>{t("playbook.title")}</h2>
        <p className="muted">{t("playbook.none")}</p>
      </section>
    );
  }
  const way = onTheWay(playbook.steps);
  const next = way.find((step) => !finished(step));
  const done = way.filter(finished).length;
  return (
    <section className="card">
      <div className="ch">
        <h2>
          {t("playbook.title")} {playbook.code}: {playbook.title}
        </h2>
        <span>{t("playbook.count", { version: playbook.version, done, all: way.length })}</span>
      </div>
      <ol className="pb">
        {playbook.steps.map((step) => (
          <StepRow key={step.no} incident={incident} step={step} next={step === next} />
        ))}
      </ol>
    </section>
  );
}

function StepRow({ incident, step, next }: { incident: Incident; step: Step; next: boolean }) {
  const now = useNow();
  const say = useSay();
  const [skipping, setSkipping] = useState(false);
  const [choosing, setChoosing] = useState(false);
  const [fault, setFault] = useState("");
  const allowed = actionFor(incident.actions, "step")?.allowed === true && incident.state === "open";
  const isDone = step.done_at !== null;
  const skipped = step.skipped_reason !== "";
  const id = `step-${step.no}`;
  const off = step.place === "off";
  const asks = step.ask !== "";
  const given = step.answers.find((answer) => answer.key === step.answer);
  const chooses = asks && allowed && !off && (choosing || (next && given === undefined));

  async function mark(done: boolean) {
    setFault("");
    try {
      await setStep(incident.id, step.no, done);
      if (done) say(t("playbook.done", { no: step.no }), () => setStep(incident.id, step.no, false));
    } catch (error) {
      setFault(faultWords(error));
    }
  }

  /** Choosing an answer is doing the step; undone, the case stands where it stood. */
  async function choose(key: string) {
    setFault("");
    const before = step.answer;
    try {
      await setStep(incident.id, step.no, true, "", key);
      setChoosing(false);
      say(t("playbook.answered", { no: step.no, key }), () => setStep(incident.id, step.no, before !== "", "", before));
    } catch (error) {
      setFault(faultWords(error));
    }
  }

  function tick() {
    if (!allowed || (off && !isDone)) return;
    if (asks && !isDone) setChoosing(!choosing);
    else void mark(!isDone);
  }

  return (
    <li className={`${isDone ? "ok" : next ? "nw2" : ""}${off ? " off" : ""}`}>
      <button type="button" id={id} className="bx" role="checkbox" aria-checked={isDone} aria-disabled={!allowed || (off && !isDone)} aria-label={off ? t("playbook.offLabel", { title: step.title }) : step.title} onClick={tick}>
        {isDone ? <Check className="i" aria-hidden="true" /> : off && <Minus className="i" aria-hidden="true" />}
      </button>
      <span>
        <span className="x">
          <b>{step.title}</b>
          <time>{isDone && step.done_at !== null ? hourOrDate(step.done_at, now) : off ? t("playbook.off") : step.due !== null ? t("playbook.due", { at: hourOrDate(step.due, now) }) : ""}</time>
        </span>
        <span className="m">
          <span>{isDone && step.done_by !== "" ? step.done_by : step.role_name}</span>
          {step.legal.map((basis) => (
            <span key={`${basis.act} ${basis.clause}`} className="lg" title={`${basis.title} (${markWords(basis.mark)})`}>
              {basis.act}
              {basis.clause !== "" && `, ${basis.clause}`}
            </span>
          ))}
          {step.evidence_wanted !== "" && <span>{t("playbook.evidence", { what: step.evidence_wanted })}</span>}
        </span>
        {off && <span className="m">{pastWords(incident, step)}</span>}
        {step.place === "maybe" && !isDone && !skipped && <span className="m">{t("playbook.maybe")}</span>}
        {asks && !off && (
          <span className="ask" id={`${id}-ask`}>
            {step.ask}
          </span>
        )}
        {given !== undefined && !choosing && (
          <span className="given">
            <span>
              {t("playbook.answer")} <b>{`${given.key}. ${given.title}`}</b>
            </span>
            {allowed && !off && (
              <Button small look="quiet" id={`${id}-change`} onClick={() => setChoosing(true)}>
                {t("playbook.change")}
              </Button>
            )}
          </span>
        )}
        {chooses && (
          <span className="ways" role="group" aria-labelledby={`${id}-ask`}>
            {step.answers.map((answer) => (
              <Button key={answer.key} small id={`${id}-${answer.key}`} look={answer.key === step.answer ? "pri" : ""} aria-pressed={answer.key === step.answer} onClick={() => (answer.key === step.answer ? setChoosing(false) : void choose(answer.key))}>
                <b className="num">{answer.key}</b>
                <span>{answer.title}</span>
                {(answer.end || answer.to > 0) && <small>{answer.end ? t("playbook.wayEnds") : t("playbook.wayTo", { no: answer.to })}</small>}
              </Button>
            ))}
          </span>
        )}
        {skipped && <span className="m">{t("playbook.skipped", { reason: step.skipped_reason })}</span>}
        {next && allowed && !skipping && (
          <span className="act">
            {!asks && (
              <Button small look="pri" onClick={() => void mark(true)}>
                {t("playbook.mark")}
              </Button>
            )}
            {!step.evidence && (
              <Button small onClick={() => setSkipping(true)}>
                {t("playbook.skip")}
              </Button>
            )}
          </span>
        )}
        {skipping && (
          <WordsForm
            id={`${id}-skip`}
            label={t("playbook.skipReason")}
            send={t("playbook.skipSend")}
            required
            look=""
            onCancel={() => setSkipping(false)}
            onSend={async (reason) => {
              await setStep(incident.id, step.no, false, reason);
              setSkipping(false);
            }}
          />
        )}
        {fault !== "" && (
          <span className="fault" role="alert">
            {fault}
          </span>
        )}
      </span>
    </li>
  );
}

/** Why a step is off: which question was answered how. */
function pastWords(incident: Incident, step: Step): string {
  const by = incident.playbook?.steps.find((each) => each.no === step.past_by);
  const given = by?.answers.find((answer) => answer.key === by.answer);
  return t("playbook.offBy", { no: step.past_by, answer: given === undefined ? "" : `${given.key}. ${given.title}` });
}

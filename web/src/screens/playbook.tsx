import { Check } from "lucide-react";
import { useState } from "react";
import { setStep } from "../data/incidents";
import type { Incident, Step } from "../data/types";
import { actionFor, Button } from "../parts/button";
import { useNow } from "../parts/clock";
import { faultWords, WordsForm } from "../parts/forms";
import { useSay } from "../parts/say";
import { hourOrDate, t } from "../text";

const finished = (step: Step) => step.done_at !== null || step.skipped_reason !== "";

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
  const next = playbook.steps.find((step) => !finished(step));
  const done = playbook.steps.filter(finished).length;
  return (
    <section className="card">
      <div className="ch">
        <h2>
          {t("playbook.title")} {playbook.code}: {playbook.title}
        </h2>
        <span>{t("playbook.count", { version: playbook.version, done, all: playbook.steps.length })}</span>
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
  const [fault, setFault] = useState("");
  const allowed = actionFor(incident.actions, "step")?.allowed === true && incident.state === "open";
  const isDone = step.done_at !== null;
  const skipped = step.skipped_reason !== "";
  const id = `step-${step.no}`;

  async function mark(done: boolean) {
    setFault("");
    try {
      await setStep(incident.id, step.no, done);
      if (done) say(t("playbook.done", { no: step.no }), () => setStep(incident.id, step.no, false));
    } catch (error) {
      setFault(faultWords(error));
    }
  }

  return (
    <li className={isDone ? "ok" : next ? "nw2" : ""}>
      <button type="button" id={id} className="bx" role="checkbox" aria-checked={isDone} aria-disabled={!allowed} aria-label={step.title} onClick={() => allowed && void mark(!isDone)}>
        {isDone && <Check className="i" aria-hidden="true" />}
      </button>
      <span>
        <span className="x">
          <b>{step.title}</b>
          <time>{isDone && step.done_at !== null ? hourOrDate(step.done_at, now) : step.due !== null ? t("playbook.due", { at: hourOrDate(step.due, now) }) : ""}</time>
        </span>
        <span className="m">
          <span>{isDone && step.done_by !== "" ? step.done_by : step.role_name}</span>
          {step.legal.map((basis) => (
            <span key={`${basis.act} ${basis.clause}`} className="lg" title={`${basis.title} (${basis.mark})`}>
              {basis.act}
              {basis.clause !== "" && `, ${basis.clause}`}
            </span>
          ))}
          {step.evidence_wanted !== "" && <span>{t("playbook.evidence", { what: step.evidence_wanted })}</span>}
        </span>
        {skipped && <span className="m">{t("playbook.skipped", { reason: step.skipped_reason })}</span>}
        {next && allowed && !skipping && (
          <span className="act">
            <Button small look="pri" onClick={() => void mark(true)}>
              {t("playbook.mark")}
            </Button>
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

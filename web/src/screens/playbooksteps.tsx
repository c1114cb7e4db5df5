import type { Playbook } from "../data/types";
import { duration, markWords, t } from "../text";

type Step = Playbook["steps"][number];

/** How long a step may take, in words; nothing where it has no limit. */
export const limitWords = (minutes: number) => (minutes === 0 ? "" : duration(minutes * 60));

/** Where the steps and answers lead, in words. */
export function wayWords(way: { to: number; end: boolean }): string {
  if (way.end) return t("pb.wayEnd");
  return way.to === 0 ? t("pb.wayNext") : t("pb.wayTo", { n: way.to });
}

export function PlaybookSteps({ playbook }: { playbook: Playbook }) {
  return (
    <section className="card pad" aria-labelledby="pb-steps">
      <h2 id="pb-steps">{t("pb.tab.steps")}</h2>
      <ol className="pbsteps">
        {playbook.steps.map((step) => (
          <li key={step.no}>
            <span className="num">{step.no}</span>
            <div>
              <b>{step.title}</b>
              <p className="rowline">
                <span>{who(step)}</span>
                {step.limit_minutes > 0 && <span>{t("pb.within", { time: limitWords(step.limit_minutes) })}</span>}
                {step.evidence && <span>{t("pb.wants", { what: step.evidence_wanted })}</span>}
                {step.then > 0 && <span>{t("pb.thenTo", { n: step.then })}</span>}
              </p>
              {step.ask !== "" && (
                <div className="pbask">
                  <p>{step.ask}</p>
                  <ul>
                    {step.answers.map((answer) => (
                      <li key={answer.key}>
                        <b>{answer.key}</b> {answer.title} → {wayWords(answer)}
                      </li>
                    ))}
                  </ul>
                </div>
              )}
              {step.legal.length > 0 && (
                <ul className="pblegal">
                  {step.legal.map((basis) => (
                    <li key={basis.act + basis.clause}>
                      {basis.number}{basis.clause !== "" && ` ${basis.clause}`}: {basis.title} <small className="muted">({markWords(basis.mark)})</small>
                      {basis.to !== "" && <b> {t("pb.actUntil", { day: basis.to.split("-").reverse().join("/") })}</b>}
                    </li>
                  ))}
                </ul>
              )}
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}

export const who = (step: Step) => `${step.role_name}${step.unit.name === "" ? "" : `, ${step.unit.name}`}`;

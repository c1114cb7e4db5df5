import { Printer } from "lucide-react";
import { serverTime } from "../data/news";
import type { Playbook } from "../data/types";
import { Button } from "../parts/button";
import { date, markWords, t } from "../text";
import { limitWords, wayWords, who } from "./playbooksteps";

/** The paper pack: what is left when there is no power. Black on white, boxes to tick, blanks for names and phones. */
export function PlaybookPaper({ playbook }: { playbook: Playbook }) {
  const units = [...new Map(playbook.steps.map((step) => [who(step), step])).keys()];
  const acts = [...new Map(playbook.steps.flatMap((step) => step.legal).map((basis) => [`${basis.act} ${basis.clause}`, basis])).values()];
  return (
    <div className="pbprint">
      <p className="noprint">
        <Button look="pri" id="pb-print" onClick={() => window.print()}>
          <Printer className="i" aria-hidden="true" />
          {t("pb.print")}
        </Button>
      </p>
      <article className="pbpaper" aria-label={t("pb.tab.paper")}>
        <header>
          <p>
            {playbook.owner.name}
            <span className="num">{t("pb.paperCode", { code: playbook.code, n: playbook.version, short: playbook.short })}</span>
          </p>
          <h2>{playbook.title}</h2>
          <p>
            {t("pb.paperLine", { day: date(serverTime(Date.now())) })} · {markWords(playbook.mark)}
          </p>
          <p className="blanks">
            {t("pb.paperCase")} <i /> {t("pb.paperOpened")} <i /> {t("pb.paperLead")} <i />
          </p>
        </header>
        <table>
          <thead>
            <tr>
              <th scope="col">{t("pb.paper.no")}</th>
              <th scope="col">{t("pb.paper.step")}</th>
              <th scope="col">{t("pb.paper.who")}</th>
              <th scope="col">{t("pb.paper.limit")}</th>
              <th scope="col">{t("pb.paper.done")}</th>
            </tr>
          </thead>
          <tbody>
            {playbook.steps.map((step) => (
              <tr key={step.no}>
                <td className="num">
                  <span className="box" aria-hidden="true" /> {step.no}
                </td>
                <td>
                  <b>{step.title}</b>
                  {step.ask !== "" && (
                    <span className="line">
                      {step.ask}{" "}
                      {step.answers.map((answer) => (
                        <span key={answer.key} className="ans">
                          <span className="box" aria-hidden="true" /> {answer.key} {answer.title} → {wayWords(answer)}
                        </span>
                      ))}
                    </span>
                  )}
                  {step.then > 0 && <span className="line">{t("pb.thenTo", { n: step.then })}</span>}
                  {step.evidence && <span className="line">{t("pb.wants", { what: step.evidence_wanted })}</span>}
                  {step.legal.length > 0 && <span className="line law">{step.legal.map((basis) => `${basis.number} ${basis.clause}`.trim()).join("; ")}</span>}
                </td>
                <td>{who(step)}</td>
                <td>{limitWords(step.limit_minutes)}</td>
                <td className="blank" />
              </tr>
            ))}
          </tbody>
        </table>
        <div className="phones">
          <h3>{t("pb.paperPhones")}</h3>
          <ul>
            {units.map((unit) => (
              <li key={unit}>
                {unit}: <i />
              </li>
            ))}
          </ul>
        </div>
        {acts.length > 0 && (
          <div className="acts">
            <h3>{t("pb.paperLaw")}</h3>
            <ul>
              {acts.map((basis) => (
                <li key={`${basis.act} ${basis.clause}`}>
                  {basis.number}{basis.clause !== "" && ` ${basis.clause}`}: {basis.title} ({markWords(basis.mark)})
                </li>
              ))}
            </ul>
          </div>
        )}
        <footer>{t("pb.paperFoot", { code: playbook.code, n: playbook.version, short: playbook.short })}</footer>
      </article>
    </div>
  );
}

import { Link } from "@tanstack/react-router";
import type { ReportOne, ReportTwin } from "../data/types";
import { useAct } from "../parts/act";
import { useNow } from "../parts/clock";
import { actionFor, VerbButton } from "../parts/button";
import { hourOrDate, t } from "../text";
import type { Doing } from "./reportone";
import { ReportState } from "./reportstate";

/** How near and how alike, so that the reader need not guess why it is proposed. */
export function alikeWords(twin: ReportTwin): string {
  const words = t("report.alike", { share: twin.alike });
  return twin.metres === null ? words : `${t("report.metres", { metres: twin.metres })}, ${words}`;
}

/** What may be the same matter; merging answers all their reporters at once, and can be undone by parting. */
export function ReportTwins({ report, doing }: { report: ReportOne; doing: Doing }) {
  const now = useNow();
  const { act, fault } = useAct();
  const merge = actionFor(report.actions, "merge");
  if (report.twins.length === 0) return null;
  return (
    <section className="card" aria-labelledby="rep-twins">
      <div className="ch">
        <h2 id="rep-twins">{t("report.twins")}</h2>
        <span>{t("report.twinsHint")}</span>
      </div>
      <ul className="pad twins">
        {report.twins.map((twin) => (
          <li key={twin.id} className="hline">
            <div>
              <Link to="/reports/$id" params={{ id: twin.id }}>
                {twin.words.split("\n")[0]}
              </Link>
              <small>
                <span className="num">{twin.number}</span> · {hourOrDate(twin.received_at, now)} · {alikeWords(twin)} · {twin.owner.name}
              </small>
              <ReportState row={twin} />
            </div>
            <VerbButton
              id={`merge-${twin.id}`}
              small
              action={merge}
              aria-label={t("report.mergeInto", { number: twin.number })}
              onClick={() => void act(() => doing({ do: "merge", into: twin.id }, { do: "part", words: t("report.undoWords") }))}
            >
              {t("report.do.merge")}
            </VerbButton>
          </li>
        ))}
      </ul>
      <p className="fault pad" role="alert">
        {fault}
      </p>
    </section>
  );
}

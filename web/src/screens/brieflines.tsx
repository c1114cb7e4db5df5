import { Fragment } from "react";
import { Link } from "@tanstack/react-router";
import { BellRing, Phone } from "lucide-react";
import { remind } from "../data/briefs";
import type { BriefContent, BriefLine } from "../data/types";
import { useAct } from "../parts/act";
import { Button } from "../parts/button";
import { useNow } from "../parts/clock";
import { Shape } from "../parts/severity";
import { day, dateTime, hourOrDate, t, type Key } from "../text";

const PARTS = ["promises", "changes", "late", "today", "doubts"] as const;

/** What a brief says: the same parts in the same order as on paper, each line with who answers for it. */
export function BriefParts({ content, date, reminds }: { content: BriefContent; date: string; reminds: boolean }) {
  return (
    <>
      {PARTS.map((part) => (
        <section key={part} className="card pad bpart" aria-labelledby={`b-${part}`}>
          <h2 id={`b-${part}`}>{part === "promises" && content.meeting !== "" ? t("brief.part.promisesOf", { day: day(content.meeting) }) : t(`brief.part.${part}`)}</h2>
          {part === "promises" && content.promises.length > 0 && <p className="muted">{t("brief.kept", { kept: content.kept, broken: content.broken })}</p>}
          {part === "changes" && content.figures.length > 0 && <Figures content={content} />}
          {content[part].length === 0 && (part !== "changes" || content.figures.length === 0) ? (
            <p className="muted">{t(`brief.none.${part}`)}</p>
          ) : (
            <ul className="blines">
              {content[part].map((line) => (
                <Line key={line.key} line={line} date={date} reminds={reminds} />
              ))}
            </ul>
          )}
          {content.more[part] > 0 && <p className="muted">{t("brief.more", { count: content.more[part] })}</p>}
        </section>
      ))}
    </>
  );
}

/** A code that leads to the rows behind a figure; where it has no room on one line it breaks between its parts alone. */
function Code({ code }: { code: string }) {
  return (
    <span className="bcode">
      {code.split("·").map((part, at) => (
        <Fragment key={part}>
          {at > 0 && (
            <>
              ·<wbr />
            </>
          )}
          <span>{part}</span>
        </Fragment>
      ))}
    </span>
  );
}

function Figures({ content }: { content: BriefContent }) {
  return (
    <dl className="bfigures">
      {content.figures.map((figure) => (
        <div key={figure.code} className={figure.stale ? "stale" : ""}>
          <dt>{figure.name}</dt>
          <dd>
            <b className="num">{figure.value}</b> {figure.unit}
            {[figure.word, figure.compared].some((words) => words !== "") && <span className="bword">{[figure.word, figure.compared].filter((words) => words !== "").join(", ")}</span>}
            <small>
              <Code code={figure.code} /> {figure.owner}, {figure.stale ? t("brief.oldSince", { at: dateTime(figure.at) }) : dateTime(figure.at)}
            </small>
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** Who is responsible stands on the line itself: called by one tap, reminded by one. */
function Line({ line, date, reminds }: { line: BriefLine; date: string; reminds: boolean }) {
  const now = useNow();
  const { act, fault } = useAct();
  const person = line.person;
  return (
    <li className={line.promise === "broken" ? "bline broken" : "bline"}>
      <div>
        {line.promise !== "" && (
          <span className={`bpromise p-${line.promise}`}>
            <Shape level={line.promise === "broken" ? 4 : 1} />
            {t(`brief.promise.${line.promise}` as Key)}
          </span>
        )}
        <b>{line.what}</b>{" "}
        {line.link === "" ? (
          <span className="src">{line.code}</span>
        ) : (
          <Link className="src" to={`/${line.link}`}>
            {line.code}
          </Link>
        )}
        <small>
          {line.unit.name}
          {person !== null && `: ${person.name}`}
          {line.due !== null && ` · ${t("brief.due", { at: hourOrDate(line.due, now) })}`}
          {line.extended > 0 && ` · ${t("brief.extended", { count: line.extended })}`}
          {line.told !== "" && ` · ${t("brief.told", { who: line.told })}`}
        </small>
        {fault !== "" && (
          <p className="fault" role="alert">
            {fault}
          </p>
        )}
      </div>
      {person !== null && (
        <span className="bacts">
          {line.phone !== "" && (
            <a className="btn" href={`tel:${line.phone}`} aria-label={t("brief.callOn", { name: person.name, code: line.code })}>
              <Phone className="i" aria-hidden="true" />
              {t("brief.call")}
            </a>
          )}
          {reminds && (
            <Button aria-label={t("brief.remindOn", { name: person.name, code: line.code })} onClick={() => void act(() => remind(date, line.key), t("brief.reminded", { name: person.name }))}>
              <BellRing className="i" aria-hidden="true" />
              {t("brief.remind")}
            </Button>
          )}
        </span>
      )}
    </li>
  );
}

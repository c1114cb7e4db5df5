import { Link } from "@tanstack/react-router";
import { useDeferredValue, useEffect, useId, useRef, useState } from "react";
import { endMeeting, useDecide, useHeard, useMeeting, useNameable } from "../data/briefs";
import { may } from "../data/session";
import type { Meeting, MeetingPerson } from "../data/types";
import { useAct } from "../parts/act";
import { Button } from "../parts/button";
import { useNow } from "../parts/clock";
import { faultWords } from "../parts/forms";
import { Loaded } from "../parts/loaded";
import { useParam } from "../shell/address";
import { useMe } from "../shell/shell";
import { dateTime, day, hourOrDate, t } from "../text";
import { BriefParts } from "./brieflines";
import { DirectiveState } from "./directivestate";
import { Page, toTitle } from "./page";

/** Giao ban: decisions are typed as they fall; below them the agenda as it stands now. */
export default function MeetingScreen() {
  const date = useParam("date");
  const meeting = useMeeting(date);
  return (
    <Page title={t("meeting.title", { day: day(date) })} aside={meeting.data?.number}>
      <Loaded query={meeting} what={t("noun.meeting")} lines={8}>
        {(data) => <Body meeting={data} date={date} />}
      </Loaded>
    </Page>
  );
}

function Body({ meeting, date }: { meeting: Meeting; date: string }) {
  const me = useMe();
  const now = useNow();
  const { act, fault } = useAct();
  const leads = may(me, "briefing.meet");
  return (
    <>
      <p className="bstate">
        {t(meeting.open ? "meeting.open" : "meeting.ended")} · {t("meeting.began", { name: meeting.began_by, at: dateTime(meeting.began_at) })} ·{" "}
        <Link to="/briefs/$date" params={{ date }}>
          {t("meeting.toBrief")}
        </Link>
      </p>
      <section className="card pad" aria-labelledby="m-decisions">
        <h2 id="m-decisions">{t("meeting.decisions", { count: meeting.decisions.length })}</h2>
        {meeting.open && leads && <Typed date={date} />}
        <ol className="blines">
          {meeting.decisions.map((each) => (
            <li key={each.no} className="bline">
              <div>
                {each.directive === null ? (
                  <span className="muted">{t("meeting.veiled")}</span>
                ) : (
                  <>
                    <Link to="/directives/$id" params={{ id: each.directive.id }}>
                      {each.directive.title}
                    </Link>{" "}
                    <span className="src">{each.directive.number}</span> <DirectiveState row={each.directive} />
                    <small>
                      {each.directive.doer.name}: {each.directive.person?.name ?? t("directive.nobody")} · {t("brief.due", { at: hourOrDate(each.directive.due, now) })}
                    </small>
                  </>
                )}
              </div>
            </li>
          ))}
        </ol>
        {meeting.open && leads && (
          <p>
            <Button id="m-end" onClick={() => void act(() => endMeeting(date).then(toTitle), t("meeting.didEnd"))}>
              {t("meeting.end")}
            </Button>
          </p>
        )}
        {fault !== "" && (
          <p className="fault" role="alert">
            {fault}
          </p>
        )}
      </section>
      <h2 className="bagenda">{t(meeting.open ? "meeting.agendaNow" : "meeting.agendaThen")}</h2>
      <BriefParts content={meeting.live} date={date} reminds={may(me, "briefing.remind")} />
    </>
  );
}

/** What stands behind the last @ up to the caret; null where no name is being typed. */
const NAMING = /(?:^|\s)@([^\s@{}]*)$/u;

/** One line that becomes a directive. Choosing a name writes it into the line; Enter takes the line. */
function Typed({ date }: { date: string }) {
  const [line, setLine] = useState("");
  const [picked, setPicked] = useState(0);
  const field = useRef<HTMLInputElement>(null);
  const decide = useDecide(date);
  const heard = useHeard(date, useDeferredValue(line.trim()));
  const naming = NAMING.exec(line)?.[1] ?? null;
  const people = useNameable(date, naming);
  const shown = naming === null ? [] : (people.data?.items ?? []);
  const list = useId();
  // Who comes to type what falls finds the field under their hands.
  useEffect(() => field.current?.focus(), []);
  const choose = (person: MeetingPerson) => {
    const name = person.login.includes(" ") ? `{${person.login}}` : person.login;
    setLine(line.replace(/@[^\s@{}]*$/u, `@${name} `));
    setPicked(0);
    field.current?.focus();
  };
  const take = () => {
    field.current?.focus(); // the button goes grey with the line, and its focus would be lost
    if (line.trim() !== "" && !decide.isPending) decide.mutate(line, { onSuccess: () => setLine("") });
  };
  // Enter came before the names of what was typed: the names that stand there still are nobody's choice, the first of the new ones is.
  const early = useRef(false);
  useEffect(() => {
    if (!early.current || people.isPlaceholderData) return;
    early.current = false;
    if (shown[0] !== undefined) choose(shown[0]);
  });
  const open = shown.length > 0;
  const said = heard.data;
  return (
    <div className="mtyped" data-takes-focus>
      <label htmlFor="m-line">{t("meeting.line")}</label>
      <input
        id="m-line"
        ref={field}
        type="text"
        role="combobox"
        aria-expanded={open}
        aria-controls={list}
        aria-autocomplete="list"
        aria-activedescendant={open ? `${list}-${picked}` : undefined}
        aria-describedby="m-hint m-heard"
        autoComplete="off"
        value={line}
        onChange={(event) => {
          setLine(event.target.value);
          setPicked(0);
          early.current = false;
        }}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          if (open && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
            event.preventDefault();
            setPicked((picked + (event.key === "ArrowDown" ? 1 : shown.length - 1)) % shown.length);
          } else if (event.key === "Enter") {
            event.preventDefault();
            const person = shown[picked];
            if (!open || person === undefined) take();
            else if (people.isPlaceholderData) early.current = true;
            else choose(person);
          }
        }}
      />
      <ul id={list} role="listbox" aria-label={t("meeting.people")} className={open ? "mpeople" : "mpeople off"}>
        {shown.map((person, no) => (
          // The keys are those of the field, which keeps the focus.
          <li
            key={person.login}
            id={`${list}-${no}`}
            role="option"
            aria-selected={no === picked}
            onMouseDown={(event) => {
              event.preventDefault();
              choose(person);
            }}
          >
            <b>{person.name}</b> @{person.login} · {person.unit.name}
          </li>
        ))}
      </ul>
      <p id="m-hint" className="muted">
        {t("meeting.hint")}
      </p>
      <p id="m-heard" className="mheard" role="status">
        {line.trim() !== "" && said !== undefined && (said.missing.length > 0 ? said.missing.join(" ") : t("meeting.heard", { what: said.what, who: said.person?.name ?? "", unit: said.unit.name, due: said.due === null ? "" : dateTime(said.due), result: said.result }))}
      </p>
      {decide.error !== null && (
        <p className="fault" role="alert">
          {faultWords(decide.error)}
        </p>
      )}
      <Button look="pri" id="m-take" disabled={line.trim() === ""} onClick={take}>
        {t("meeting.take")}
      </Button>
    </div>
  );
}

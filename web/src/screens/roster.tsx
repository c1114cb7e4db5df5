import { useState } from "react";
import { useRoster, useRosterChange, useRosters } from "../data/roster";
import type { Roster, RosterLeave, RosterSwap, Turn } from "../data/types";
import { Button } from "../parts/button";
import { useDialog } from "../parts/dialog";
import { faultWords } from "../parts/forms";
import { Loaded } from "../parts/loaded";
import { Shape } from "../parts/severity";
import { byWords, day, hour, t, tMaybe } from "../text";
import { Deputies } from "./deputies";
import { Page } from "./page";
import { LeaveForm, TurnForm } from "./rosterforms";
import { RosterEditor } from "./rostereditor";

/** Lịch trực: who is on duty now, where nobody is, and the next 14 days by shift. */
export default function RosterScreen() {
  const rosters = useRosters();
  const [chosen, setChosen] = useState("");
  return (
    <Page title={t("nav.roster")} aside={t("roster.aside")} className="rosterpage">
      <Loaded query={rosters} what={t("noun.rosters")} lines={6} isEmpty={(data) => data.items.length === 0} empty={{ title: t("roster.empty"), text: t("roster.emptyText") }}>
        {({ items }) => {
          const code = items.some((r) => r.code === chosen) ? chosen : (items[0]?.code ?? "");
          return (
            <>
              {items.length > 1 && (
                <p className="rowline">
                  <label htmlFor="roster-which">{t("roster.which")}</label>
                  <select id="roster-which" value={code} onChange={(event) => setChosen(event.target.value)}>
                    {items.map((r) => (
                      <option key={r.code} value={r.code}>
                        {r.name}
                        {r.gaps > 0 && ` (${t("roster.gapCount", { count: r.gaps })})`}
                      </option>
                    ))}
                  </select>
                </p>
              )}
              <One code={code} name={items.find((r) => r.code === code)?.name ?? ""} />
            </>
          );
        }}
      </Loaded>
      <Deputies />
    </Page>
  );
}

function One({ code, name }: { code: string; name: string }) {
  const roster = useRoster(code);
  return (
    <Loaded query={roster} what={name} lines={8}>
      {(data) => <Whole roster={data} />}
    </Loaded>
  );
}

function Whole({ roster }: { roster: Roster }) {
  const dialog = useDialog();
  return (
    <>
      <div className="lh">
        <h2>{roster.name}</h2>
        <p>
          {roster.owner.name} · {t("roster.version", { version: roster.version, by: byWords(roster.saved_by) })}
        </p>
        <div className="r rowline">
          <a href={roster.calendar}>{t("roster.calendar")}</a>
          {roster.may_edit && (
            <>
              <Button small onClick={() => dialog.show(t("roster.leaveTitle"), <LeaveForm roster={roster} />)}>
                {t("roster.leave")}
              </Button>
              <Button small onClick={() => dialog.show(t("roster.editTitle", { name: roster.name }), <RosterEditor roster={roster} />)}>
                {t("roster.edit")}
              </Button>
            </>
          )}
        </div>
      </div>
      <Now turns={roster.now} />
      <Gaps turns={roster.missing} />
      <Swaps roster={roster} />
      <Days roster={roster} />
      <Leaves roster={roster} />
    </>
  );
}

export const whoWords = (turn: Turn) => (turn.gap === "" ? (turn.person?.name ?? "") : gapWords(turn));

const gapWords = (turn: Turn) => tMaybe(`roster.gap.${turn.gap}`, turn.gap) + (turn.person === null ? "" : ` (${turn.person.name})`);

export const shiftWords = (turn: Turn) => (turn.shift === "" ? t("roster.noShift") : turn.name);

function Now({ turns }: { turns: Turn[] }) {
  return (
    <section className="planbox" aria-label={t("roster.now")}>
      <h3>{t("roster.now")}</h3>
      {turns.length === 0 && <p>{t("roster.nowNobody")}</p>}
      <ul>
        {turns.map((turn) => (
          <li key={turn.shift + turn.day}>
            {turn.gap !== "" && <Shape level={4} />} <b>{whoWords(turn)}</b> · {shiftWords(turn)} · {t("roster.until", { at: hour(turn.end) })}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Shown as loudly as an alarm: at such a time nobody would answer one. */
function Gaps({ turns }: { turns: Turn[] }) {
  if (turns.length === 0) return <p className="muted">{t("roster.noGaps")}</p>;
  return (
    <section className="note" data-state="error" aria-label={t("roster.gaps")}>
      <div className="m">
        <Shape level={4} />
        <div>
          <b>{t("roster.gapCount", { count: turns.length })}</b>
          <ul>
            {turns.map((turn) => (
              <li key={turn.shift + turn.start}>
                <span className="num">
                  {day(turn.day)} {hour(turn.start)}–{hour(turn.end)}
                </span>{" "}
                · {shiftWords(turn)}: {gapWords(turn)}
              </li>
            ))}
          </ul>
        </div>
      </div>
    </section>
  );
}

/** Days down, shifts across. On a phone each day is a block and each turn a line in it. */
function Days({ roster }: { roster: Roster }) {
  const dialog = useDialog();
  const shifts = [...new Map(roster.turns.map((turn) => [turn.shift, shiftWords(turn)])).entries()];
  const days = [...new Set(roster.turns.map((turn) => turn.day))];
  return (
    <table className="plain rostertable">
      <caption>{t("roster.days")}</caption>
      <thead>
        <tr>
          <th scope="col">
            {t("roster.day")}
          </th>
          {shifts.map(([code, name]) => (
            <th scope="col" key={code}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {days.map((date) => (
          <tr key={date}>
            <th scope="row" className="num">
              {t(`roster.weekday.${weekday(date)}`)} {day(date)}
            </th>
            {shifts.map(([code, name]) => (
              <td key={code} data-label={name}>
                {roster.turns
                  .filter((turn) => turn.day === date && turn.shift === code)
                  .map((turn) => (
                    <Cell key={turn.start} turn={turn} onOpen={canChange(roster, turn) ? () => dialog.show(t("roster.turnTitle", { shift: name, day: day(date) }), <TurnForm roster={roster} turn={turn} />) : undefined} />
                  ))}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7;

/** 1 is Monday. The day is a date of the calendar, so no zone may move it. */
const weekday = (date: string) => (((new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7) + 1) as Weekday;

const canChange = (roster: Roster, turn: Turn) => turn.shift !== "" && (roster.may_edit || (turn.mine && roster.may_swap));

function Cell({ turn, onOpen }: { turn: Turn; onOpen: (() => void) | undefined }) {
  const words = (
    <>
      {turn.gap !== "" && <Shape level={4} />} {whoWords(turn)}
    </>
  );
  return (
    <span className={turn.gap === "" ? "said" : "said gap"}>
      {onOpen === undefined ? (
        <b>{words}</b>
      ) : (
        <button type="button" className="linkbtn" aria-label={`${shiftWords(turn)} ${day(turn.day)}: ${whoWords(turn)}. ${t("roster.change")}`} onClick={onOpen}>
          {words}
        </button>
      )}
      <small className="muted">
        {hour(turn.start)}–{hour(turn.end)}
        {turn.why !== "" && ` · ${tMaybe(`roster.why.${turn.why}`, turn.why)}`}
        {turn.mine && ` · ${t("roster.mine")}`}
      </small>
    </span>
  );
}

function useDo(roster: Roster) {
  const change = useRosterChange(roster.code);
  const [fault, setFault] = useState("");
  return {
    busy: change.isPending,
    fault,
    run: (what: Parameters<typeof change.mutate>[0]) => {
      setFault("");
      change.mutate(what, { onError: (error) => setFault(faultWords(error)) });
    },
  };
}

function Swaps({ roster }: { roster: Roster }) {
  const { busy, fault, run } = useDo(roster);
  const open = roster.swaps.filter((swap) => swap.state === "asked");
  if (open.length === 0 && fault === "") return null;
  return (
    <section className="planbox" aria-label={t("roster.swaps")}>
      <h3>{t("roster.swaps")}</h3>
      <p className="fault" role="alert">
        {fault}
      </p>
      <ul>
        {open.map((swap) => (
          <li key={swap.id} className="rowline">
            <span>{swapWords(roster, swap)}</span>
            {swap.to_answer && (
              <>
                <Button small look="pri" disabled={busy} onClick={() => run({ do: "agree", id: swap.id })}>
                  {t("roster.agree")}
                </Button>
                <Button small disabled={busy} onClick={() => run({ do: "refuse", id: swap.id })}>
                  {t("roster.refuse")}
                </Button>
              </>
            )}
            {swap.mine && (
              <Button small disabled={busy} onClick={() => run({ do: "withdraw", id: swap.id })}>
                {t("roster.withdraw")}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function swapWords(roster: Roster, swap: RosterSwap): string {
  const name = (code: string) => roster.turns.find((turn) => turn.shift === code)?.name ?? code;
  const words = { asker: swap.asker.name, other: swap.other.name, shift: name(swap.shift), day: day(swap.day) };
  if (swap.other_shift === "") return t("roster.swapGive", words);
  return t("roster.swapFor", { ...words, otherShift: name(swap.other_shift), otherDay: day(swap.other_day) });
}

function Leaves({ roster }: { roster: Roster }) {
  const { busy, fault, run } = useDo(roster);
  if (roster.leaves.length === 0) return null;
  return (
    <section aria-label={t("roster.leaves")}>
      <h3>{t("roster.leaves")}</h3>
      <p className="fault" role="alert">
        {fault}
      </p>
      <ul>
        {roster.leaves.map((leave) => (
          <li key={leave.id} className="rowline">
            <span>{leaveWords(leave)}</span>
            {roster.may_edit && leave.roster === roster.code && (
              <Button small disabled={busy} aria-label={`${t("roster.endLeave")}: ${leaveWords(leave)}`} onClick={() => run({ do: "endLeave", id: leave.id })}>
                {t("roster.endLeave")}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function leaveWords(leave: RosterLeave): string {
  const words = { person: leave.person.name, from: day(leave.from), to: day(leave.to) };
  return leave.stand_in === null ? t("roster.leaveAlone", words) : t("roster.leaveWith", { ...words, standIn: leave.stand_in.name });
}

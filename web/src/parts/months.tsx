import { useRef, useState, type KeyboardEvent } from "react";
import { day as dayWords, t, tMaybe } from "../text";
import type { CalendarDay } from "../data/types";

// A year as twelve small months. What a day is stands as a letter in it, in its shape and in words for
// those who hear it: never as a colour alone. The year is one stop of the Tab key; within it the arrows go
// by days and weeks, Page Up and Page Down by months, Home and End to the ends of the month.

interface Props {
  year: number;
  /** Worked by the week: mon tue wed thu fri sat sun. */
  weekdays: string[];
  days: Map<string, CalendarDay>;
  chosen: string;
  /** Without it the days are only shown. */
  onChoose: ((day: string) => void) | undefined;
}

const WEEK = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
const two = (n: number) => String(n).padStart(2, "0");

export function Months(props: Props) {
  const { year, chosen, onChoose } = props;
  const [at, setAt] = useState("");
  const box = useRef<HTMLDivElement>(null);
  const stop = [at, chosen].find((date) => date.startsWith(`${year}-`)) ?? `${year}-01-01`;

  function move(event: KeyboardEvent) {
    const next = neighbour(stop, event.key);
    if (next === null || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    if (!next.startsWith(`${year}-`)) return;
    setAt(next);
    box.current?.querySelector<HTMLElement>(`[data-day="${next}"]`)?.focus();
  }

  return (
    <div className="months" ref={box} {...(onChoose === undefined ? {} : { onKeyDown: move })}>
      {Array.from({ length: 12 }, (_, month) => (
        <Month
          key={month}
          month={month}
          {...props}
          stop={stop}
          onChoose={
            onChoose &&
            ((date) => {
              setAt(date);
              onChoose(date);
            })
          }
        />
      ))}
    </div>
  );
}

/** The day that a key goes to; null for a key that goes nowhere. */
export function neighbour(date: string, key: string): string | null {
  const d = new Date(`${date}T00:00:00Z`);
  const [year, month, day] = [d.getUTCFullYear(), d.getUTCMonth(), d.getUTCDate()];
  const last = (m: number) => new Date(Date.UTC(year, m + 1, 0)).getUTCDate();
  const to = (m: number, n: number) => new Date(Date.UTC(year, m, n)).toISOString().slice(0, 10);
  switch (key) {
    case "ArrowLeft":
      return to(month, day - 1);
    case "ArrowRight":
      return to(month, day + 1);
    case "ArrowUp":
      return to(month, day - 7);
    case "ArrowDown":
      return to(month, day + 7);
    case "Home":
      return to(month, 1);
    case "End":
      return to(month, last(month));
    case "PageUp":
      return to(month - 1, Math.min(day, last(month - 1)));
    case "PageDown":
      return to(month + 1, Math.min(day, last(month + 1)));
  }
  return null;
}

function Month({ year, month, weekdays, days, chosen, stop, onChoose }: Props & { month: number; stop: string }) {
  const title = t("calendar.month", { month: String(month + 1), year: String(year) });
  const count = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  const before = (new Date(Date.UTC(year, month, 1)).getUTCDay() + 6) % 7;
  const cells: (string | null)[] = [...Array.from({ length: before }, () => null), ...Array.from({ length: count }, (_, n) => `${year}-${two(month + 1)}-${two(n + 1)}`)];
  while (cells.length % 7 !== 0) cells.push(null);
  return (
    <table className="month">
      <caption>{title}</caption>
      <thead>
        <tr>
          {WEEK.map((name) => (
            <th key={name} scope="col">
              <abbr title={tMaybe(`weekday.${name}`, name)}>{tMaybe(`weekday.short.${name}`, name)}</abbr>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {Array.from({ length: cells.length / 7 }, (_, row) => (
          <tr key={row}>
            {cells.slice(row * 7, row * 7 + 7).map((date, column) => (
              <td key={column}>{date !== null && <Cell date={date} off={!weekdays.includes(WEEK[column] ?? "")} day={days.get(date)} chosen={date === chosen} stop={date === stop} onChoose={onChoose} />}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface CellProps {
  date: string;
  off: boolean;
  day: CalendarDay | undefined;
  chosen: boolean;
  stop: boolean;
  onChoose: Props["onChoose"];
}

function Cell({ date, off, day, chosen, stop, onChoose }: CellProps) {
  const kind = day?.kind ?? (off ? "weekend" : "ordinary");
  const mark = tMaybe(`calendar.letter.${kind}`, "");
  const words = `${dayWords(date)}, ${tMaybe(`calendar.kind.${kind}`, kind)}${day === undefined || day.name === "" ? "" : `: ${day.name}`}`;
  const shown = (
    <>
      <span aria-hidden="true">{Number(date.slice(8))}</span>
      {mark !== "" && <small aria-hidden="true">{mark}</small>}
      <span className="vh">{words}</span>
    </>
  );
  const look = `cd cd-${kind}${day !== undefined && day.edited_by !== "" ? " cd-edited" : ""}`;
  if (onChoose === undefined) {
    return (
      <span className={look} title={words}>
        {shown}
      </span>
    );
  }
  return (
    <button type="button" className={look} data-day={date} tabIndex={stop ? 0 : -1} aria-pressed={chosen} title={words} onClick={() => onChoose(date)}>
      {shown}
    </button>
  );
}

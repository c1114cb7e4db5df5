import { day as dayWords, t, tMaybe } from "../text";
import type { CalendarDay } from "../data/types";

// A year as twelve small months. What a day is stands as a letter in it, in its shape and in words for
// those who hear it: never as a colour alone.

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
  return (
    <div className="months">
      {Array.from({ length: 12 }, (_, month) => (
        <Month key={month} month={month} {...props} />
      ))}
    </div>
  );
}

function Month({ year, month, weekdays, days, chosen, onChoose }: Props & { month: number }) {
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
              <td key={column}>{date !== null && <Cell date={date} off={!weekdays.includes(WEEK[column] ?? "")} day={days.get(date)} chosen={date === chosen} onChoose={onChoose} />}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Cell({ date, off, day, chosen, onChoose }: { date: string; off: boolean; day: CalendarDay | undefined; chosen: boolean; onChoose: Props["onChoose"] }) {
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
    <button type="button" className={look} aria-pressed={chosen} title={words} onClick={() => onChoose(date)}>
      {shown}
    </button>
  );
}

import { ChevronLeft, ChevronRight } from "lucide-react";
import { useMemo, useState } from "react";
import { useCalendar } from "../data/calendar";
import { serverTime } from "../data/news";
import { may, useSession } from "../data/session";
import type { CalendarDay, CalendarEdit, CalendarYear } from "../data/types";
import { Button } from "../parts/button";
import { DataTable, type Column } from "../parts/datatable";
import { useDialog } from "../parts/dialog";
import { Loaded } from "../parts/loaded";
import { Months } from "../parts/months";
import { day, markWords, partsOf, t, tMaybe } from "../text";
import { DayForm, UndoForm } from "./calendarform";
import { Page } from "./page";

export default function CalendarScreen() {
  const [year, setYear] = useState(() => Number(partsOf(serverTime(Date.now())).year));
  const [undo, setUndo] = useState<CalendarEdit | null>(null);
  const calendar = useCalendar(year);
  const tools = (
    <div className="rowline">
      <Button small aria-label={t("calendar.before")} onClick={() => setYear(year - 1)}>
        <ChevronLeft className="i" aria-hidden="true" />
      </Button>
      <b className="num" aria-live="polite">
        {year}
      </b>
      <Button small aria-label={t("calendar.after")} onClick={() => setYear(year + 1)}>
        <ChevronRight className="i" aria-hidden="true" />
      </Button>
    </div>
  );
  return (
    <Page title={t("nav.calendar")} aside={t("calendar.aside")} tools={tools}>
      {undo !== null && <UndoLine edit={undo} onDone={() => setUndo(null)} />}
      <Loaded query={calendar} what={t("noun.calendar")} lines={8} isEmpty={(data) => data.days.length === 0 && data.known} empty={{ title: t("calendar.empty"), text: t("calendar.emptyText") }}>
        {(data) => <Year data={data} onChanged={setUndo} />}
      </Loaded>
    </Page>
  );
}

/** What was done last can be taken back; the plan is shown again, because time has gone on. */
function UndoLine({ edit, onDone }: { edit: CalendarEdit; onDone: () => void }) {
  const dialog = useDialog();
  return (
    <p className="oldcopy" role="status">
      <span>{t("calendar.done", { days: edit.days.map((d) => day(d.day)).join(", ") })}</span>
      <Button small onClick={() => dialog.show(t("calendar.undo"), <UndoForm edit={edit} onDone={onDone} />)}>
        {t("calendar.undo")}
      </Button>
    </p>
  );
}

function Year({ data, onChanged }: { data: CalendarYear; onChanged: (undo: CalendarEdit) => void }) {
  const session = useSession();
  const dialog = useDialog();
  const [chosen, setChosen] = useState("");
  const days = useMemo(() => new Map(data.days.map((d) => [d.day, d])), [data]);
  const editable = data.known && session.data != null && may(session.data, "calendar.edit");
  const edit = (date: string) => {
    setChosen(date);
    const before = days.get(date);
    dialog.show(
      t("calendar.editTitle", { day: day(date) }),
      <DayForm
        date={date}
        before={before}
        onChanged={(edit) => {
          onChanged(inverse(edit, days));
          dialog.close();
        }}
      />,
    );
  };
  const columns: Column<CalendarDay>[] = [
    { id: "day", head: t("calendar.day"), names: true, text: (d) => d.day, cell: (d) => <span className="num">{day(d.day)}</span> },
    { id: "kind", head: t("calendar.is"), text: (d) => tMaybe(`calendar.kind.${d.kind}`, d.kind) + (d.other === "" ? "" : ` (${day(d.other)})`) },
    { id: "name", head: t("ground.name"), text: (d) => d.name },
    { id: "mark", head: t("ground.mark"), text: (d) => [markWords(d.mark), d.source].filter((s) => s !== "").join(" · ") },
    { id: "by", head: t("calendar.by"), text: (d) => (d.edited_by === "" ? t("calendar.byPack") : d.edited_by), cell: (d) => <Said day={d} /> },
  ];
  if (editable) {
    columns.push({
      id: "edit",
      head: t("calendar.change"),
      text: () => "",
      cell: (d) => (
        <Button small aria-label={t("calendar.editTitle", { day: day(d.day) })} onClick={() => edit(d.day)}>
          {t("calendar.change")}
        </Button>
      ),
    });
  }
  return (
    <>
      {!data.known && <p className="oldcopy">{t("calendar.unknown", { year: String(data.year), years: `${data.years[0] ?? ""}–${data.years.at(-1) ?? ""}` })}</p>}
      <p className="muted calhours">
        {t("calendar.hours", { days: data.weekdays.map((d) => tMaybe(`weekday.${d}`, d)).join(", "), hours: [...new Set(data.hours)].join(", ") })} {editable && t("calendar.how")}
      </p>
      <div className="calyear">
        <Months year={data.year} weekdays={data.weekdays} days={days} chosen={chosen} onChoose={editable ? edit : undefined} />
        <DataTable caption={t("calendar.list", { year: String(data.year) })} columns={columns} rows={data.days} rowKey={(d) => d.day} />
      </div>
    </>
  );
}

function Said({ day: d }: { day: CalendarDay }) {
  if (d.edited_by === "") return <>{t("calendar.byPack")}</>;
  return (
    <span className="said">
      {d.edited_by}
      {d.contradicted && <b> {t("calendar.contradicted")}</b>}
      <small className="muted"> {t("calendar.given", { given: d.given })}</small>
    </span>
  );
}

/** What brings every day of a change back to what it was. */
function inverse(edit: CalendarEdit, days: Map<string, CalendarDay>): CalendarEdit {
  const touched = new Set(edit.days.flatMap((d) => [d.day, d.other ?? ""]).filter((d) => d !== ""));
  const back: CalendarEdit = { days: [], source: "", mark: "" };
  for (const date of touched) {
    const was = days.get(date);
    if (was === undefined || was.edited_by === "") back.days.push({ day: date, kind: "given" });
    else if (was.kind !== "worked") {
      back.days.push({ day: date, kind: was.kind, name: { vi: was.name_vi, en: was.name_en }, ...(was.other === "" ? {} : { other: was.other }) });
      back.source = was.source;
      back.mark = was.mark;
    }
  }
  const said = new Set(back.days.map((d) => d.other));
  back.days = back.days.filter((d) => !(d.kind === "given" && said.has(d.day)));
  return back;
}

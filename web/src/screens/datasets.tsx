import { Link } from "@tanstack/react-router";
import { CircleCheck, HardDrive, Hourglass, Lock, PenLine } from "lucide-react";
import { useMemo, useState } from "react";
import { sendable, useCells, type Sheet } from "../data/cells";
import { useDataForms, usePunctual, useValueSets, type SetFilter } from "../data/datasets";
import type { DataForm, DataPunctual, DataSet } from "../data/types";
import { useNow } from "../parts/clock";
import { DataTable, type Column } from "../parts/datatable";
import { Loaded } from "../parts/loaded";
import { dateTime, dayOf, number, shortUnit, t } from "../text";
import { useMe } from "../shell/shell";
import { Page } from "./page";

const VIEWS = ["open", "late", "submitted", "approved", "locked", "all"] as const;
type View = (typeof VIEWS)[number];

const ICONS = { open: PenLine, submitted: Hourglass, approved: CircleCheck, locked: Lock };

/** Where a set stands, in a shape and words; one that is late says so. */
export function SetState({ set }: { set: Pick<DataSet, "state" | "late"> }) {
  const Icon = ICONS[set.state];
  return (
    <span className={`tag ds-${set.state}`}>
      <Icon className="i" aria-hidden="true" />
      {t(`data.state.${set.state}`)}
      {set.late && `, ${t(set.state === "open" ? "data.isLate" : "data.wasLate")}`}
    </span>
  );
}

/** What of a form is only on this machine: a hand-in that waits for the line, cells that have not arrived or were not taken. */
function Left({ sheet }: { sheet: Sheet | undefined }) {
  if (sheet === undefined) return null;
  const waiting = sendable(sheet).length;
  const refused = sheet.hand?.fault !== undefined && sheet.hand.fault !== "" || waiting < Object.keys(sheet.cells).length;
  return (
    <small className="left">
      <HardDrive className="i" aria-hidden="true" />
      {refused ? t("data.left.refused") : sheet.hand !== undefined ? t("data.left.hand") : t("data.left.cells", { count: waiting })}
    </small>
  );
}

const filterOf = (view: View): SetFilter => (view === "all" ? {} : view === "late" ? { late: true } : { state: view });

/** Số liệu: the forms that are asked, what my unit has to hand in, and how units hand in. */
export default function DatasetsScreen() {
  const [view, setView] = useState<View>("open");
  const sets = useValueSets(filterOf(view));
  const forms = useDataForms();
  const { sheets } = useCells(useMe().id);
  const columns = useMemo<Column<DataSet>[]>(
    () => [
      {
        id: "form",
        head: t("data.head.form"),
        names: true,
        text: (s) => `${s.form.name} ${s.number}`,
        cell: (s) => (
          <>
            <Link to="/datasets/$id" params={{ id: s.id }}>
              {s.form.name}
            </Link>
            <small className="num">
              {s.number} · {s.form.code}
            </small>
          </>
        ),
      },
      { id: "period", head: t("data.head.period"), text: (s) => s.period_name },
      { id: "unit", head: t("data.head.unit"), text: (s) => shortUnit(s.unit.name) },
      {
        id: "state",
        head: t("data.head.state"),
        text: (s) => t(`data.state.${s.state}`),
        cell: (s) => (
          <>
            <SetState set={s} />
            <Left sheet={sheets[s.id]} />
          </>
        ),
      },
      { id: "due", head: t("data.head.due"), text: (s) => s.due, cell: (s) => <span className="num">{dateTime(s.due)}</span> },
      { id: "filled", head: t("data.head.filled"), text: (s) => s.filled, cell: (s) => <span className="num">{number(s.filled)}</span> },
    ],
    [sheets],
  );
  return (
    <Page title={t("nav.know")} aside={t("data.aside")} className="datasets">
      <div className="tabs" role="group" aria-label={t("data.views")}>
        {VIEWS.map((each) => (
          <button key={each} type="button" aria-pressed={view === each} onClick={() => setView(each)}>
            {t(`data.view.${each}`)}
          </button>
        ))}
      </div>
      <div className="sets">
        <Loaded query={sets} what={t("noun.valueSets")} lines={8} isEmpty={(data) => data.items.length === 0} empty={{ title: t(`data.empty.${view}`), text: t("data.empty.text") }}>
          {(data) => <DataTable caption={t("data.sets")} columns={columns} rows={data.items} rowKey={(s) => s.id} />}
        </Loaded>
      </div>
      <div className="forms card pad">
        <h2>{t("data.forms")}</h2>
        <Loaded query={forms} what={t("noun.dataForms")} lines={4} isEmpty={(data) => data.items.length === 0} empty={{ title: t("data.noForms"), text: t("data.noFormsText") }}>
          {(data) => <Forms forms={data.items} />}
        </Loaded>
      </div>
    </Page>
  );
}

function Forms({ forms }: { forms: DataForm[] }) {
  const [code, setCode] = useState(forms[0]?.code ?? "");
  return (
    <>
      <div className="tscroll" role="region" aria-label={t("data.forms")} tabIndex={0}>
        <table className="plain cards">
          <caption className="vh">{t("data.forms")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("data.head.form")}</th>
              <th scope="col">{t("data.head.asks")}</th>
              <th scope="col">{t("data.head.rhythm")}</th>
              <th scope="col">{t("data.head.elements")}</th>
              <th scope="col">{t("data.head.basis")}</th>
            </tr>
          </thead>
          <tbody>
            {forms.map((form) => (
              <tr key={form.code}>
                <th scope="row">
                  {form.name}
                  <small className="num">{form.code}</small>
                </th>
                <td data-label={t("data.head.asks")}>{form.owner.name}</td>
                <td data-label={t("data.head.rhythm")}>{t("data.rhythm", { period: t(`data.period.${form.period}`), days: form.due_days, hour: form.due_hour })}</td>
                <td data-label={t("data.head.elements")} className="num">
                  {t("data.elementsUnits", { elements: number(form.elements), units: number(form.units) })}
                </td>
                <td data-label={t("data.head.basis")}>{form.basis}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <h2 id="data-punctual">{t("data.punctual")}</h2>
      <p>
        <label htmlFor="punctual-form">{t("data.ofForm")}</label>{" "}
        <select id="punctual-form" className="input" value={code} onChange={(event) => setCode(event.target.value)}>
          {forms.map((form) => (
            <option key={form.code} value={form.code}>
              {form.name}
            </option>
          ))}
        </select>
      </p>
      <Punctual form={code} />
    </>
  );
}

const YEAR_MS = 366 * 24 * 3600_000;

function Punctual({ form }: { form: string }) {
  const now = useNow();
  const today = dayOf(now);
  const query = usePunctual(form, dayOf(new Date(now.getTime() - YEAR_MS)), today);
  return (
    <Loaded query={query} what={t("noun.punctual")} lines={4} isEmpty={(data) => data.items.length === 0} empty={{ title: t("data.noPunctual"), text: t("data.empty.text") }}>
      {(data) => (
        <div className="tscroll" role="region" aria-labelledby="data-punctual" tabIndex={0}>
          <table className="plain">
            <caption className="vh">{t("data.punctual")}</caption>
            <thead>
              <tr>
                <th scope="col">{t("data.head.unit")}</th>
                <th scope="col">{t("data.head.owed")}</th>
                <th scope="col">{t("data.head.handed")}</th>
                <th scope="col">{t("data.head.inTime")}</th>
              </tr>
            </thead>
            <tbody>
              {data.items.map((each) => (
                <tr key={each.unit.code}>
                  <th scope="row">{shortUnit(each.unit.name)}</th>
                  <td className="num">{number(each.owed)}</td>
                  <td className="num">{share(each, each.handed)}</td>
                  <td className="num">{share(each, each.in_time)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Loaded>
  );
}

const share = (each: DataPunctual, count: number) => t("data.share", { count: number(count), percent: number(each.owed === 0 ? 0 : (100 * count) / each.owed, 0) });

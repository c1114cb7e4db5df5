import { Link } from "@tanstack/react-router";
import { useOpenSets } from "../data/opendata";
import type { OpenSetRow } from "../data/types";
import { DataTable, type Column } from "../parts/datatable";
import { Loaded } from "../parts/loaded";
import { dateTime, number, t } from "../text";
import { OpenState } from "./openstate";
import { Page } from "./page";

const COLUMNS: Column<OpenSetRow>[] = [
  {
    id: "title",
    head: t("open.head.title"),
    names: true,
    text: (d) => `${d.title} ${d.code}`,
    cell: (d) => (
      <>
        <Link to="/open-data/$code" params={{ code: d.code }}>
          {d.title}
        </Link>
        <small className="num">{d.code}</small>
      </>
    ),
  },
  { id: "state", head: t("open.head.state"), text: (d) => t(`open.state.${d.state}`), cell: (d) => <OpenState set={d} /> },
  { id: "unit", head: t("open.head.unit"), text: (d) => d.unit.name },
  { id: "rhythm", head: t("open.head.rhythm"), text: (d) => d.rhythm },
  {
    id: "changed",
    head: t("open.head.updated"),
    text: (d) => d.changed_at ?? "",
    cell: (d) => (
      <>
        <span className="num">{d.changed_at === null ? "–" : dateTime(d.changed_at)}</span>
        {d.trouble !== "" && <small className="bad">{d.trouble}</small>}
      </>
    ),
  },
  { id: "rows", head: t("open.head.rows"), text: (d) => d.rows, cell: (d) => <span className="num">{t("open.rows", { rows: number(d.rows), hidden: number(d.hidden) })}</span> },
  { id: "taken", head: t("open.head.taken"), text: (d) => d.taken, cell: (d) => <span className="num">{number(d.taken)}</span> },
];

/** Dữ liệu mở: what is proposed, what everybody may have, and how often it is taken. */
export default function OpenSetsScreen() {
  const query = useOpenSets();
  return (
    <Page title={t("nav.openData")} aside={t("open.aside")} className="opensets">
      <Loaded query={query} what={t("noun.openData")} lines={8} isEmpty={(data) => data.items.length === 0} empty={{ title: t("open.none"), text: t("open.noneText") }}>
        {(data) => (
          <>
            <DataTable caption={t("open.list")} columns={COLUMNS} rows={data.items} rowKey={(each) => each.code} />
            <p className="muted">{t("open.takenWords")}</p>
          </>
        )}
      </Loaded>
    </Page>
  );
}

import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import { useDashboards } from "../data/dashboards";
import type { DashboardRow } from "../data/types";
import { DataTable, type Column } from "../parts/datatable";
import { Loaded } from "../parts/loaded";
import { dateTime, number, t } from "../text";
import { Page } from "./page";

/** Trang số liệu: one's own pages, those of units, and those that indicators make by themselves. */
export default function DashboardsScreen() {
  const query = useDashboards();
  const columns = useMemo<Column<DashboardRow>[]>(
    () => [
      {
        id: "title",
        head: t("dash.head.title"),
        names: true,
        text: (row) => row.title,
        cell: (row) => (
          <Link to="/dashboards/$id" params={{ id: row.id }}>
            {row.title}
          </Link>
        ),
      },
      { id: "from", head: t("dash.head.from"), text: fromWords },
      { id: "indicators", head: t("dash.head.indicators"), text: (row) => number(row.indicators) },
      { id: "changed", head: t("dash.head.changed"), text: (row) => (row.at === null ? "" : `${row.by}, ${dateTime(row.at)}`) },
    ],
    [],
  );
  return (
    <Page title={t("nav.dashboards")} aside={t("dash.aside")}>
      <Loaded query={query} what={t("noun.dashboards")} lines={8} isEmpty={(data) => data.items.length === 0} empty={{ title: t("dash.none"), text: t("dash.noneText") }}>
        {(data) => <DataTable caption={t("nav.dashboards")} columns={columns} rows={data.items} rowKey={(row) => row.id} />}
      </Loaded>
    </Page>
  );
}

/** Who keeps a page. */
export const fromWords = (row: DashboardRow) => (!row.made ? t("dash.generated") : row.unit.code === "" ? t("dash.mine") : row.unit.name);

import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import { useBriefs } from "../data/briefs";
import type { BriefRow } from "../data/types";
import { DataTable, type Column } from "../parts/datatable";
import { Loaded } from "../parts/loaded";
import { dateTime, day, t, type Key } from "../text";
import { Page } from "./page";

/** Bản tin giao ban: the newest first. */
export default function BriefsScreen() {
  const briefs = useBriefs();
  const columns = useMemo<Column<BriefRow>[]>(
    () => [
      {
        id: "day",
        head: t("brief.head.day"),
        names: true,
        text: (row) => `${row.day} ${row.number}`,
        cell: (row) => (
          <>
            <Link to="/briefs/$date" params={{ date: row.day }}>
              {day(row.day)}
            </Link>
            <small className="under">{row.number}</small>
          </>
        ),
      },
      { id: "unit", head: t("brief.head.unit"), text: (row) => row.unit.name },
      { id: "state", head: t("brief.head.state"), text: (row) => t(`brief.state.${row.state}` as Key) },
      { id: "signed", head: t("brief.head.signed"), text: (row) => (row.signed_at === null ? t("brief.unsigned") : `${row.signed_by}, ${dateTime(row.signed_at)}`) },
      { id: "met", head: t("brief.head.met"), text: (row) => t(row.met ? "brief.met" : "brief.notMet") },
    ],
    [],
  );
  return (
    <Page title={t("nav.briefs")}>
      <Loaded query={briefs} what={t("noun.briefs")} lines={6} isEmpty={(data) => data.items.length === 0} empty={{ title: t("brief.empty"), text: t("brief.emptyText") }}>
        {(data) => <DataTable caption={t("nav.briefs")} columns={columns} rows={data.items} rowKey={(row) => row.id} />}
      </Loaded>
    </Page>
  );
}

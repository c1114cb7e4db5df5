import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import { useFeeds } from "../data/feeds";
import type { Feed } from "../data/types";
import { DataTable, type Column } from "../parts/datatable";
import { FeedHealth } from "../parts/feedcard";
import { Loaded } from "../parts/loaded";
import { duration, number, t, tMaybe, type Key } from "../text";
import { Page } from "./page";

export default function FeedsScreen() {
  const feeds = useFeeds();
  const columns = useMemo<Column<Feed>[]>(
    () => [
      {
        id: "name",
        head: t("feed.head.name"),
        names: true,
        text: (f) => `${f.name} ${f.code}`,
        cell: (f) => (
          <>
            <Link to="/feeds/$code" params={{ code: f.code }}>
              {f.name}
            </Link>
            <small>{f.code}</small>
          </>
        ),
      },
      { id: "health", head: t("feed.head.health"), text: (f) => t(`health.${f.health}` as Key), cell: (f) => <FeedHealth feed={f} /> },
      { id: "owner", head: t("feed.owner"), text: (f) => f.owner.name },
      { id: "connector", head: t("feed.connector"), text: (f) => tMaybe(`connector.${f.connector}`, f.connector) },
      { id: "cadence", head: t("feed.cadence"), text: (f) => f.cadence_s, cell: (f) => duration(f.cadence_s) },
      { id: "accepted", head: t("feed.accepted24"), text: (f) => f.counts.accepted, cell: (f) => <span className="num">{number(f.counts.accepted)}</span> },
      { id: "quarantine", head: t("feed.quarantineOpen"), text: (f) => f.quarantine_open, cell: (f) => <span className="num">{number(f.quarantine_open)}</span> },
    ],
    [],
  );
  return (
    <Page title={t("nav.feeds")}>
      <Loaded query={feeds} what={t("noun.feeds")} lines={6} isEmpty={(data) => data.items.length === 0} empty={{ title: t("feed.empty.title"), text: t("feed.empty.text") }}>
        {(data) => <DataTable caption={t("nav.feeds")} columns={columns} rows={data.items} rowKey={(f) => f.code} />}
      </Loaded>
    </Page>
  );
}

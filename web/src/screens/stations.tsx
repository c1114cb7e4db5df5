import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import { useStations } from "../data/stations";
import type { Station } from "../data/types";
import { AqiSwatch } from "../parts/aqi";
import { DataTable, type Column } from "../parts/datatable";
import { Export } from "../parts/export";
import { Fresh } from "../parts/fresh";
import { Loaded } from "../parts/loaded";
import { t } from "../text";
import { Page } from "./page";

export default function StationsScreen() {
  const stations = useStations();
  const columns = useMemo<Column<Station>[]>(
    () => [
      {
        id: "name",
        head: t("station.head.name"),
        names: true,
        text: (s) => `${s.name} ${s.code}`,
        cell: (s) => (
          <>
            <Link to="/stations/$code" params={{ code: s.code }} data-row-link>
              {s.name}
            </Link>
            <small>{s.code}</small>
          </>
        ),
      },
      { id: "aqi", head: t("station.head.aqi"), text: (s) => s.aqi?.value ?? -1, cell: (s) => (s.aqi === null ? t("aqi.none") : <AqiSwatch aqi={s.aqi} small />) },
      { id: "fresh", head: t("station.head.fresh"), text: (s) => newest(s)?.at ?? "", cell: (s) => <NewestFresh station={s} /> },
      { id: "area", head: t("noun.area"), text: (s) => s.area.name },
      { id: "owner", head: t("station.owner"), text: (s) => s.owner.name },
    ],
    [],
  );
  return (
    <Page title={t("nav.stations")} tools={<Export what="stations" />}>
      <Loaded query={stations} what={t("noun.stations")} lines={8} isEmpty={(data) => data.items.length === 0} empty={{ title: t("station.empty.title"), text: t("station.empty.text") }}>
        {(data) => <DataTable caption={t("nav.stations")} columns={columns} rows={data.items} rowKey={(s) => s.code} />}
      </Loaded>
    </Page>
  );
}

const newest = (station: Station) => [...station.latest].sort((a, b) => Date.parse(b.at) - Date.parse(a.at))[0];

function NewestFresh({ station }: { station: Station }) {
  const row = newest(station);
  return row === undefined ? <Fresh freshness="dead" at={null} /> : <Fresh freshness={row.freshness} at={row.at} />;
}

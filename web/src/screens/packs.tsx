import { useMemo } from "react";
import { usePacks } from "../data/packs";
import type { Pack } from "../data/types";
import { DataTable, type Column } from "../parts/datatable";
import { Loaded } from "../parts/loaded";
import { dateTime, t, tMaybe } from "../text";
import { Page } from "./page";

export default function PacksScreen() {
  const packs = usePacks();
  const columns = useMemo<Column<Pack>[]>(
    () => [
      { id: "title", head: t("pack.title"), names: true, text: (p) => p.title },
      { id: "name", head: t("ground.code"), text: (p) => p.name },
      { id: "version", head: t("pack.version"), text: (p) => p.version },
      { id: "parts", head: t("pack.parts"), text: (p) => p.parts.map((part) => tMaybe(`part.${part}`, part)).join(", ") },
      { id: "applied", head: t("pack.applied"), text: (p) => p.applied_at, cell: (p) => <span className="num">{dateTime(p.applied_at)}</span> },
    ],
    [],
  );
  return (
    <Page title={t("nav.packs")}>
      <Loaded query={packs} what={t("noun.packs")} isEmpty={(data) => data.items.length === 0} empty={{ title: t("pack.empty"), text: t("pack.emptyText") }}>
        {(data) => <DataTable caption={t("nav.packs")} columns={columns} rows={data.items} rowKey={(p) => p.name} />}
      </Loaded>
    </Page>
  );
}

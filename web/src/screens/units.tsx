import { useMemo } from "react";
import type { Unit } from "../data/types";
import { useUnits } from "../data/units";
import { DataTable, type Column } from "../parts/datatable";
import { Loaded } from "../parts/loaded";
import { day, t, tMaybe } from "../text";
import { Page } from "./page";

export default function UnitsScreen() {
  const units = useUnits();
  const columns = useMemo<Column<Unit>[]>(
    () => [
      { id: "name", head: t("ground.name"), names: true, text: (u) => u.name },
      { id: "code", head: t("ground.code"), text: (u) => u.code },
      { id: "kind", head: t("ground.kind"), text: (u) => tMaybe(`unitkind.${u.kind}`, u.kind) },
      { id: "parent", head: t("ground.parent"), text: (u) => u.parent },
      { id: "area", head: t("noun.area"), text: (u) => u.area?.name ?? "–" },
      { id: "from", head: t("ground.from"), text: (u) => u.from ?? "", cell: (u) => <span className="num">{u.from === null || u.from === "" ? t("ground.open") : day(u.from)}</span> },
      { id: "to", head: t("ground.to"), text: (u) => u.to ?? "", cell: (u) => <span className="num">{u.to === null || u.to === "" ? t("ground.open") : day(u.to)}</span> },
      { id: "mark", head: t("ground.mark"), text: (u) => u.mark },
    ],
    [],
  );
  return (
    <Page title={t("nav.units")}>
      <Loaded query={units} what={t("noun.units")} lines={8} isEmpty={(data) => data.items.length === 0} empty={{ title: t("unit.empty"), text: t("ground.emptyText") }}>
        {(data) => <DataTable caption={t("nav.units")} columns={columns} rows={data.items} rowKey={(u) => `${u.code} ${u.from ?? ""}`} />}
      </Loaded>
    </Page>
  );
}

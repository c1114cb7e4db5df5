import { useMemo } from "react";
import { useAreas } from "../data/areas";
import type { Area } from "../data/types";
import { DataTable, type Column } from "../parts/datatable";
import { Loaded } from "../parts/loaded";
import { day, number, t, tMaybe } from "../text";
import { Page } from "./page";

export default function AreasScreen() {
  const areas = useAreas();
  const columns = useMemo<Column<Area>[]>(
    () => [
      { id: "name", head: t("ground.name"), names: true, text: (a) => a.name },
      { id: "code", head: t("ground.code"), text: (a) => a.code },
      { id: "kind", head: t("ground.kind"), text: (a) => tMaybe(`areakind.${a.kind}`, a.kind) },
      { id: "parent", head: t("ground.parent"), text: (a) => a.parent },
      { id: "km2", head: t("area.km2"), text: (a) => a.km2 ?? -1, cell: (a) => <span className="num">{a.km2 == null ? "–" : number(a.km2)}</span> },
      { id: "from", head: t("ground.from"), text: (a) => a.from ?? "", cell: (a) => <span className="num">{a.from === null || a.from === "" ? t("ground.open") : day(a.from)}</span> },
      { id: "to", head: t("ground.to"), text: (a) => a.to ?? "", cell: (a) => <span className="num">{a.to === null || a.to === "" ? t("ground.open") : day(a.to)}</span> },
      { id: "mark", head: t("ground.mark"), text: (a) => a.mark },
    ],
    [],
  );
  return (
    <Page title={t("nav.areas")}>
      <Loaded query={areas} what={t("noun.areas")} lines={8} isEmpty={(data) => data.items.length === 0} empty={{ title: t("area.empty"), text: t("ground.emptyText") }}>
        {(data) => <DataTable caption={t("nav.areas")} columns={columns} rows={data.items} rowKey={(a) => `${a.code} ${a.from ?? ""}`} />}
      </Loaded>
    </Page>
  );
}

import { useMemo } from "react";
import { useKnownPacks, usePacks } from "../data/packs";
import { may, useSession } from "../data/session";
import type { KnownPack, Pack } from "../data/types";
import { Button } from "../parts/button";
import { DataTable, type Column } from "../parts/datatable";
import { useDialog } from "../parts/dialog";
import { Loaded } from "../parts/loaded";
import { dateTime, t, tMaybe } from "../text";
import { PackDialog } from "./packplan";
import { Page } from "./page";

export default function PacksScreen() {
  const packs = usePacks();
  const known = useKnownPacks();
  const session = useSession();
  const dialog = useDialog();
  const mayApply = session.data != null && may(session.data, "pack.apply");
  const open = (name: string, remove: boolean) => dialog.show(t(remove ? "pack.removeTitle" : "pack.applyTitle", { pack: name }), <PackDialog name={name} remove={remove} />);
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
      {mayApply && (
        <section className="card pad changes">
          <h2>{t("pack.known")}</h2>
          <Loaded query={known} what={t("noun.packs")} isEmpty={(data) => data.items.length === 0} empty={{ title: t("pack.empty"), text: t("pack.emptyText") }}>
            {(data) => (
              <ul className="planitems">
                {data.items.map((p) => (
                  <li key={p.name} className="rowline">
                    <b>{p.title}</b>
                    <span className="muted">{state(p)}</span>
                    <Button small onClick={() => open(p.name, false)}>
                      {p.applied === "" ? t("pack.apply") : t("pack.again")}
                      <span className="vh"> {p.title}</span>
                    </Button>
                    {p.applied !== "" && (
                      <Button small onClick={() => open(p.name, true)}>
                        {t("pack.remove")}
                        <span className="vh"> {p.title}</span>
                      </Button>
                    )}
                  </li>
                ))}
              </ul>
            )}
          </Loaded>
        </section>
      )}
    </Page>
  );
}

function state(p: KnownPack): string {
  if (p.applied === "") return t("pack.notApplied", { version: p.version });
  return p.newer ? t("pack.newer", { applied: p.applied, version: p.version }) : t("pack.isApplied", { version: p.applied });
}

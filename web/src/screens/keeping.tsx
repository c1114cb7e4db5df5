import { useMemo } from "react";
import { useKeeping } from "../data/keeping";
import type { KeptKind } from "../data/types";
import { Button } from "../parts/button";
import { DataTable, type Column } from "../parts/datatable";
import { useDialog } from "../parts/dialog";
import { Loaded } from "../parts/loaded";
import { dateTime, number, t } from "../text";
import { KeepingForm, StopForm } from "./keepingform";
import { Page } from "./page";

export default function KeepingScreen() {
  const keeping = useKeeping();
  return (
    <Page title={t("nav.keeping")} aside={t("keeping.aside")}>
      <p className="muted">{t("keeping.about")}</p>
      <Loaded query={keeping} what={t("noun.keeping")} lines={8} isEmpty={(data) => data.items.length === 0} empty={{ title: t("keeping.empty"), text: t("keeping.emptyText") }}>
        {(data) => <Kinds rows={data.items} />}
      </Loaded>
    </Page>
  );
}

export const daysWords = (days: number) => (days === 0 ? t("keeping.ever") : t("keeping.days", { count: days }));

function Kinds({ rows }: { rows: KeptKind[] }) {
  const dialog = useDialog();
  const columns = useMemo<Column<KeptKind>[]>(
    () => [
      { id: "parameter", head: t("keeping.parameter"), names: true, text: (k) => k.parameter },
      { id: "series", head: t("keeping.series"), text: (k) => k.series, cell: (k) => <span className="num">{number(k.series)}</span> },
      { id: "raw", head: t("keeping.raw"), text: (k) => (k.raw_days === 0 ? Infinity : k.raw_days), cell: (k) => daysWords(k.raw_days) },
      { id: "hourly", head: t("keeping.hourly"), text: (k) => (k.hourly_days === 0 ? Infinity : k.hourly_days), cell: (k) => daysWords(k.hourly_days) },
      { id: "removal", head: t("keeping.removal"), text: removalWords, cell: (k) => <Removal kind={k} /> },
      { id: "by", head: t("keeping.setBy"), text: (k) => k.set_by, cell: (k) => <SetBy kind={k} /> },
      {
        id: "change",
        head: t("keeping.change"),
        text: () => "",
        cell: (k) => (
          <span className="rowline">
            <Button small aria-label={`${t("keeping.change")}: ${k.parameter}`} onClick={() => dialog.show(t("keeping.title", { parameter: k.parameter }), <KeepingForm kind={k} />)}>
              {t("keeping.change")}
            </Button>
            {k.removal?.state === "running" && (
              <Button small aria-label={`${t("keeping.stop")}: ${k.parameter}`} onClick={() => dialog.show(t("keeping.stopTitle", { parameter: k.parameter }), <StopForm kind={k} />)}>
                {t("keeping.stop")}
              </Button>
            )}
          </span>
        ),
      },
    ],
    [dialog],
  );
  return <DataTable caption={t("nav.keeping")} columns={columns} rows={rows} rowKey={(k) => k.parameter} />;
}

function removalWords({ removal: r }: KeptKind): string {
  if (r === null) return t("keeping.none");
  const removed = number(r.removed);
  const words = [];
  if (r.state === "done") words.push(t("keeping.done", { at: dateTime(r.ended ?? r.started), removed, hours: number(r.hours) }));
  else if (r.state === "stopped") words.push(t("keeping.stopped", { removed }));
  else words.push(r.planned > 0 ? t("keeping.running", { removed, planned: number(r.planned) }) : t("keeping.runningOn", { removed }));
  if (r.joined > 0) words.push(t("keeping.joined", { joined: number(r.joined) }));
  if (r.kept_back > 0) words.push(t("keeping.kept", { count: r.kept_back }));
  return words.join("; ");
}

function Removal({ kind }: { kind: KeptKind }) {
  const r = kind.removal;
  if (r?.state !== "running" || r.planned === 0) return <>{removalWords(kind)}</>;
  return (
    <span className="said">
      {removalWords(kind)} <progress max={r.planned} value={Math.min(r.removed, r.planned)} aria-label={`${kind.parameter}: ${removalWords(kind)}`} />
    </span>
  );
}

function SetBy({ kind }: { kind: KeptKind }) {
  if (kind.set_at === null) return <span className="muted">{t("keeping.nobody")}</span>;
  return (
    <span className="said">
      {kind.set_by} <small className="muted">{dateTime(kind.set_at)}</small> <small className="muted">{kind.reason}</small>
    </span>
  );
}

import { Link2, Link2Off } from "lucide-react";
import { useDeferredValue, useMemo, useState } from "react";
import { useLedger } from "../data/ledger";
import type { LedgerEntry } from "../data/types";
import { DataTable, SearchBox, type Column } from "../parts/datatable";
import { Loaded } from "../parts/loaded";
import { dateTime, t, tMaybe } from "../text";
import { Page } from "./page";

export default function LedgerScreen() {
  const [subject, setSubject] = useState("");
  const ledger = useLedger(useDeferredValue(subject.trim()));
  const columns = useMemo<Column<LedgerEntry>[]>(
    () => [
      { id: "seq", head: t("ledger.seq"), text: (e) => e.seq, names: true, cell: (e) => <span className="num">{e.seq}</span> },
      { id: "at", head: t("ledger.at"), text: (e) => e.at, cell: (e) => <span className="num">{dateTime(e.at)}</span> },
      { id: "actor", head: t("ledger.actor"), text: (e) => e.actor.name || e.actor.id },
      { id: "verb", head: t("ledger.verb"), text: (e) => tMaybe(`verb.${e.verb}`, e.verb) },
      { id: "subject", head: t("ledger.subject"), text: (e) => e.subject, cell: (e) => <code>{e.subject}</code> },
      { id: "unit", head: t("noun.unit"), text: (e) => e.unit },
      { id: "sealed", head: t("ledger.sealed"), text: (e) => (e.sealed ? 1 : 0), cell: (e) => <Sealed sealed={e.sealed} /> },
    ],
    [],
  );
  return (
    <Page title={t("nav.ledger")} aside={t("ledger.aside")}>
      <Loaded query={ledger} what={t("noun.ledger")} lines={8} isEmpty={(data) => data.items.length === 0 && subject === ""} empty={{ title: t("ledger.empty"), text: t("ledger.emptyText") }}>
        {(data) => (
          <DataTable caption={t("nav.ledger")} columns={columns} rows={data.items} rowKey={(e) => String(e.seq)} search={<SearchBox value={subject} onChange={setSubject} label={t("ledger.search")} />} />
        )}
      </Loaded>
    </Page>
  );
}

function Sealed({ sealed }: { sealed: boolean }) {
  const Icon = sealed ? Link2 : Link2Off;
  return (
    <span className="nw">
      <Icon className="i" aria-hidden="true" /> {t(sealed ? "ledger.isSealed" : "ledger.notSealed")}
    </span>
  );
}

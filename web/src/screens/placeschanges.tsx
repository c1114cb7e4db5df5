import { useMemo, useState } from "react";
import { useChanges, type Place } from "../data/lineage";
import { serverTime } from "../data/news";
import type { PlaceChange } from "../data/types";
import { Button } from "../parts/button";
import { DataTable, type Column } from "../parts/datatable";
import { Loaded } from "../parts/loaded";
import { day, number, partsOf, t, tMaybe } from "../text";

// What became of areas or units between two days: begun, ended, merged, split, renamed, moved. Where
// nobody stated a successor it says so; nothing is guessed.

export const today = (): string => {
  const p = partsOf(serverTime(Date.now()));
  return `${p.year}-${p.month}-${p.day}`;
};

/** changed is the day of what this person just changed: it is shown against the day before. */
export function Changes({ place, kinds, on, changed }: { place: Place; kinds: string; on: string; changed: string }) {
  const [wanted, setWanted] = useState(changed !== "");
  const [from, setFrom] = useState(() => (changed === "" ? "" : eve(changed)));
  const [to, setTo] = useState(on);
  const changes = useChanges(place, from, to, wanted);
  const columns = useMemo<Column<PlaceChange>[]>(
    () => [
      { id: "code", head: t("ground.code"), text: (c) => c.code },
      { id: "what", head: t("change.what"), text: (c) => tMaybe(`change.${c.what}`, c.what) },
      { id: "before", head: t("change.before"), names: true, text: (c) => row(c.before, kinds) },
      { id: "after", head: t("change.after"), text: (c) => row(c.after, kinds) },
      { id: "into", head: t("change.into"), text: (c) => (c.note !== "" ? c.note : c.into.map(hop).join("; ")), cell: (c) => (c.note !== "" ? <i>{c.note}</i> : c.into.map(hop).join("; ")) },
      { id: "out", head: t("change.out"), text: (c) => c.out.map(hop).join("; ") },
    ],
    [kinds],
  );
  return (
    <section className="card pad changes">
      <h2>{t("change.title")}</h2>
      <form
        className="rowline"
        onSubmit={(event) => {
          event.preventDefault();
          setWanted(true);
        }}
      >
        <label>
          {t("ground.from")} <input type="date" value={from} required onChange={(event) => setFrom(event.target.value)} />
        </label>
        <label>
          {t("ground.to")} <input type="date" value={to} required onChange={(event) => setTo(event.target.value)} />
        </label>
        <Button type="submit" small>
          {t("change.show")}
        </Button>
      </form>
      {wanted && from !== "" && to !== "" && (
        <Loaded query={changes} what={t("noun.changes")} isEmpty={(data) => data.items.length === 0} empty={{ title: t("change.none"), text: t("change.noneText") }}>
          {(data) => <DataTable caption={t("change.title")} columns={columns} rows={data.items} rowKey={(c) => c.code} />}
        </Loaded>
      )}
    </section>
  );
}

/** The day before a day. */
export function eve(date: string): string {
  const at = new Date(`${date}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() - 1);
  return at.toISOString().slice(0, 10);
}

function row(r: PlaceChange["before"], kinds: string): string {
  if (r === null) return "–";
  return `${r.name} (${tMaybe(`${kinds}.${r.kind}`, r.kind)}${r.parent.name === "" ? "" : `, ${r.parent.name}`})`;
}

function hop(h: PlaceChange["into"][number]): string {
  const share = h.share === null ? t("change.shareUnknown") : `${number(h.share * 100, 2)} %`;
  return `${h.name} (${h.code}, ${day(h.day)}, ${share})`;
}

/** The day whose frame is shown. */
export function DayBox({ value, onChange }: { value: string; onChange: (day: string) => void }) {
  return (
    <label className="rowline">
      {t("change.on")} <input type="date" value={value} onChange={(event) => onChange(event.target.value)} />
    </label>
  );
}

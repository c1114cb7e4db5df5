import { CONSOLE } from "../data/world";
import { Redo2, Undo2 } from "lucide-react";
import { useMemo, useRef, useState } from "react";
import { decideRows, useQuarantine, type Choice } from "../data/feeds";
import { may } from "../data/session";
import type { Quarantined } from "../data/types";
import { Button } from "../parts/button";
import { useNow } from "../parts/clock";
import { DataTable, type Column } from "../parts/datatable";
import { useDialog } from "../parts/dialog";
import { WordsForm, faultWords } from "../parts/forms";
import { Loaded } from "../parts/loaded";
import { useParam } from "../shell/address";
import { useMe } from "../shell/shell";
import { hourOrDate, t } from "../text";
import { Page } from "./page";

type Standing = Quarantined["state"];

/** The work-bench of a feed's quarantine: what was refused, played again after mending, or put aside. */
export default function QuarantineScreen() {
  const code = useParam("code");
  const [standing, setStanding] = useState<Standing>("open");
  const [reason, setReason] = useState("");
  const query = useQuarantine(code, { state: standing, reason });
  const [said, setSaid] = useState("");
  const [undo, setUndo] = useState<string[]>([]);
  const [busy, setBusy] = useState(false);
  const line = useRef<HTMLParagraphElement>(null);

  /** Long work goes in pieces; after each the count is said. */
  const run: Run = async (verb, choice, why = "") => {
    setBusy(true);
    setSaid(t("form.sending"));
    try {
      await decideRows(code, verb, choice, why, (sum) =>
        setSaid(verb === "replay" ? t("quarantine.replayed", { rows: sum.rows, accepted: sum.accepted, same: sum.duplicate, corrected: sum.corrected, newer: sum.superseded, still: sum.still }) : t(verb === "discard" ? "quarantine.didDiscard" : "quarantine.didRestore", { rows: sum.rows })),
      );
      setUndo(verb === "discard" ? (choice.ids ?? []) : []);
    } catch (error) {
      setSaid(verb === "discard" ? "" : faultWords(error));
      throw error;
    } finally {
      setBusy(false);
      // The row or the button that was pressed may be gone: then what was said has focus.
      setTimeout(() => document.activeElement === document.body && line.current?.focus(), 100);
    }
  };
  return (
    <Page
      title={t("quarantine.title")}
      aside={code}
      tools={
        <>
          <a className="btn" href={`${CONSOLE}/feeds/${code}`}>
            {t("noun.feedShort")}
          </a>
          <a className="btn" href={`${CONSOLE}/feeds/${code}/contract`}>
            {t("contract.edit")}
          </a>
        </>
      }
    >
      <p className="muted">{t("quarantine.text")}</p>
      <div className="b">
        <label>
          {t("quarantine.standing")}{" "}
          <select value={standing} onChange={(event) => setStanding(event.target.value as Standing)}>
            <option value="open">{t("quarantine.open")}</option>
            <option value="discarded">{t("quarantine.discarded")}</option>
            <option value="released">{t("quarantine.released")}</option>
          </select>
        </label>
        {reason !== "" && <Button onClick={() => setReason("")}>{t("quarantine.allReasons")}</Button>}
      </div>
      <p role="status" id="bench-said" ref={line} tabIndex={-1}>
        {said}
      </p>
      {undo.length > 0 && (
        <div className="b">
          <Button disabled={busy} onClick={() => void run("restore", { ids: undo }).catch(() => undefined)}>
            <Undo2 className="i" aria-hidden="true" />
            {t("quarantine.undo")}
          </Button>
        </div>
      )}
      <Loaded
        query={query}
        what={t("noun.quarantine")}
        isEmpty={(data) => data.items.length === 0}
        empty={{ title: t("quarantine.empty.title"), text: t("quarantine.empty.text") }}
      >
        {(data) => <Bench key={standing} rows={data.items} standing={standing} reason={reason} onReason={setReason} more={data.next !== ""} busy={busy} run={run} />}
      </Loaded>
    </Page>
  );
}

/** Rejects with what the server refused. */
type Run = (verb: "replay" | "discard" | "restore", choice: Choice, why?: string) => Promise<void>;

interface BenchProps {
  rows: Quarantined[];
  standing: Standing;
  reason: string;
  onReason: (reason: string) => void;
  more: boolean;
  busy: boolean;
  run: Run;
}

function Bench({ rows, standing, reason, onReason, more, busy, run }: BenchProps) {
  const me = useMe();
  const now = useNow();
  const dialog = useDialog();
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const mine = may(me, "quarantine.release");
  const chosen = rows.filter((row) => picked.has(row.id)).map((row) => row.id);

  const columns = useMemo<Column<Quarantined>[]>(() => {
    const toggle = (id: string, on: boolean) =>
      setPicked((before) => {
        const after = new Set(before);
        if (on) after.add(id);
        else after.delete(id);
        return after;
      });
    const list: Column<Quarantined>[] = [
      {
        id: "reason",
        head: t("quarantine.reason"),
        names: true,
        text: (row) => row.message || row.reason,
        cell: (row) => (
          <label className="pickrow">
            {mine && standing !== "released" && <input type="checkbox" checked={picked.has(row.id)} onChange={(event) => toggle(row.id, event.target.checked)} />}
            <span>{row.message || row.reason}</span>
          </label>
        ),
      },
      { id: "station", head: t("noun.stationShort"), text: (row) => row.station },
      { id: "parameter", head: t("feed.parameter"), text: (row) => row.parameter || row.cell || "" },
      { id: "raw", head: t("quarantine.raw"), text: (row) => row.raw, cell: (row) => (row.form === "file" ? <WholeFile row={row} /> : <code>{row.raw}</code>) },
      { id: "times", head: t("quarantine.times"), text: (row) => row.times },
      { id: "received", head: t("quarantine.received"), text: (row) => row.received, cell: (row) => <span className="num">{hourOrDate(row.received, now)}</span> },
      { id: "origin", head: t("quarantine.origin"), text: (row) => row.origin },
    ];
    if (standing === "discarded") list.push({ id: "decision", head: t("quarantine.why"), text: (row) => row.decision });
    return list;
  }, [mine, now, picked, standing]);

  const tell = (work: Promise<void>) => void work.then(() => setPicked(new Set())).catch(() => undefined); // it is said above
  const found: Choice = reason === "" ? {} : { reason };
  const reasons = [...new Set(rows.map((row) => row.reason))];

  return (
    <section className="card pad quarantine">
      {reasons.length > 1 && (
        <div className="b" role="group" aria-label={t("quarantine.byReason")}>
          {reasons.map((key) => (
            <Button key={key} small onClick={() => onReason(key)}>
              {rows.find((row) => row.reason === key)?.message} ({rows.filter((row) => row.reason === key).length})
            </Button>
          ))}
        </div>
      )}
      {mine && standing !== "released" && (
        <div className="b">
          <Button onClick={() => setPicked(chosen.length === rows.length ? new Set() : new Set(rows.map((row) => row.id)))}>
            {chosen.length === rows.length ? t("quarantine.pickNone") : t("quarantine.pickAll", { count: rows.length })}
          </Button>
          {standing === "open" && (
            <>
              <Button look="pri" disabled={busy || chosen.length === 0} onClick={() => tell(run("replay", { ids: chosen }))}>
                <Redo2 className="i" aria-hidden="true" />
                {t("quarantine.replay", { count: chosen.length })}
              </Button>
              <Button disabled={busy} onClick={() => tell(run("replay", found))}>
                {t("quarantine.replayAll")}
              </Button>
              <Button
                disabled={busy || chosen.length === 0}
                onClick={() =>
                  dialog.show(
                    t("quarantine.discard", { count: chosen.length }),
                    <WordsForm
                      id="discard-why"
                      label={t("quarantine.why")}
                      send={t("quarantine.discardSend")}
                      required
                      hint={t("quarantine.discardHint")}
                      onSend={async (why) => {
                        await run("discard", { ids: chosen }, why);
                        dialog.close();
                      }}
                      onCancel={dialog.close}
                    />,
                  )
                }
              >
                {t("quarantine.discard", { count: chosen.length })}
              </Button>
            </>
          )}
          {standing === "discarded" && (
            <Button look="pri" disabled={busy || chosen.length === 0} onClick={() => tell(run("restore", { ids: chosen }))}>
              <Undo2 className="i" aria-hidden="true" />
              {t("quarantine.restore", { count: chosen.length })}
            </Button>
          )}
        </div>
      )}
      <DataTable caption={t("quarantine.title")} columns={columns} rows={rows} rowKey={(row) => row.id} />
      {more && <p className="muted">{t("quarantine.more")}</p>}
    </section>
  );
}

/** A file that was refused whole: its beginning on demand, for it may be long. */
function WholeFile({ row }: { row: Quarantined }) {
  return (
    <details className="wholefile">
      <summary>{t("quarantine.file")}</summary>
      <pre>{row.raw}</pre>
    </details>
  );
}

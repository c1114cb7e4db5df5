import { useMemo } from "react";
import { holdBack, letGo, useRetention, useRetentionPieces } from "../data/privacy";
import { may } from "../data/session";
import type { Retention, RetentionPiece } from "../data/types";
import { Button } from "../parts/button";
import { DataTable, type Column } from "../parts/datatable";
import { useDialog } from "../parts/dialog";
import { WordsForm } from "../parts/forms";
import { Loaded } from "../parts/loaded";
import { useSay } from "../parts/say";
import { useState } from "react";
import { useMe } from "../shell/shell";
import { dateTime, markWords, number, t } from "../text";

/** How long each kind of personal data is kept, and what will be erased when. */
export function RetentionSection() {
  const retention = useRetention();
  return (
    <div className="retention">
      <h2>{t("retention.title")}</h2>
      <p className="muted">{t("retention.about")}</p>
      <Loaded query={retention} what={t("noun.retention")} lines={5} isEmpty={(data) => data.items.length === 0} empty={{ title: t("retention.empty"), text: t("retention.emptyText") }}>
        {(data) => (
          <>
            <Kinds rows={data.items} />
            {data.night !== null && <p className="muted">{t("retention.night", { at: dateTime(data.night) })}</p>}
          </>
        )}
      </Loaded>
    </div>
  );
}

function Kinds({ rows }: { rows: Retention[] }) {
  const dialog = useDialog();
  const columns = useMemo<Column<Retention>[]>(
    () => [
      {
        id: "kind",
        head: t("retention.head.kind"),
        names: true,
        text: (row) => row.name,
        cell: (row) => (
          <>
            {row.name}
            <small className="under">{row.from}</small>
          </>
        ),
      },
      {
        id: "days",
        head: t("retention.head.days"),
        text: (row) => (row.days === 0 ? Infinity : row.days),
        cell: (row) =>
          row.days === 0 ? (
            t("retention.asked")
          ) : (
            <span className="said">
              {t("keeping.days", { count: row.days })}
              <small className="muted">{row.why}</small>
              <small className="muted">{[...row.legal.map((basis) => `${basis.number} ${basis.clause}`.trim()), markWords(row.mark)].join(" · ")}</small>
            </span>
          ),
      },
      { id: "plan", head: t("retention.head.plan"), text: (row) => row.plan?.found ?? 0, cell: (row) => <Plan row={row} /> },
      {
        id: "show",
        head: t("retention.head.show"),
        text: () => "",
        cell: (row) =>
          row.plan !== null && (
            <Button small aria-label={`${t("retention.show")}: ${row.name}`} onClick={() => dialog.show(t("retention.piecesOf", { kind: row.name }), <Pieces id={row.plan?.id ?? ""} />)}>
              {t("retention.show")}
            </Button>
          ),
      },
    ],
    [dialog],
  );
  return <DataTable caption={t("retention.title")} columns={columns} rows={rows} rowKey={(row) => row.kind} />;
}

function Plan({ row }: { row: Retention }) {
  const lines = [];
  if (row.plan !== null) lines.push(t(row.plan.more ? "retention.planMore" : "retention.plan", { count: number(row.plan.found), at: dateTime(row.plan.due) }));
  if (row.held_back > 0) lines.push(t("retention.held", { count: row.held_back }));
  if (row.last?.ended_at != null) lines.push(t("retention.last", { count: number(row.last.erased), at: dateTime(row.last.ended_at) }));
  if (lines.length === 0) return <span className="muted">{t("retention.nothing")}</span>;
  return (
    <span className="said">
      {lines.map((line, index) => (index === 0 ? <span key={line}>{line}</span> : <small key={line}>{line}</small>))}
    </span>
  );
}

function Pieces({ id }: { id: string }) {
  const pieces = useRetentionPieces(id);
  return (
    <Loaded query={pieces} what={t("noun.pieces")} lines={4} isEmpty={(data) => data.items.length === 0} empty={{ title: t("retention.noPieces"), text: "" }}>
      {(data) => (
        <>
          <p className="muted">{t("retention.piecesAbout", { count: data.items.length })}</p>
          <ul>
            {data.items.map((piece) => (
              <Piece key={piece.id} piece={piece} />
            ))}
          </ul>
        </>
      )}
    </Loaded>
  );
}

function Piece({ piece }: { piece: RetentionPiece }) {
  const me = useMe();
  const say = useSay();
  const [asks, setAsks] = useState(false);
  const name = piece.title === "" ? piece.id : piece.title;
  const hold = async (words: string) => {
    await holdBack(piece.kind, piece.id, words);
    setAsks(false);
    say(t("retention.saidHold", { name }));
  };
  const release = async () => {
    await letGo(piece.kind, piece.id);
    say(t("retention.saidLetGo", { name }));
  };
  return (
    <li className="hline">
      <div>
        {name}
        <small className="num">{t("retention.since", { at: dateTime(piece.at) })}</small>
        {piece.held !== null && (
          <small>
            {t("retention.heldBy", { words: piece.held.words, by: piece.held.by === "" ? t("retention.law") : piece.held.by })}
            {piece.held.until !== null && ` ${t("retention.until", { at: dateTime(piece.held.until) })}`}
          </small>
        )}
        {asks && <WordsForm id={`hold-${piece.id}`} label={t("retention.why")} send={t("retention.hold")} required onSend={hold} onCancel={() => setAsks(false)} />}
      </div>
      {may(me, "consent.hold") &&
        !asks &&
        (piece.held === null ? (
          <Button small aria-label={`${t("retention.hold")}: ${name}`} onClick={() => setAsks(true)}>
            {t("retention.hold")}
          </Button>
        ) : (
          <Button small aria-label={`${t("retention.letGo")}: ${name}`} onClick={() => void release()}>
            {t("retention.letGo")}
          </Button>
        ))}
    </li>
  );
}

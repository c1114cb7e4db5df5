import { ArrowLeftRight, CircleCheck, CircleHelp, CircleX, Flag, Hammer, Inbox, Lock, MessageCircleQuestion, Merge, PhoneIncoming, RotateCcw, Send, Globe, type LucideIcon } from "lucide-react";
import type { ReportRow } from "../data/types";
import { Shape } from "../parts/severity";
import { hourOrDate, t, type Key } from "../text";

const ICONS: Record<ReportRow["state"], LucideIcon> = {
  received: Inbox, assigned: Send, in_progress: Hammer, need_info: MessageCircleQuestion, returned: ArrowLeftRight, resolved: CircleHelp, reopened: RotateCcw, rejected: CircleX, merged: Merge, closed: CircleCheck,
};

type Standing = Pick<ReportRow, "state" | "outcome" | "late">;

/** How it stands, in words: what was closed says whether its reporter confirmed it. */
export const stateWords = (row: Pick<ReportRow, "state" | "outcome">) => t(row.state === "closed" && row.outcome !== "" ? `report.state.${row.outcome}` : (`report.state.${row.state}` as Key));

/** Icon and words, and loudly when somebody has to act and the time is over. */
export function ReportState({ row }: { row: Standing }) {
  const Icon = row.outcome === "unanswered" ? CircleHelp : ICONS[row.state];
  return (
    <span className={`hstate r-${row.state}${row.outcome === "unanswered" ? " r-silent" : ""}`}>
      <Icon className="i" aria-hidden="true" />
      {stateWords(row)}
      {row.late && (
        <b className="hlate">
          <Shape level={4} /> {t("directive.late")}
        </b>
      )}
    </span>
  );
}

const ACTS: ReportRow["state"][] = ["received", "assigned", "in_progress", "need_info", "returned", "reopened"];

/** Whether somebody still has to act, so that there is a time by which. */
export const acts = (row: Pick<ReportRow, "state">) => ACTS.includes(row.state);

/** By when somebody has to act; nothing where nobody has. */
export function DueWords({ row, now }: { row: Pick<ReportRow, "state" | "due" | "late">; now: Date }) {
  return acts(row) ? <span className={row.late ? "num dlate" : "num"}>{t("report.due", { at: hourOrDate(row.due, now) })}</span> : null;
}

/** What is to be known at the first look: marks of the machine, privacy, being called back, being published. */
export function ReportMarks({ row }: { row: Pick<ReportRow, "flags" | "private" | "callback" | "approved" | "reopened"> }) {
  return (
    <>
      {row.private && (
        <span className="tag">
          <Lock className="i" aria-hidden="true" /> {t("report.private")}
        </span>
      )}
      {row.callback && (
        <span className="tag">
          <PhoneIncoming className="i" aria-hidden="true" /> {t("report.callback")}
        </span>
      )}
      {row.flags.map((flag) => (
        <span key={flag.code} className="tag">
          <Flag className="i" aria-hidden="true" /> {flag.name}
        </span>
      ))}
      {row.reopened > 0 && (
        <span className="tag">
          <RotateCcw className="i" aria-hidden="true" /> {t("report.reopenedTimes", { count: row.reopened })}
        </span>
      )}
      {row.approved && (
        <span className="tag on">
          <Globe className="i" aria-hidden="true" /> {t("report.approved")}
        </span>
      )}
    </>
  );
}

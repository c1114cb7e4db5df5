import { CheckCheck, CircleDot, Clock, FilePen, Megaphone, RefreshCw, Undo2, type LucideIcon } from "lucide-react";
import type { Warning } from "../data/types";
import { t, type Key } from "../text";
import { useNow } from "./clock";

/** A published warning says nothing any more after its hour. */
export const nextStep = (w: Warning, now: Date) =>
  w.state === "published" && w.content.expires != null && Date.parse(w.content.expires) <= now.getTime() ? ("expired" as const) : w.state;

const ICONS: Record<ReturnType<typeof nextStep>, LucideIcon> = {
  draft: FilePen, checked: Clock, approved: CheckCheck, published: Megaphone, updated: RefreshCw, cancelled: CircleDot, withdrawn: Undo2, expired: CircleDot,
};

/** Where a warning stands, as a sign and a word. */
export function WarningState({ warning }: { warning: Warning }) {
  const state = nextStep(warning, useNow());
  const Icon = ICONS[state];
  return (
    <span className={`wstate w-${state}`}>
      <Icon className="i" aria-hidden="true" /> {t(`warning.state.${state}` as Key)}
    </span>
  );
}

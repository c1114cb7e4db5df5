import { CircleCheck, Hourglass, Inbox, X } from "lucide-react";
import type { DirectiveRow } from "../data/types";
import { Shape } from "../parts/severity";
import { t, type Key } from "../text";

const ICONS = { open: Inbox, "handed-in": Hourglass, accepted: CircleCheck, withdrawn: X };

/** Where a directive stands: icon and words, how far it is, and loudly when it is late. */
export function DirectiveState({ row }: { row: Pick<DirectiveRow, "state" | "late" | "percent"> }) {
  const Icon = ICONS[row.state];
  return (
    <span className={`hstate d-${row.state}`}>
      <Icon className="i" aria-hidden="true" />
      {t(`directive.state.${row.state}` as Key)}
      {row.state === "open" && row.percent > 0 && <span className="num">{t("directive.percent", { percent: row.percent })}</span>}
      {row.late && (
        <b className="hlate">
          <Shape level={4} /> {t("directive.late")}
        </b>
      )}
    </span>
  );
}

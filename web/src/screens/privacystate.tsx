import { CircleCheck, Inbox, ScanSearch, UserCheck, X } from "lucide-react";
import type { BreachRow, PrivacyRow } from "../data/types";
import { Shape } from "../parts/severity";
import { dateTime, t } from "../text";

const ICONS = { filed: Inbox, identified: UserCheck, searched: ScanSearch, answered: CircleCheck, refused: X };

/** Where a request stands: icon and words, and loudly when it is late. */
export function PrivacyState({ row }: { row: Pick<PrivacyRow, "state" | "late"> }) {
  const Icon = ICONS[row.state];
  return (
    <span className={`hstate d-${row.state}`}>
      <Icon className="i" aria-hidden="true" />
      {t(`privacy.state.${row.state}`)}
      {row.late && (
        <b className="hlate">
          <Shape level={4} /> {t("directive.late")}
        </b>
      )}
    </span>
  );
}

/** Whether the authority was told, and in time. */
export function BreachState({ row }: { row: Pick<BreachRow, "open" | "told" | "late"> }) {
  const Icon = row.open ? Inbox : CircleCheck;
  return (
    <span className="hstate">
      <Icon className="i" aria-hidden="true" />
      {t(row.open ? "breach.open" : "breach.closed")}
      <span>{row.told === null ? t("breach.untold") : t("breach.toldAt", { at: dateTime(row.told) })}</span>
      {row.late && (
        <b className="hlate">
          <Shape level={4} /> {t("breach.late")}
        </b>
      )}
    </span>
  );
}

import { CircleCheck, CircleX, Hourglass } from "lucide-react";
import type { OpenSetRow } from "../data/types";
import { t } from "../text";

const ICONS = { proposed: Hourglass, published: CircleCheck, withdrawn: CircleX };

/** Where a data set stands, and what of it waits. */
export function OpenState({ set }: { set: OpenSetRow }) {
  const Icon = ICONS[set.state];
  return (
    <span className={`openstate o-${set.state}`}>
      <Icon className="i" aria-hidden="true" /> {t(`open.state.${set.state}`)}
      {set.changed && <span className="tag">{t("open.changed")}</span>}
      {set.ended && <span className="tag">{t("open.ended")}</span>}
    </span>
  );
}

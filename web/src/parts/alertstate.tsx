import { BellOff, BellRing, CircleCheck, UserCheck, Waves, type LucideIcon } from "lucide-react";
import type { Alert } from "../data/types";
import { t, type Key } from "../text";

const ICONS: Record<Alert["state"], LucideIcon> = { firing: BellRing, acknowledged: UserCheck, resolved: CircleCheck };

/** What is muted or flaps says so beside its state: by icon and word, as loud as the state. */
export function AlertMarks({ alert }: { alert: Alert }) {
  return (
    <>
      {alert.muted && (
        <span className="astate a-muted">
          <BellOff className="i" aria-hidden="true" />
          {t("silence.muted")}
        </span>
      )}
      {alert.flapping && (
        <span className="astate a-flapping">
          <Waves className="i" aria-hidden="true" />
          {t("alert.flapping")}
        </span>
      )}
    </>
  );
}

export function AlertState({ state }: { state: Alert["state"] }) {
  const Icon = ICONS[state];
  return (
    <span className={`astate a-${state}`}>
      <Icon className="i" aria-hidden="true" />
      {t(`alert.state.${state}` as Key)}
    </span>
  );
}

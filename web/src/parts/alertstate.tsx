import { BellRing, CircleCheck, UserCheck, type LucideIcon } from "lucide-react";
import type { Alert } from "../data/types";
import { t, type Key } from "../text";

const ICONS: Record<Alert["state"], LucideIcon> = { firing: BellRing, acknowledged: UserCheck, resolved: CircleCheck };

export function AlertState({ state }: { state: Alert["state"] }) {
  const Icon = ICONS[state];
  return (
    <span className={`astate a-${state}`}>
      <Icon className="i" aria-hidden="true" />
      {t(`alert.state.${state}` as Key)}
    </span>
  );
}

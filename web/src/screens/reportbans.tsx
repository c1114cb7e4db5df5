import { useRef } from "react";
import { liftBan, useBans } from "../data/reports";
import type { ReportBan } from "../data/types";
import { useAct } from "../parts/act";
import { Button } from "../parts/button";
import { Loaded } from "../parts/loaded";
import { dateTime, t } from "../text";

/** From where nothing is taken for a while, and the way to end it. Danger is taken from everybody. */
export function ReportBans() {
  const bans = useBans();
  const { act, fault } = useAct();
  const box = useRef<HTMLDivElement>(null);
  const lift = async (id: string) => {
    await liftBan(id);
    box.current?.focus(); // the button that was pressed is gone
  };
  return (
    <div className="words bans" ref={box} tabIndex={-1}>
      <p className="muted">{t("ban.about")}</p>
      <p className="fault" role="alert">
        {fault}
      </p>
      <Loaded query={bans} what={t("noun.bans")} lines={3} isEmpty={(data) => data.items.length === 0} empty={{ title: t("ban.empty"), text: t("ban.emptyText") }}>
        {(data) => (
          <ul>
            {data.items.map((ban) => (
              <li key={ban.id} className="hline">
                <div>
                  <b>{t(`ban.kind.${ban.kind}`)}</b> {named(ban)}
                  <small>{ban.words}</small>
                  <small>{t("ban.by", { by: ban.by, at: dateTime(ban.at), until: dateTime(ban.until) })}</small>
                </div>
                <Button small aria-label={t("ban.liftOne", { kind: t(`ban.kind.${ban.kind}`), value: named(ban) })} onClick={() => void act(() => lift(ban.id), t("ban.lifted"))}>
                  {t("ban.lift")}
                </Button>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </div>
  );
}

const named = (ban: ReportBan) => (ban.value === "" ? t("ban.unnamed") : ban.value);

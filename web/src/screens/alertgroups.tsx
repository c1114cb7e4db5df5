import { UserCheck } from "lucide-react";
import { Link } from "@tanstack/react-router";
import { acknowledgeGroup, useGroups } from "../data/silences";
import { may } from "../data/session";
import type { AlertGroup } from "../data/types";
import { Button } from "../parts/button";
import { useNow } from "../parts/clock";
import { useDialog } from "../parts/dialog";
import { WordsForm } from "../parts/forms";
import { useSay } from "../parts/say";
import { SeverityBadge } from "../parts/severity";
import { useMe } from "../shell/shell";
import { hourOrDate, t } from "../text";

/** Groups of more than one alert: what people were told of together, answered together. */
export function GroupsSection({ chosen, onChoose }: { chosen: string; onChoose: (group: string) => void }) {
  const groups = useGroups();
  const many = (groups.data?.items ?? []).filter((group) => group.count > 1);
  if (many.length === 0) return null;
  return (
    <section className="card pad" aria-labelledby="groups-title" data-region tabIndex={-1}>
      <h2 id="groups-title">
        {t("group.title")} <span>{t("group.count", { count: many.length })}</span>
      </h2>
      <ul className="al groups">
        {many.map((group) => (
          <GroupRow key={group.id} group={group} chosen={group.id === chosen} onChoose={onChoose} />
        ))}
      </ul>
    </section>
  );
}

function GroupRow({ group, chosen, onChoose }: { group: AlertGroup; chosen: boolean; onChoose: (group: string) => void }) {
  const me = useMe();
  const now = useNow();
  const dialog = useDialog();
  const say = useSay();
  const note = () =>
    dialog.show(
      t("group.ackTitle", { number: group.number }),
      <WordsForm
        id="ack-group"
        label={t("alert.ackNote")}
        send={t("group.ack", { count: group.firing })}
        required={false}
        onSend={async (words) => {
          await acknowledgeGroup(group.id, words);
          dialog.close();
          say(t("group.acked", { number: group.number }));
        }}
      />,
    );
  return (
    <li>
      <Link to="/alerts" search={{ group: group.id }} aria-current={chosen ? "true" : undefined} onClick={() => onChoose(group.id)}>
        {group.title}
      </Link>
      <SeverityBadge level={group.severity} />
      <span className="sub">
        <span>
          {group.number} · {group.owner.name}, {group.area.name}
        </span>
        <span>{t("group.firing", { count: group.count, firing: group.firing })}</span>
        <span>{group.notified_at === null ? t("group.notTold") : t("group.told", { at: hourOrDate(group.notified_at, now), n: group.notices })}</span>
        {group.firing > 0 && may(me, "alert.acknowledge") && (
          <Button small onClick={note}>
            <UserCheck className="i" aria-hidden="true" />
            {t("group.ack", { count: group.firing })}
          </Button>
        )}
      </span>
    </li>
  );
}

import { Link } from "@tanstack/react-router";
import { BookOpenCheck, Clock4, Megaphone, MessageSquare, Network, ScrollText, ShieldCheck, Siren, Table2, TriangleAlert, type LucideIcon } from "lucide-react";
import type { Work } from "../data/types";
import { ClockChip } from "../parts/clock";
import { severityWord, Shape } from "../parts/severity";
import { shortUnit, t, tMaybe, type Key } from "../text";

export interface Group {
  name: "late" | "soon" | "ok" | "pause";
  items: Work[];
}

const ICONS: Record<string, LucideIcon> = {
  incident: Siren, alert: TriangleAlert, "alert-group": TriangleAlert,
  report: MessageSquare, form: Table2, warning: Megaphone,
  directive: ScrollText, playbook: BookOpenCheck, "more-time": Clock4, "hand-on": Network, unit: Network, privacy: ShieldCheck, "privacy-breach": ShieldCheck,
};

/** Two lines a row at most; the clock and the next step are never cut. */
export function WorkTable({ groups, selected, chosen, onChoose }: { groups: Group[]; selected: string; chosen: ReadonlySet<string>; onChoose: (id: string) => void }) {
  return (
    <table className="q">
      <caption className="vh">{t("work.caption")}</caption>
      <colgroup>
        <col className="c-level" />
        <col />
        <col className="c-owner" />
        <col className="c-clock" />
        <col className="c-next" />
      </colgroup>
      <thead>
        <tr>
          <th scope="col">
            <span className="vh">{t("work.head.level")}</span>
          </th>
          <th scope="col">{t("work.head.title")}</th>
          <th scope="col">{t("work.head.owner")}</th>
          <th scope="col">{t("work.head.clock")}</th>
          <th scope="col">{t("work.head.next")}</th>
        </tr>
      </thead>
      {groups.map((group) => (
        <tbody key={group.name}>
          <tr className="g">
            <th colSpan={5} scope="rowgroup">
              {t(`work.group.${group.name}` as Key)} <span className="cnt">· {t("work.count", { count: group.items.length })}</span>
            </th>
          </tr>
          {group.items.map((item) => (
            <Row key={item.id} item={item} selected={item.id === selected} chosen={chosen.has(item.id)} onChoose={() => onChoose(item.id)} />
          ))}
        </tbody>
      ))}
    </table>
  );
}

function Row({ item, selected, chosen, onChoose }: { item: Work; selected: boolean; chosen: boolean; onChoose: () => void }) {
  const Icon = ICONS[item.subject.kind] ?? Siren;
  return (
    <tr className={selected ? "sel" : chosen ? "chosenrow" : ""} aria-current={selected ? "true" : undefined}>
      <td>
        <Shape level={item.severity} />
        <span className="vh">{severityWord(item.severity)}</span>
        {/* By keys a row is chosen with the space bar, so that Tab does not stop twice in each row. */}
        <input type="checkbox" className="choose" tabIndex={-1} checked={chosen} aria-label={t("triage.select", { number: item.number })} onChange={onChoose} />
      </td>
      <td>
        <Link className="t" to="/work/$id" params={{ id: item.id }} data-row={item.id} title={item.title}>
          {item.title}
        </Link>
        <span className="m">
          <b className="k">
            <Icon className="i" aria-hidden="true" />
            {tMaybe(`kind.${item.subject.kind}`, item.kind)}
          </b>{" "}
          {item.subject.number} · {item.area.name}
        </span>
      </td>
      <td>
        <span className="u" title={item.owner.name}>
          {shortUnit(item.owner.name)}
        </span>
        <span className="m">{item.person === null ? t("work.untaken") : item.person.name}</span>
      </td>
      <td>
        <ClockChip clock={item.clock} due={item.due} />
      </td>
      <td>
        <Link className="nx" to="/work/$id" params={{ id: item.id }} tabIndex={-1} aria-hidden="true">
          {item.next_step?.label ?? ""}
        </Link>
      </td>
    </tr>
  );
}

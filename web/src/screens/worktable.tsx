import { Link } from "@tanstack/react-router";
import { Megaphone, MessageSquare, Siren, Table2, TriangleAlert, type LucideIcon } from "lucide-react";
import type { Work } from "../data/types";
import { ClockChip } from "../parts/clock";
import { severityWord, Shape } from "../parts/severity";
import { t, tMaybe, type Key } from "../text";

export interface Group {
  name: "late" | "soon" | "ok" | "pause";
  items: Work[];
}

const ICONS: Record<string, LucideIcon> = { incident: Siren, alert: TriangleAlert, report: MessageSquare, form: Table2, warning: Megaphone };

/** Two lines a row at most; the clock and the next step are never cut. */
export function WorkTable({ groups, selected }: { groups: Group[]; selected: string }) {
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
            <Row key={item.id} item={item} selected={item.id === selected} />
          ))}
        </tbody>
      ))}
    </table>
  );
}

function Row({ item, selected }: { item: Work; selected: boolean }) {
  const Icon = ICONS[item.subject.kind] ?? Siren;
  return (
    <tr className={selected ? "sel" : ""} aria-current={selected ? "true" : undefined}>
      <td>
        <Shape level={item.severity} />
        <span className="vh">{severityWord(item.severity)}</span>
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
          {item.owner.name}
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

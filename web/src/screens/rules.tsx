import { Link } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useMemo } from "react";
import { useRules } from "../data/rules";
import { may } from "../data/session";
import type { Rule } from "../data/types";
import { useNow } from "../parts/clock";
import { DataTable, type Column } from "../parts/datatable";
import { Loaded } from "../parts/loaded";
import { SeverityBadge } from "../parts/severity";
import { useMe } from "../shell/shell";
import { hourOrDate, number, t, type Key } from "../text";
import { Page } from "./page";
import { NEW } from "./ruledraft";

export default function RulesScreen() {
  const rules = useRules();
  const me = useMe();
  const now = useNow();
  const columns = useMemo<Column<Rule>[]>(
    () => [
      {
        id: "name",
        head: t("rule.head.name"),
        names: true,
        text: (r) => `${r.name} ${r.code}`,
        cell: (r) => (
          <>
            <Link to="/rules/$code" params={{ code: r.code }}>
              {r.name}
            </Link>
            <small>{r.code}</small>
          </>
        ),
      },
      { id: "reading", head: t("rule.head.reading"), text: (r) => r.reading },
      { id: "severity", head: t("rule.head.severity"), text: (r) => r.severity, cell: (r) => <SeverityBadge level={r.severity} /> },
      {
        id: "state",
        head: t("rule.head.state"),
        text: (r) => t(`rule.state.${r.state}` as Key),
        cell: (r) => (
          <>
            {t(`rule.state.${r.state}` as Key)}
            {r.state === "off" && <small className="under">{r.off_why}</small>}
          </>
        ),
      },
      { id: "owner", head: t("rule.head.owner"), text: (r) => r.owner.name },
      { id: "firing", head: t("rule.head.firing"), text: (r) => r.firing, cell: (r) => <span className="num">{number(r.firing)}</span> },
      {
        id: "fired",
        head: t("rule.head.fired"),
        text: (r) => r.fired,
        cell: (r) => (
          <>
            <span className="num">{number(r.fired)}</span>
            {r.last_fired !== null && <small className="under">{t("rule.lastFired", { at: hourOrDate(r.last_fired, now) })}</small>}
          </>
        ),
      },
    ],
    [now],
  );
  const add = may(me, "rule.edit") && (
    <Link className="btn pri" to="/rules/$code" params={{ code: NEW }}>
      <Plus className="i" aria-hidden="true" />
      {t("rule.new")}
    </Link>
  );
  return (
    <Page title={t("nav.rules")} tools={add}>
      <Loaded query={rules} what={t("noun.rules")} lines={6} isEmpty={(data) => data.items.length === 0} empty={{ title: t("rule.empty.title"), text: t("rule.empty.text") }}>
        {(data) => <DataTable caption={t("nav.rules")} columns={columns} rows={data.items} rowKey={(r) => r.code} />}
      </Loaded>
    </Page>
  );
}

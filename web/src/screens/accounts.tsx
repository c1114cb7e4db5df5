import { useMemo } from "react";
import { useAccounts } from "../data/accounts";
import type { Account } from "../data/types";
import { useNow } from "../parts/clock";
import { DataTable, type Column } from "../parts/datatable";
import { Loaded } from "../parts/loaded";
import { hourOrDate, t, tMaybe } from "../text";
import { Page } from "./page";

export default function AccountsScreen() {
  const accounts = useAccounts();
  const now = useNow();
  const columns = useMemo<Column<Account>[]>(
    () => [
      {
        id: "name",
        head: t("account.name"),
        names: true,
        text: (a) => `${a.name} ${a.login}`,
        cell: (a) => (
          <>
            {a.name}
            <small>{a.login}</small>
          </>
        ),
      },
      { id: "unit", head: t("noun.unit"), text: (a) => a.unit.name },
      {
        id: "grants",
        head: t("account.grants"),
        text: (a) => a.grants.map((grant) => grant.role_name).join(", "),
        cell: (a) => (
          <ul className="grants">
            {a.grants.map((grant) => (
              <li key={`${grant.role} ${grant.unit.code} ${grant.area.code}`}>
                {t("account.grant", { role: grant.role_name, unit: grant.unit.name, area: grant.area.name })}
                {grant.now !== "" && <small>{t("account.now", { now: grant.now })}</small>}
                {grant.undecided && <b> {t("account.undecided")}</b>}
              </li>
            ))}
          </ul>
        ),
      },
      { id: "state", head: t("account.state"), text: (a) => tMaybe(`account.state.${a.state}`, a.state) },
      { id: "seen", head: t("account.seen"), text: (a) => a.last_seen ?? "", cell: (a) => <span className="num">{a.last_seen === null ? t("account.never") : hourOrDate(a.last_seen, now)}</span> },
    ],
    [now],
  );
  return (
    <Page title={t("nav.accounts")}>
      <Loaded query={accounts} what={t("noun.accounts")} lines={8} isEmpty={(data) => data.items.length === 0} empty={{ title: t("account.empty"), text: t("account.emptyText") }}>
        {(data) => (
          <>
            <Undecided accounts={data.items} />
            <DataTable caption={t("nav.accounts")} columns={columns} rows={data.items} rowKey={(a) => a.id} />
          </>
        )}
      </Loaded>
    </Page>
  );
}

/** Grants on units or areas that ended without a stated successor reach nothing until somebody decides. */
function Undecided({ accounts }: { accounts: Account[] }) {
  const waiting = accounts.filter((a) => a.grants.some((grant) => grant.undecided));
  if (waiting.length === 0) return null;
  return (
    <p className="oldcopy" role="status">
      <span>{t("account.undecidedList", { names: waiting.map((a) => a.name).join(", ") })}</span>
    </p>
  );
}

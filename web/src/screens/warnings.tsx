import { Link } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useDeferredValue, useMemo, useState } from "react";
import { may } from "../data/session";
import type { Warning } from "../data/types";
import { useWarnings } from "../data/warnings";
import { useNow } from "../parts/clock";
import { DataTable, SearchBox, type Column } from "../parts/datatable";
import { Loaded } from "../parts/loaded";
import { nextStep, WarningState } from "../parts/warningstate";
import { useMe } from "../shell/shell";
import { hourOrDate, t, type Key } from "../text";
import { Page } from "./page";
import { NEW } from "./warningdraft";

const STATES = ["", "draft", "checked", "approved", "published", "updated", "cancelled", "withdrawn"] as const;

export default function WarningsScreen() {
  const [state, setState] = useState<Warning["state"] | "">("");
  const [typed, setTyped] = useState("");
  const q = useDeferredValue(typed.trim());
  const warnings = useWarnings(q, state);
  const me = useMe();
  const now = useNow();
  const columns = useMemo<Column<Warning>[]>(
    () => [
      { id: "state", head: t("warning.head.state"), text: (w) => t(`warning.state.${nextStep(w, now)}` as Key), cell: (w) => <WarningState warning={w} /> },
      {
        id: "headline",
        head: t("warning.head.headline"),
        names: true,
        text: (w) => `${w.headline} ${w.number}`,
        cell: (w) => (
          <>
            <Link to="/warnings/$id" params={{ id: w.id }}>
              {w.headline || t("warning.untitled")}
            </Link>
            <small>
              {w.number}
              {w.type !== "Alert" && ` · ${t(`warning.type.${w.type}` as Key)}`}
            </small>
          </>
        ),
      },
      { id: "area", head: t("noun.area"), text: (w) => w.area.name },
      {
        id: "next",
        head: t("warning.head.next"),
        text: (w) => t(`warning.next.${nextStep(w, now)}` as Key),
        cell: (w) => (
          <>
            {t(`warning.next.${nextStep(w, now)}` as Key)}
            <small className="under">{w.owner.name}</small>
          </>
        ),
      },
      { id: "expires", head: t("warning.head.expires"), text: (w) => w.content.expires ?? "", cell: (w) => <span className="num">{w.content.expires == null ? "–" : hourOrDate(w.content.expires, now)}</span> },
    ],
    [now],
  );
  const add = may(me, "warning.draft") && (
    <Link className="btn pri" to="/warnings/$id" params={{ id: NEW }}>
      <Plus className="i" aria-hidden="true" />
      {t("warning.new")}
    </Link>
  );
  const search = <SearchBox value={typed} onChange={setTyped} label={t("warning.search")} />;
  return (
    <Page title={t("nav.warnings")} tools={add}>
      <div className="flt" role="group" aria-label={t("warning.filter")}>
        {STATES.map((each) => (
          <button key={each} type="button" className={state === each ? "chip on" : "chip"} aria-pressed={state === each} onClick={() => setState(each)}>
            {each === "" ? t("warning.any") : t(`warning.state.${each}` as Key)}
          </button>
        ))}
      </div>
      <Loaded
        query={warnings}
        what={t("noun.warnings")}
        lines={6}
        isEmpty={(data) => data.items.length === 0 && typed === ""}
        empty={{ title: t(state === "" ? "warning.empty.title" : "warning.empty.state"), text: t("warning.empty.text") }}
      >
        {(data) => (
          <>
            <DataTable caption={t("nav.warnings")} columns={columns} rows={data.items} rowKey={(w) => w.id} search={search} />
            {data.items.length === 0 && <p className="nohit">{t("table.nohit", { typed })}</p>}
          </>
        )}
      </Loaded>
    </Page>
  );
}

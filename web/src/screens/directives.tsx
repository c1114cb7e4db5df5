import { Link, useNavigate } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useDeferredValue, useEffect, useMemo, useState } from "react";
import { useDirectives, type DirectiveView } from "../data/directives";
import { may } from "../data/session";
import type { DirectiveRow } from "../data/types";
import { Button } from "../parts/button";
import { useNow } from "../parts/clock";
import { DataTable, SearchBox, type Column } from "../parts/datatable";
import { useDialog } from "../parts/dialog";
import { Loaded } from "../parts/loaded";
import { useMe } from "../shell/shell";
import { hourOrDate, t, type Key } from "../text";
import { DirectiveState } from "./directivestate";
import { GiveForm } from "./giveform";
import { Page } from "./page";

const VIEWS = ["mine", "given", "late", "all"] as const;

/** Which view is opened: the first of these that holds something. */
const GIVES = ["given", "mine", "all"] as const;
const DOES = ["mine", "given", "all"] as const;

/** Chỉ đạo: mine to do, given by me, late. */
export default function DirectivesScreen() {
  const me = useMe();
  const dialog = useDialog();
  const navigate = useNavigate();
  const now = useNow();
  const gives = may(me, "directive.give");
  const order = gives ? GIVES : DOES;
  const [chosen, setChosen] = useState<DirectiveView | null>(null);
  const view = chosen ?? order[0];
  const [ended, setEnded] = useState(false);
  const [typed, setTyped] = useState("");
  const directives = useDirectives(view, ended, useDeferredValue(typed.trim()));
  const counts = directives.data?.counts;
  useEffect(() => {
    // Once, at the first answer: what comes in later takes nobody to another view.
    if (counts !== undefined) setChosen((now) => now ?? order.find((each) => (counts[each] ?? 0) > 0) ?? order[0]);
  }, [counts, order]);
  const columns = useMemo<Column<DirectiveRow>[]>(
    () => [
      {
        id: "title",
        head: t("directive.head.title"),
        names: true,
        text: (row) => `${row.title} ${row.number}`,
        cell: (row) => (
          <>
            <Link to="/directives/$id" params={{ id: row.id }}>
              {row.title}
            </Link>
            <small className="under">
              {row.number} · {sourceWords(row)}
              {row.parent !== "" && ` · ${t("directive.isPart")}`}
            </small>
          </>
        ),
      },
      {
        id: "doer",
        head: t("directive.head.doer"),
        text: (row) => `${row.person?.name ?? ""} ${row.doer.name}`,
        cell: (row) => (
          <>
            {row.person?.name ?? t("directive.nobody")}
            <small className="under">{row.doer.name}</small>
          </>
        ),
      },
      { id: "due", head: t("directive.head.due"), text: (row) => row.due, cell: (row) => <span className={row.late ? "num dlate" : "num"}>{hourOrDate(row.due, now)}</span> },
      { id: "state", head: t("directive.head.state"), text: (row) => t(`directive.state.${row.state}` as Key), cell: (row) => <DirectiveState row={row} /> },
      { id: "by", head: t("directive.head.by"), text: (row) => row.given_by },
    ],
    [now],
  );
  const give = gives && (
    <Button look="pri" id="d-give" onClick={() => dialog.show(t("directive.give"), <GiveForm onDone={(id) => void navigate({ to: "/directives/$id", params: { id } })} />)}>
      <Plus className="i" aria-hidden="true" />
      {t("directive.give")}
    </Button>
  );
  return (
    <Page title={t("nav.directives")} tools={give}>
      <div className="flt" role="group" aria-label={t("directive.filter")}>
        {VIEWS.map((each) => (
          <button key={each} type="button" className={view === each ? "chip on" : "chip"} aria-pressed={view === each} onClick={() => setChosen(each)}>
            {t(`directive.view.${each}`)} {counts?.[each] !== undefined && <span className="num">{counts[each]}</span>}
          </button>
        ))}
        <button type="button" className={ended ? "chip on" : "chip"} aria-pressed={ended} onClick={() => setEnded(!ended)}>
          {t("directive.view.ended")}
        </button>
      </div>
      <Loaded query={directives} what={t("noun.directives")} lines={6} isEmpty={(data) => data.items.length === 0 && typed === ""} empty={{ title: t("directive.empty"), text: t("directive.emptyText") }}>
        {(data) => (
          <>
            <DataTable caption={t("nav.directives")} columns={columns} rows={data.items} rowKey={(row) => row.id} search={<SearchBox value={typed} onChange={setTyped} label={t("directive.search")} />} />
            {data.items.length === 0 && <p className="nohit">{t("table.nohit", { typed })}</p>}
          </>
        )}
      </Loaded>
    </Page>
  );
}

export const sourceWords = (row: Pick<DirectiveRow, "source">) => [t(`directive.source.${row.source.kind}` as Key), row.source.words ?? ""].filter((words) => words !== "").join(": ");

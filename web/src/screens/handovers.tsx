import { Link } from "@tanstack/react-router";
import { FilePlus2 } from "lucide-react";
import { useDeferredValue, useMemo, useState } from "react";
import { useHandoverPosts, useHandovers, useOpenHandover } from "../data/handovers";
import type { HandoverPost, HandoverRow } from "../data/types";
import { Button } from "../parts/button";
import { useNow } from "../parts/clock";
import { DataTable, SearchBox, type Column } from "../parts/datatable";
import { faultWords } from "../parts/forms";
import { Loaded } from "../parts/loaded";
import { dateTime, hourOrDate, t, type Key } from "../text";
import { HandoverState, OneHandover, sideWords } from "./handoversheet";
import { Page } from "./page";

/** Bàn giao ca: the sheet of the changeover that comes, and the sheets before it. */
export default function HandoversScreen() {
  const posts = useHandoverPosts();
  const [chosen, setChosen] = useState("");
  const [opened, setOpened] = useState("");
  return (
    <Page title={t("nav.handover")} className="handoverpage">
      <Loaded query={posts} what={t("noun.handoverPosts")} lines={4}>
        {({ items }) => {
          // The reader's own turn comes first, then what is under way.
          const first = items.find((post) => mine(post)) ?? items.find((post) => post.sheet !== null) ?? items[0];
          const post = items.find((each) => each.roster.code === chosen) ?? first;
          if (post === undefined) return <p className="muted">{t("handover.noPosts")}</p>;
          return (
            <>
              {items.length > 1 && (
                <p className="rowline">
                  <label htmlFor="handover-which">{t("handover.which")}</label>
                  <select id="handover-which" value={post.roster.code} onChange={(event) => setChosen(event.target.value)}>
                    {items.map((each) => (
                      <option key={each.roster.code} value={each.roster.code}>
                        {each.roster.name}
                        {each.sheet !== null && ` (${t(`handover.state.${each.sheet.state}`)})`}
                      </option>
                    ))}
                  </select>
                </p>
              )}
              {post.sheet === null ? <Begin post={post} onOpen={setOpened} /> : <OneHandover key={post.sheet.id} id={post.sheet.id} linked fresh={post.roster.code === opened} />}
            </>
          );
        }}
      </Loaded>
      <Past />
    </Page>
  );
}

const mine = (post: HandoverPost) => [...post.out, ...post.in, ...(post.sheet?.out.turns ?? []), ...(post.sheet?.in.turns ?? [])].some((turn) => turn.mine);

function Begin({ post, onOpen }: { post: HandoverPost; onOpen: (roster: string) => void }) {
  const open = useOpenHandover();
  // Said before the sheet is there: this button may be gone by the time that the answer comes.
  const begin = () => {
    onOpen(post.roster.code);
    open.mutate(post.roster.code);
  };
  return (
    <section className="card pad" aria-label={post.roster.name} data-region tabIndex={-1}>
      <h2>{post.roster.name}</h2>
      {post.at !== null && (
        <p className="rowline">
          <b className="num">{t("handover.changeover", { at: dateTime(post.at) })}</b>
          <span>
            {t("handover.outTitle")}: {sideWords(post.out)}
          </span>
          <span>
            {t("handover.inTitle")}: {sideWords(post.in)}
          </span>
        </p>
      )}
      <p className="muted">{post.at === null ? post.why : t("handover.none")}</p>
      {post.at !== null && (
        <div className="acts b">
          <Button id="h-open" look={post.may_open ? "pri" : ""} disabled={!post.may_open || open.isPending} aria-describedby="h-open-why" onClick={begin}>
            <FilePlus2 className="i" aria-hidden="true" />
            {t("handover.open")}
          </Button>
          <small id="h-open-why">{post.why}</small>
        </div>
      )}
      <p className="fault" role="alert">
        {open.error === null ? "" : faultWords(open.error)}
      </p>
    </section>
  );
}

function Past() {
  const [typed, setTyped] = useState("");
  const handovers = useHandovers(useDeferredValue(typed.trim()));
  const now = useNow();
  const columns = useMemo<Column<HandoverRow>[]>(
    () => [
      {
        id: "number",
        head: t("handover.head.number"),
        names: true,
        text: (row) => row.number,
        cell: (row) => (
          <>
            <Link to="/handover/$id" params={{ id: row.id }} className="num">
              {row.number}
            </Link>
            <small className="under">{row.roster.name}</small>
          </>
        ),
      },
      { id: "at", head: t("handover.head.at"), text: (row) => row.at, cell: (row) => <span className="num">{hourOrDate(row.at, now)}</span> },
      { id: "state", head: t("handover.head.state"), text: (row) => t(`handover.state.${row.state}` as Key), cell: (row) => <HandoverState sheet={row} /> },
      { id: "out", head: t("handover.head.out"), text: (row) => row.out.signed_by || "–" },
      { id: "in", head: t("handover.head.in"), text: (row) => row.in.signed_by || "–" },
    ],
    [now],
  );
  return (
    <div className="past">
      <h2 id="h-past">{t("handover.past")}</h2>
      <Loaded query={handovers} what={t("noun.handovers")} lines={4} isEmpty={(data) => data.items.length === 0 && typed === ""} empty={{ title: t("handover.empty"), text: t("handover.emptyText") }}>
        {(data) => (
          <>
            <DataTable caption={t("handover.past")} columns={columns} rows={data.items} rowKey={(row) => row.id} search={<SearchBox value={typed} onChange={setTyped} label={t("handover.search")} />} />
            {data.items.length === 0 && <p className="nohit">{t("table.nohit", { typed })}</p>}
          </>
        )}
      </Loaded>
    </div>
  );
}

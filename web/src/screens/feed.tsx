import { useMemo } from "react";
import { useFeed, useQuarantine } from "../data/feeds";
import { may } from "../data/session";
import type { Feed, Quarantined } from "../data/types";
import { useNow } from "../parts/clock";
import { DataTable, type Column } from "../parts/datatable";
import { FeedHealth } from "../parts/feedcard";
import { Loaded } from "../parts/loaded";
import { useMe } from "../shell/shell";
import { useParam } from "../shell/address";
import { duration, hourOrDate, number, t, tMaybe, unitWords } from "../text";
import { Page } from "./page";

export default function FeedScreen() {
  const code = useParam("code");
  const feed = useFeed(code);
  return (
    <Page title={feed.data?.name ?? code} aside={code}>
      <Loaded query={feed} what={t("noun.feed")} lines={6}>
        {(data) => <Body feed={data} />}
      </Loaded>
    </Page>
  );
}

function Body({ feed }: { feed: Feed }) {
  const me = useMe();
  const now = useNow();
  const at = (time: string | null) => (time === null ? t("fresh.never") : hourOrDate(time, now));
  return (
    <>
      <div className="two">
        <section className="card pad">
          <h2>{t("feed.contract")}</h2>
          <dl className="own">
            <dt>{t("feed.head.health")}</dt>
            <dd>
              <FeedHealth feed={feed} />
            </dd>
            <dt>{t("feed.owner")}</dt>
            <dd>{feed.owner.name}</dd>
            <dt>{t("feed.connector")}</dt>
            <dd>{tMaybe(`connector.${feed.connector}`, feed.connector)}</dd>
            <dt>{t("feed.cadence")}</dt>
            <dd>{duration(feed.cadence_s)}</dd>
            <dt>{t("feed.lastReceived")}</dt>
            <dd>{at(feed.last_received)}</dd>
            <dt>{t("feed.lastObserved")}</dt>
            <dd>{at(feed.last_observed)}</dd>
            <dt>{t("feed.mark")}</dt>
            <dd>{feed.mark}</dd>
          </dl>
        </section>
        <section className="card pad">
          <h2>{t("feed.day")}</h2>
          <dl className="own">
            <dt>{t("feed.accepted")}</dt>
            <dd className="num">{number(feed.counts.accepted)}</dd>
            <dt>{t("feed.duplicate")}</dt>
            <dd className="num">{number(feed.counts.duplicate)}</dd>
            <dt>{t("feed.corrected")}</dt>
            <dd className="num">{number(feed.counts.corrected)}</dd>
            <dt>{t("feed.quarantined")}</dt>
            <dd className="num">{number(feed.counts.quarantined)}</dd>
          </dl>
          <h2>{t("feed.parameters")}</h2>
          <table className="plain">
            <caption className="vh">{t("feed.parameters")}</caption>
            <thead>
              <tr>
                <th scope="col">{t("feed.parameter")}</th>
                <th scope="col">{t("feed.unit")}</th>
                <th scope="col">{t("feed.range")}</th>
              </tr>
            </thead>
            <tbody>
              {feed.parameters.map((parameter) => (
                <tr key={parameter.name}>
                  <th scope="row">{parameter.name}</th>
                  <td>{unitWords(parameter.unit)}</td>
                  <td className="num">{rangeWords(parameter.min, parameter.max)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      </div>
      {may(me, "quarantine.read") && <Quarantine feed={feed.code} />}
    </>
  );
}

function rangeWords(min: number | null, max: number | null): string {
  const end = (value: number | null) => (value === null ? t("feed.noLimit") : number(value));
  return t("feed.rangeWords", { min: end(min), max: end(max) });
}

function Quarantine({ feed }: { feed: string }) {
  const query = useQuarantine(feed);
  const now = useNow();
  const columns = useMemo<Column<Quarantined>[]>(
    () => [
      { id: "reason", head: t("quarantine.reason"), names: true, text: (row) => row.message || row.reason },
      { id: "station", head: t("noun.stationShort"), text: (row) => row.station },
      { id: "parameter", head: t("feed.parameter"), text: (row) => row.parameter },
      { id: "raw", head: t("quarantine.raw"), text: (row) => row.raw, cell: (row) => <code>{row.raw}</code> },
      { id: "received", head: t("quarantine.received"), text: (row) => row.received, cell: (row) => <span className="num">{hourOrDate(row.received, now)}</span> },
      { id: "origin", head: t("quarantine.origin"), text: (row) => row.origin },
    ],
    [now],
  );
  return (
    <section className="card pad quarantine">
      <h2>{t("quarantine.title")}</h2>
      <p className="muted">{t("quarantine.text")}</p>
      <Loaded query={query} what={t("noun.quarantine")} isEmpty={(data) => data.items.length === 0} empty={{ title: t("quarantine.empty.title"), text: t("quarantine.empty.text") }}>
        {(data) => <DataTable caption={t("quarantine.title")} columns={columns} rows={data.items} rowKey={(row) => row.id} />}
      </Loaded>
    </section>
  );
}

import { CONSOLE } from "../data/world";
import { useFeed } from "../data/feeds";
import { may } from "../data/session";
import type { Feed } from "../data/types";
import { useNow } from "../parts/clock";
import { FeedHealth } from "../parts/feedcard";
import { Loaded } from "../parts/loaded";
import { useMe } from "../shell/shell";
import { useParam } from "../shell/address";
import { duration, hourOrDate, markWords, number, t, tMaybe, unitWords } from "../text";
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
            <dd>{markWords(feed.mark)}</dd>
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
      <p className="b">
        <a className="btn" href={`${CONSOLE}/feeds/${feed.code}/contract`}>
          {t("contract.edit")}
        </a>
        {may(me, "quarantine.read") && (
          <a className="btn" href={`${CONSOLE}/feeds/${feed.code}/quarantine`}>
            {t("quarantine.titleCount", { count: feed.quarantine_open })}
          </a>
        )}
      </p>
    </>
  );
}

function rangeWords(min: number | null, max: number | null): string {
  const end = (value: number | null) => (value === null ? t("feed.noLimit") : number(value));
  return t("feed.rangeWords", { min: end(min), max: end(max) });
}

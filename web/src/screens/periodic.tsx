import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { composePeriodic, savePeriodic, signPeriodic, usePeriodic, withdrawPeriodic } from "../data/periodic";
import type { Periodic } from "../data/types";
import { useAct } from "../parts/act";
import { actionFor, Button, VerbButton } from "../parts/button";
import { WordsForm } from "../parts/forms";
import { Loaded } from "../parts/loaded";
import { useSay } from "../parts/say";
import { useParam } from "../shell/address";
import { dateTime, t, type Key } from "../text";
import { Page, toTitle } from "./page";
import { DocumentWords, FilledTable } from "./periodicparts";

/** One weekly or monthly report: its state, what was not filled, what stands in the document, and where its figures come from. */
export default function PeriodicScreen() {
  const id = useParam("id");
  const one = usePeriodic(id);
  const title = one.data === undefined ? t("nav.periodic") : t("periodic.title", { period: one.data.period.name });
  return (
    <Page title={title} aside={one.data?.number}>
      <Loaded query={one} what={t("noun.periodic")} lines={8}>
        {(data) => <Body key={data.id} one={data} />}
      </Loaded>
    </Page>
  );
}

function Body({ one }: { one: Periodic }) {
  const { act, fault } = useAct();
  const say = useSay();
  const [asks, setAsks] = useState(false);
  const can = (verb: "compose" | "sign" | "withdraw") => actionFor(one.actions, verb);
  const save = (version: number) => act(() => savePeriodic(one.id, version, one.number));
  return (
    <>
      <p className="bstate">
        {t(`periodic.state.${one.state}` as Key)}
        {one.signed_at !== null && ` · ${t("periodic.signedBy", { name: one.signed_by, at: dateTime(one.signed_at) })}`}
        {one.withdrawn_at !== null && ` · ${t("periodic.withdrawnBy", { name: one.withdrawn_by, at: dateTime(one.withdrawn_at), reason: one.reason })}`}
        {` · ${t("periodic.cut", { at: dateTime(one.composed_at) })} · `}
        <Link to="/periodic/template/$unit/$rhythm" params={{ unit: one.unit.code, rhythm: one.rhythm }}>
          {one.template === 0 ? t("periodic.fromSystem") : t("periodic.fromTemplate", { no: one.template })}
        </Link>
        {one.version > 1 && ` · ${t("periodic.version", { no: one.version })}`}
      </p>
      {!one.intact && (
        <p className="fault" role="alert">
          {t("periodic.notIntact")}
        </p>
      )}
      <p className="fault" role="alert">
        {fault}
      </p>
      <p className="btools">
        {can("sign")?.allowed === true && (
          <VerbButton look="pri" id="p-sign" action={can("sign")} onClick={() => void act(() => signPeriodic(one.id, one.digest).then(toTitle), t("periodic.didSign"))}>
            {t("periodic.sign")}
          </VerbButton>
        )}
        <Button id="p-word" onClick={() => void save(one.version)}>
          {t("periodic.word")}
        </Button>
        {can("compose")?.allowed === true && (
          <VerbButton id="p-again" action={can("compose")} onClick={() => void act(() => composePeriodic(one.unit.code, one.rhythm, one.period.code), t("periodic.didCompose"))}>
            {t("periodic.again")}
          </VerbButton>
        )}
        {can("withdraw")?.allowed === true && !asks && (
          <VerbButton id="p-withdraw" action={can("withdraw")} onClick={() => setAsks(true)}>
            {t("periodic.withdraw")}
          </VerbButton>
        )}
      </p>
      {asks && (
        <WordsForm
          id="p-reason"
          label={t("periodic.reason")}
          hint={t("periodic.reasonHint")}
          send={t("periodic.withdraw")}
          required
          look="warn"
          onCancel={() => setAsks(false)}
          onSend={async (words) => {
            await withdrawPeriodic(one.id, words);
            setAsks(false);
            say(t("periodic.didWithdraw"));
            toTitle();
          }}
        />
      )}
      {one.filled.length > 0 && (
        <div className="card pad">
          <h2 id="p-unknown">{t("periodic.unknown", { count: one.filled.length })}</h2>
          <p>{t("periodic.unknownText")}</p>
          <FilledTable caption={t("periodic.unknown", { count: one.filled.length })} list={one.filled} />
        </div>
      )}
      <section className="card pad" aria-labelledby="p-content">
        <h2 id="p-content">{t("periodic.content")}</h2>
        <p className="muted">{t("periodic.contentText")}</p>
        <DocumentWords blocks={one.blocks} />
      </section>
      {one.figures.length > 0 && <Figures one={one} />}
      <section className="card pad" aria-labelledby="p-versions">
        <h2 id="p-versions">{t("periodic.versions")}</h2>
        <ul className="plist">
          {[...one.versions].reverse().map((each) => (
            <li key={each.no}>
              {t("periodic.versionOf", { no: each.no, at: dateTime(each.at) })}, {each.by === "" ? t("periodic.bySelf") : each.by}{" "}
              <Button small aria-label={`${t("periodic.word")}, ${t("periodic.version", { no: each.no })}`} onClick={() => void save(each.no)}>
                {t("periodic.word")}
              </Button>
            </li>
          ))}
        </ul>
        <p className="muted bdigest">{t("periodic.digest", { digest: one.digest.slice(0, 16) })}</p>
      </section>
    </>
  );
}

function Figures({ one }: { one: Periodic }) {
  return (
    <div className="card pad">
      <h2 id="p-figures">{t("periodic.figures")}</h2>
      <div className="tscroll" role="region" aria-labelledby="p-figures" tabIndex={0}>
        <table className="plain cards">
          <thead>
            <tr>
              {(["figure", "value", "of", "owner", "print"] as const).map((each) => (
                <th key={each} scope="col">
                  {t(`periodic.${each}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {one.figures.map((each) => (
              <tr key={each.code}>
                <th scope="row" data-label={t("periodic.figure")}>
                  <Link to="/indicators/$code" params={{ code: each.code }}>
                    {each.name}
                  </Link>
                </th>
                <td data-label={t("periodic.value")} className="num">
                  {each.value === "" ? t("periodic.none") : `${each.value} ${each.unit}`.trim()}
                  {each.notes !== "" && <small className="under">{each.notes}</small>}
                  {each.word !== "" && <small className="under">{each.word}</small>}
                </td>
                <td data-label={t("periodic.of")}>{each.period}</td>
                <td data-label={t("periodic.owner")}>
                  {each.owner}
                  {each.at !== null && <small className="under">{dateTime(each.at)}</small>}
                </td>
                <td data-label={t("periodic.print")}>{each.print === "" ? "–" : each.print}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

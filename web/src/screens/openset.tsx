import { useNavigate } from "@tanstack/react-router";
import { ExternalLink } from "lucide-react";
import { approveOpenSet, useOpenSet, withdrawOpenSet } from "../data/opendata";
import type { OpenSetOne } from "../data/types";
import { useAct } from "../parts/act";
import { actionFor, VerbButton } from "../parts/button";
import { useDialog } from "../parts/dialog";
import { WordsForm } from "../parts/forms";
import { Loaded } from "../parts/loaded";
import { useSay } from "../parts/say";
import { useParam, useSearchWord } from "../shell/address";
import { dateTime, markWords, number, t } from "../text";
import { OpenPreview } from "./openpreview";
import { OpenState } from "./openstate";
import { OpenUse } from "./openuse";
import { Page, toTitle } from "./page";

/** One open data set: what would be public, to the cell, before somebody says yes to it. */
export default function OpenSetScreen() {
  const code = useParam("code");
  const set = useOpenSet(code, useSearchWord("period"));
  return (
    <Page title={set.data?.title ?? t("nav.openData")} aside={code} className="openset">
      <Loaded query={set} what={t("noun.openSet")} lines={10}>
        {(data) => <Body set={data} />}
      </Loaded>
    </Page>
  );
}

function Body({ set }: { set: OpenSetOne }) {
  const navigate = useNavigate();
  return (
    <>
      <Standing set={set} />
      <section className="card pad" aria-labelledby="o-preview" data-region>
        <h2 id="o-preview">{t(set.state === "published" && !set.changed ? "open.public" : "open.preview")}</h2>
        <OpenPreview set={set} onPeriod={(period) => void navigate({ to: "/open-data/$code", params: { code: set.code }, search: { period }, replace: true })} />
      </section>
      <section className="card pad" aria-labelledby="o-use" data-region>
        <h2 id="o-use">{t("open.use")}</h2>
        <OpenUse set={set} />
      </section>
      <section className="card pad" aria-labelledby="o-log">
        <h2 id="o-log">{t("open.log")}</h2>
        <ol className="openlog">
          {[...set.log].reverse().map((line) => (
            <li key={line.at + line.said}>
              <time className="num" dateTime={line.at}>
                {dateTime(line.at)}
              </time>{" "}
              {line.said} <small>· {line.name}</small>
            </li>
          ))}
        </ol>
      </section>
    </>
  );
}

function Standing({ set }: { set: OpenSetOne }) {
  const dialog = useDialog();
  const say = useSay();
  const { act, fault } = useAct();
  const approve = actionFor(set.actions, "approve");
  const approved = async () => {
    await approveOpenSet(set.code, set.digest);
    toTitle();
  };
  const withdrawn = async (words: string) => {
    const was = set.state === "published" && !set.changed;
    const now = await withdrawOpenSet(set.code, words);
    dialog.close();
    // What was public a moment ago is public again by its new preview: the same figures, or it is refused.
    say(t("open.said.withdraw"), was && now.digest === set.digest ? () => approveOpenSet(set.code, now.digest) : undefined);
  };
  return (
    <section className="card pad" aria-label={t("open.standing")} data-region>
      <p className="rowline">
        <OpenState set={set} />
        {set.role !== "" && set.approved_at !== null && <span>{t("open.approvedBy", { role: set.role, unit: set.by_unit.name, at: dateTime(set.approved_at) })}</span>}
        {set.state === "published" && (
          <a href={`/data/${set.code}`} target="_blank" rel="noreferrer">
            <ExternalLink className="i" aria-hidden="true" /> {t("open.seePublic")}
          </a>
        )}
      </p>
      {set.words !== "" && <p>{t("open.why", { words: set.words })}</p>}
      {set.trouble !== "" && <p className="bad">{set.trouble}</p>}
      <p>{set.about}</p>
      <p className="muted">{t("open.easy", { words: set.easy })}</p>
      <dl className="five">
        <Fact head={t("open.fact.unit")} words={set.unit.name} />
        <Fact head={t("open.fact.theme")} words={set.theme} />
        <Fact head={t("open.fact.licence")} words={set.licence} />
        <Fact head={t("open.fact.rhythm")} words={set.rhythm} />
        <Fact head={t("open.fact.contact")} words={set.contact} />
        <Fact head={t("open.fact.small")} words={t("open.rule", { below: number(set.below), units: set.counted.join(", "), mark: set.rule_mark })} />
        <Fact head={t("open.fact.basis")} words={`${set.basis} (${markWords(set.mark)})`} />
        <Fact head={t("open.fact.address")} words={`/data/${set.code}`} />
      </dl>
      <p>{t("open.willBe", { rows: number(set.preview.rows), hidden: number(set.preview.hidden), columns: number(set.preview.columns.length) })}</p>
      <div className="acts b">
        <VerbButton
          id="o-approve"
          action={approve === undefined || set.digest !== "" ? approve : { allowed: false, why: set.no_preview }}
          look="pri"
          onClick={() => void act(approved, t("open.said.approve"), () => withdrawOpenSet(set.code, t("open.undone")))}
        >
          {t(set.changed ? "open.do.approveChange" : "open.do.approve")}
        </VerbButton>
        <VerbButton
          id="o-withdraw"
          action={actionFor(set.actions, "withdraw")}
          onClick={() =>
            dialog.show(
              t("open.do.withdraw"),
              <WordsForm id="o-words" label={t("open.reason")} hint={t("open.reasonHint")} send={t("open.do.withdraw")} required look="warn" onSend={withdrawn} onCancel={dialog.close} />,
            )
          }
        >
          {t(set.state === "proposed" ? "open.do.decline" : "open.do.withdraw")}
        </VerbButton>
      </div>
      {fault !== "" && (
        <p className="bad" role="alert">
          {fault}
        </p>
      )}
    </section>
  );
}

function Fact({ head, words }: { head: string; words: string }) {
  return (
    <div>
      <dt>{head}</dt>
      <dd>{words}</dd>
    </div>
  );
}

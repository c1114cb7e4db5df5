import { Link } from "@tanstack/react-router";
import { Pencil, TriangleAlert } from "lucide-react";
import { useState } from "react";
import { useIncident } from "../data/incidents";
import { reviewPlaybook, useChanges, useProcedure } from "../data/playbooks";
import { may } from "../data/session";
import type { Playbook, PlaybookPage } from "../data/types";
import { actionFor, VerbButton } from "../parts/button";
import { WordsForm } from "../parts/forms";
import { Loaded } from "../parts/loaded";
import { useSay } from "../parts/say";
import { useParam, useSearchWord } from "../shell/address";
import { useMe } from "../shell/shell";
import { byWords, dateTime, day, markWords, t } from "../text";
import { Page } from "./page";
import { ChangeList } from "./playbookchanges";
import { EMPTY_DRAFT } from "./playbookdraft";
import { PlaybookEditor } from "./playbookeditor";
import { PlaybookPaper } from "./playbookpaper";
import { OneProposal, ToProposal } from "./playbookproposal";
import { forceWords, PlanLink } from "./playbooks";
import { PlaybookSteps } from "./playbooksteps";

const TABS = ["steps", "versions", "proposals", "drills", "paper"] as const;
type Tab = (typeof TABS)[number];

export default function PlaybookScreen() {
  const code = useParam("code");
  const proposal = useSearchWord("proposal");
  const edits = useSearchWord("mode") === "edit";
  if (code.startsWith("pbp_")) return <ToProposal id={code} />;
  if (proposal !== "") return <OneProposal key={proposal} code={code} id={proposal} edits={edits} />;
  return <One code={code} edits={edits} />;
}

function One({ code, edits }: { code: string; edits: boolean }) {
  const me = useMe();
  const asked = Number(useSearchWord("version").replace(/^v/, "")) || 0;
  const one = useProcedure(code, edits ? 0 : asked);
  const taught = useSearchWord("case");
  const lesson = useIncident(taught, edits && taught !== "");
  const wanted = useSearchWord("tab") as Tab;
  const tab = TABS.includes(wanted) ? wanted : "steps";
  const missing = one.error !== null && "status" in one.error && one.error.status === 404;
  if (edits && missing) {
    return (
      <Page title={t("pb.new")} aside={code} className="pbpage">
        <PlaybookEditor code={code} plan={null} newest={0} from={{ draft: { ...EMPTY_DRAFT, owner: me.unit.code }, why: "", base: 0, revision: 0 }} />
      </Page>
    );
  }
  const title = one.data?.playbook?.title ?? code;
  return (
    <Page title={edits ? t("pb.editing", { title }) : title} aside={code} className="pbpage" tools={!edits && one.data !== undefined && <Tools page={one.data} code={code} />}>
      <Loaded query={one} what={t("noun.playbook")} lines={10}>
        {(data) =>
          edits ? (
            taught !== "" ? (
              <Loaded query={lesson} what={t("noun.incident")} lines={10}>
                {(incident) => (
                  <PlaybookEditor code={code} plan={null} newest={data.newest} from={{ draft: data.draft, why: incident.review?.words ?? "", base: data.newest, revision: 0 }} lesson={incident} />
                )}
              </Loaded>
            ) : (
              <PlaybookEditor key={data.newest} code={code} plan={null} newest={data.newest} from={{ draft: data.draft, why: "", base: data.newest, revision: 0 }} />
            )
          ) : (
            <>
              {data.playbook !== null && <Standing playbook={data.playbook} page={data} />}
              <nav className="flt" aria-label={t("pb.parts")}>
                {TABS.map((each) => (
                  <Link key={each} className={each === tab ? "chip on" : "chip"} aria-current={each === tab ? "page" : undefined} to="/playbooks/$code" params={{ code }} search={asked > 0 ? { tab: each, version: `v${asked}` } : { tab: each }}>
                    {t(`pb.tab.${each}`)}
                    {each === "proposals" && data.proposals.length > 0 && ` (${data.proposals.length})`}
                    {each === "drills" && data.drills.length > 0 && ` (${data.drills.length})`}
                  </Link>
                ))}
              </nav>
              {tab === "proposals" && <Proposals page={data} />}
              {tab === "drills" && <Drills page={data} />}
              {tab === "versions" && <Versions page={data} code={code} />}
              {data.playbook === null ? tab === "steps" && <p className="muted">{t("pb.noneYet")}</p> : tab === "steps" ? <PlaybookSteps playbook={data.playbook} /> : tab === "paper" && <PlaybookPaper playbook={data.playbook} />}
            </>
          )
        }
      </Loaded>
    </Page>
  );
}

function Tools({ page, code }: { page: PlaybookPage; code: string }) {
  const me = useMe();
  const propose = actionFor(page.actions, "propose");
  if (propose !== undefined ? !propose.allowed : !may(me, "playbook.propose")) return null;
  return (
    <Link className="btn pri" id="pb-edit" to="/playbooks/$code" params={{ code }} search={{ mode: "edit" }}>
      <Pencil className="i" aria-hidden="true" />
      {t("pb.edit")}
    </Link>
  );
}

function Standing({ playbook, page }: { playbook: Playbook; page: PlaybookPage }) {
  const say = useSay();
  const review = actionFor(page.actions, "review");
  const [asks, setAsks] = useState(false);
  return (
    <section className="card pad" aria-label={t("pb.standing")}>
      <p className="rowline">
        <b>{t("pb.versionNo", { n: playbook.version })}</b>
        <span>{forceWords(playbook)}</span>
        <span>{playbook.owner.name}</span>
        <span>{markWords(playbook.mark)}</span>
        <span className="muted">
          {t(playbook.origin === "pack" ? "pb.fromPack" : "pb.fromHere")} · {dateTime(playbook.put_at)} {byWords(playbook.put_by)}
        </span>
        <span className="num">{t("pb.short", { short: playbook.short })}</span>
      </p>
      {page.newest > playbook.version && <p className="muted">{t("pb.newer", { n: page.newest })}</p>}
      {playbook.flags.length > 0 && (
        <div className="note" data-state="stale">
          <div className="m">
            <TriangleAlert className="i" aria-hidden="true" />
            <div>
              <b>{t("pb.flagged")}</b>
              <ul>
                {playbook.flags.map((flag) => (
                  <li key={flag.act + flag.clause}>
                    {flag.words} · {dateTime(flag.at)}
                  </li>
                ))}
              </ul>
              {asks ? (
                <WordsForm
                  id="pb-review"
                  label={t("pb.reviewWhy")}
                  hint={t("pb.reviewHint")}
                  send={t("pb.review")}
                  required
                  onCancel={() => setAsks(false)}
                  onSend={async (words) => {
                    await reviewPlaybook(playbook.code, words);
                    setAsks(false);
                    say(t("pb.reviewed"));
                  }}
                />
              ) : (
                <VerbButton id="pb-review-ask" small action={review} onClick={() => setAsks(true)}>
                  {t("pb.review")}
                </VerbButton>
              )}
            </div>
          </div>
        </div>
      )}
    </section>
  );
}

function Versions({ page, code }: { page: PlaybookPage; code: string }) {
  const [from, setFrom] = useState(page.versions[1]?.version ?? 0);
  const [to, setTo] = useState(page.versions[0]?.version ?? 0);
  const compared = useChanges(code, from, to);
  const choices = page.versions.map((v) => (
    <option key={v.version} value={v.version}>
      {t("pb.versionNo", { n: v.version })}
    </option>
  ));
  return (
    <section className="card pad" aria-labelledby="pb-versions">
      <h2 id="pb-versions">{t("pb.tab.versions")}</h2>
      <ol className="pbversions">
        {page.versions.map((v) => (
          <li key={v.version}>
            <p className="rowline">
              <Link to="/playbooks/$code" params={{ code }} search={{ version: `v${v.version}` }}>
                {t("pb.versionNo", { n: v.version })}
              </Link>
              {v.counts && <b>{t("pb.counts")}</b>}
              <span>{t(v.origin === "pack" ? "pb.fromPack" : "pb.fromHere")}</span>
              {v.from !== "" && <span>{t("pb.since", { day: day(v.from) })}</span>}
              {v.to !== "" && <span>{t("pb.until", { day: day(v.to) })}</span>}
              <span className="muted">
                {dateTime(v.put_at)} {byWords(v.put_by)}
              </span>
              <span className="num">{v.short}</span>
            </p>
            {v.why !== "" && <p>{t("pb.whyWas", { why: v.why })}</p>}
            {v.version > 1 && <ChangeList changes={v.changes} none={t("pb.sameWords")} />}
          </li>
        ))}
      </ol>
      {page.versions.length > 2 && (
        <>
          <h3>{t("pb.compare")}</h3>
          <p className="rowline">
            <label>
              {t("pb.compareFrom")} <select value={from} onChange={(event) => setFrom(Number(event.target.value))}>{choices}</select>
            </label>
            <label>
              {t("pb.compareTo")} <select value={to} onChange={(event) => setTo(Number(event.target.value))}>{choices}</select>
            </label>
          </p>
          <ChangeList changes={from === to ? [] : (compared.data?.changes ?? [])} none={t("pb.sameWords")} />
        </>
      )}
    </section>
  );
}

function Proposals({ page }: { page: PlaybookPage }) {
  return (
    <section className="card pad" aria-labelledby="pb-proposals">
      <h2 id="pb-proposals">{t("pb.tab.proposals")}</h2>
      {page.proposals.length === 0 && <p className="muted">{t("pb.noProposals")}</p>}
      <ul className="pblist">
        {page.proposals.map((plan) => (
          <li key={plan.id}>
            <PlanLink plan={plan} />
            {plan.why !== "" && <small>{plan.why}</small>}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Drills({ page }: { page: PlaybookPage }) {
  return (
    <section className="card pad" aria-labelledby="pb-drills">
      <h2 id="pb-drills">{t("pb.tab.drills")}</h2>
      <p className="muted">{page.method}</p>
      {page.drills.length === 0 && <p>{t("pb.noDrills")}</p>}
      <ul className="pblist">
        {page.drills.map((drill) => (
          <li key={drill.exercise}>
            <p className="rowline">
              <b className="num">{t("pb.points", { n: drill.points })}</b>
              <span>{drill.name}</span>
              <span>{t("pb.versionNo", { n: drill.version })}</span>
              <span>{dateTime(drill.started_at)}</span>
              <span>{t("pb.drillCount", { steps: drill.steps, onTime: drill.on_time, late: drill.late, skipped: drill.skipped, missing: drill.missing })}</span>
            </p>
            <ChangeList changes={drill.lost} none={t("pb.noneLost")} />
          </li>
        ))}
      </ul>
    </section>
  );
}

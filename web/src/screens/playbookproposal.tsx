import { Link, Navigate } from "@tanstack/react-router";
import { Check, Pencil, TriangleAlert, Undo2, X } from "lucide-react";
import { useState } from "react";
import { approveProposal, decideProposal, handIn, useProposal } from "../data/playbooks";
import type { PlaybookPlan } from "../data/types";
import { actionFor, VerbButton } from "../parts/button";
import { Field, faultWords, WordsForm } from "../parts/forms";
import { Loaded } from "../parts/loaded";
import { useSay } from "../parts/say";
import { dateTime, t } from "../text";
import { Page } from "./page";
import { ChangeList, placeWords } from "./playbookchanges";
import { PlaybookEditor } from "./playbookeditor";

/** An item of the queue knows the proposal alone; its page hangs under its playbook. */
export function ToProposal({ id }: { id: string }) {
  const plan = useProposal(id);
  return (
    <Page title={t("noun.proposal")}>
      <Loaded query={plan} what={t("noun.proposal")} lines={8}>
        {(data) => <Navigate to="/playbooks/$code" params={{ code: data.code }} search={{ proposal: data.id }} replace />}
      </Loaded>
    </Page>
  );
}

/** One proposal: what it changes, and who decides; or the editor over it. */
export function OneProposal({ code, id, edits }: { code: string; id: string; edits: boolean }) {
  const proposal = useProposal(id);
  const title = proposal.data === undefined ? t("noun.proposal") : t(edits ? "pb.editing" : "pb.proposalOf", { title: proposal.data.title || code });
  return (
    <Page title={title} aside={[code, proposal.data?.number].filter(Boolean).join(" · ")} className="pbpage">
      <Loaded query={proposal} what={t("noun.proposal")} lines={10}>
        {(data) =>
          edits ? (
            <PlaybookEditor key={data.id} code={data.code} plan={data} newest={data.newest} from={{ draft: data.draft, why: data.why, base: data.base, revision: data.revision }} />
          ) : (
            <ProposalBody plan={data} />
          )
        }
      </Loaded>
    </Page>
  );
}

function ProposalBody({ plan }: { plan: PlaybookPlan }) {
  const say = useSay();
  const [asks, setAsks] = useState<"return" | "withdraw" | null>(null);
  const [from, setFrom] = useState(plan.draft.from ?? "");
  const [fault, setFault] = useState("");
  const [busy, setBusy] = useState(false);
  async function act(verb: "propose" | "approve") {
    setBusy(true);
    setFault("");
    try {
      const now = verb === "propose" ? await handIn(plan.id) : await approveProposal(plan.id, plan.revision, from);
      say(t(verb === "propose" ? "pb.saidProposed" : "pb.saidApproved", { number: now.number, n: now.version }));
    } catch (error) {
      setFault(faultWords(error));
    } finally {
      setBusy(false);
    }
  }
  const open = plan.state === "draft" || plan.state === "proposed";
  return (
    <>
      <section className="card pad" aria-label={t("pb.standing")}>
        <p className="rowline">
          <b>{t(`pb.state.${plan.state}`)}</b>
          <span>{plan.base === 0 ? t("pb.ofNothing") : t("pb.ofVersion", { n: plan.base })}</span>
          {plan.version > 0 && <span>{t("pb.became", { n: plan.version })}</span>}
          <span>{t("pb.decides", { unit: plan.owner.name })}</span>
          <span className="muted">
            {plan.by} · {dateTime(plan.changed_at)}
          </span>
        </p>
        <p>{plan.why === "" ? <span className="muted">{t("pb.noWhy")}</span> : t("pb.whyWas", { why: plan.why })}</p>
        {plan.case !== null && (
          <p>
            <Link to="/incidents/$id" params={{ id: plan.case.id }}>
              {t("pb.ofCase", { number: plan.case.number })}
            </Link>
          </p>
        )}
        <h2>{t(plan.base === 0 ? "pb.contents" : "pb.changes", { n: plan.base })}</h2>
        <ChangeList changes={plan.changes} none={t("pb.nothing")} />
        {plan.meanwhile.length > 0 && open && (
          <div className="note" data-state="stale">
            <div className="m">
              <TriangleAlert className="i" aria-hidden="true" />
              <div>
                <b>{t("pb.meanwhile", { base: plan.base, n: plan.newest })}</b>
                <ChangeList changes={plan.meanwhile} none="" />
              </div>
            </div>
          </div>
        )}
        {plan.faults.length > 0 && (
          <>
            <h3>{t("pb.faults")}</h3>
            <ChangeList changes={[...new Set(plan.faults.map((each) => `${placeWords(each.path)}${each.message}`))]} none="" />
          </>
        )}
        {asks !== null ? (
          <WordsForm
            id="pb-reason"
            label={t("pb.reason")}
            send={t(`pb.do.${asks}`)}
            required
            look={asks === "withdraw" ? "warn" : "pri"}
            onCancel={() => setAsks(null)}
            onSend={async (words) => {
              await decideProposal(plan.id, asks, words);
              setAsks(null);
              say(t(asks === "return" ? "pb.saidReturned" : "pb.saidWithdrawn", { number: plan.number }));
            }}
          />
        ) : (
          open && (
            <>
              {plan.state === "proposed" && actionFor(plan.actions, "approve")?.allowed === true && (
                <Field label={t("pb.from")} hint={t("pb.fromHint")} fault="">
                  {(ids) => <input {...ids} type="date" className="pbday" value={from} onChange={(event) => setFrom(event.target.value)} />}
                </Field>
              )}
              <div className="acts b">
                {plan.state === "proposed" ? (
                  <>
                    <VerbButton id="pb-approve" look="pri" disabled={busy} action={actionFor(plan.actions, "approve")} onClick={() => void act("approve")}>
                      <Check className="i" aria-hidden="true" />
                      {t("pb.do.approve")}
                    </VerbButton>
                    <VerbButton id="pb-return" action={actionFor(plan.actions, "return")} onClick={() => setAsks("return")}>
                      <Undo2 className="i" aria-hidden="true" />
                      {t("pb.do.return")}
                    </VerbButton>
                  </>
                ) : (
                  <VerbButton id="pb-propose" look="pri" disabled={busy} action={actionFor(plan.actions, "propose")} onClick={() => void act("propose")}>
                    <Check className="i" aria-hidden="true" />
                    {t("pb.do.propose")}
                  </VerbButton>
                )}
                {actionFor(plan.actions, "edit")?.allowed === true && (
                  <Link className="btn" id="pb-edit" to="/playbooks/$code" params={{ code: plan.code }} search={{ proposal: plan.id, mode: "edit" }}>
                    <Pencil className="i" aria-hidden="true" />
                    {t("pb.do.edit")}
                  </Link>
                )}
                <VerbButton id="pb-withdraw" action={actionFor(plan.actions, "withdraw")} onClick={() => setAsks("withdraw")}>
                  <X className="i" aria-hidden="true" />
                  {t("pb.do.withdraw")}
                </VerbButton>
              </div>
            </>
          )
        )}
        <p className="fault" role="alert">
          {fault}
        </p>
      </section>
      <section className="card pad" aria-labelledby="pb-life">
        <h2 id="pb-life">{t("pb.life")}</h2>
        <ol className="wlife">
          {plan.moves.map((move, index) => (
            <li key={index}>
              <time className="num" dateTime={move.at}>
                {dateTime(move.at)}
              </time>
              <span>
                <b>{t(`pb.move.${move.what}`)}</b> · {move.by}
                {move.words !== "" && <small>{move.words}</small>}
              </span>
            </li>
          ))}
        </ol>
      </section>
      <p>
        <Link to="/playbooks/$code" params={{ code: plan.code }}>
          {t("pb.toPlaybook")}
        </Link>
      </p>
    </>
  );
}

import { Link, useNavigate } from "@tanstack/react-router";
import { Plus, TriangleAlert } from "lucide-react";
import { useMemo, useState, type FormEvent } from "react";
import { useProcedures, useProposals } from "../data/playbooks";
import { may } from "../data/session";
import type { Playbook, PlaybookPlan } from "../data/types";
import { Button } from "../parts/button";
import { DataTable, type Column } from "../parts/datatable";
import { useDialog } from "../parts/dialog";
import { Field } from "../parts/forms";
import { Loaded } from "../parts/loaded";
import { useMe } from "../shell/shell";
import { day, t } from "../text";
import { Page } from "./page";

/** Kịch bản: what to do, who owns it, which version counts, what is wrong with its law. */
export default function PlaybooksScreen() {
  const playbooks = useProcedures();
  const proposals = useProposals();
  const me = useMe();
  const dialog = useDialog();
  const columns = useMemo<Column<Playbook>[]>(
    () => [
      {
        id: "title",
        head: t("pb.head.title"),
        names: true,
        text: (p) => `${p.title} ${p.code}`,
        cell: (p) => (
          <>
            <Link to="/playbooks/$code" params={{ code: p.code }}>
              {p.title}
            </Link>
            <small className="under">{p.code}</small>
          </>
        ),
      },
      { id: "owner", head: t("pb.head.owner"), text: (p) => p.owner.name },
      {
        id: "version",
        head: t("pb.head.version"),
        text: (p) => p.version,
        cell: (p) => (
          <>
            <span className="num">{p.version}</span>
            <small className="under">{t(p.origin === "pack" ? "pb.fromPack" : "pb.fromHere")}</small>
          </>
        ),
      },
      { id: "force", head: t("pb.head.force"), text: (p) => (p.in_force ? 1 : 0), cell: (p) => forceWords(p) },
      {
        id: "flags",
        head: t("pb.head.flags"),
        text: (p) => p.flags.length,
        cell: (p) =>
          p.flags.length === 0 ? (
            <span className="muted">{t("pb.noFlags")}</span>
          ) : (
            <span className="pbflag">
              <TriangleAlert className="i" aria-hidden="true" />
              {t("pb.flagCount", { n: p.flags.length })}
            </span>
          ),
      },
      { id: "waiting", head: t("pb.head.waiting"), text: (p) => p.waiting, cell: (p) => <span className="num">{p.waiting === 0 ? "–" : p.waiting}</span> },
    ],
    [],
  );
  const add = may(me, "playbook.propose") && (
    <Button look="pri" id="pb-new" onClick={() => dialog.show(t("pb.new"), <NewPlaybook />)}>
      <Plus className="i" aria-hidden="true" />
      {t("pb.new")}
    </Button>
  );
  return (
    <Page title={t("nav.playbooks")} tools={add} className="pbpage">
      <Loaded query={playbooks} what={t("noun.playbooks")} lines={8} isEmpty={(data) => data.items.length === 0} empty={{ title: t("pb.empty"), text: t("pb.emptyText") }}>
        {(data) => <DataTable caption={t("nav.playbooks")} columns={columns} rows={data.items} rowKey={(p) => p.code} />}
      </Loaded>
      {proposals.data !== undefined && proposals.data.items.length > 0 && <UnderWay plans={proposals.data.items} />}
    </Page>
  );
}

export function forceWords(p: { in_force: boolean; from: string; to: string }): string {
  if (!p.in_force) return p.to === "" ? t("pb.notYet", { day: day(p.from) }) : t("pb.ended", { day: day(p.to) });
  if (p.to !== "") return t("pb.until", { day: day(p.to) });
  return p.from === "" ? t("pb.inForce") : t("pb.since", { day: day(p.from) });
}

function UnderWay({ plans }: { plans: PlaybookPlan[] }) {
  return (
    <section className="card pad" aria-labelledby="pb-underway">
      <h2 id="pb-underway">{t("pb.underWay", { n: plans.length })}</h2>
      <ul className="pblist">
        {plans.map((plan) => (
          <li key={plan.id}>
            <PlanLink plan={plan} />
          </li>
        ))}
      </ul>
    </section>
  );
}

export function PlanLink({ plan }: { plan: PlaybookPlan }) {
  return (
    <>
      <Link className="num" to="/playbooks/$code" params={{ code: plan.code }} search={{ proposal: plan.id }}>
        {plan.number}
      </Link>{" "}
      · {plan.code} {plan.title} · <b>{t(`pb.state.${plan.state}`)}</b> · {plan.by}
      {plan.case !== null && ` · ${t("pb.ofCase", { number: plan.case.number })}`}
    </>
  );
}

function NewPlaybook() {
  const navigate = useNavigate();
  const dialog = useDialog();
  const [code, setCode] = useState("");
  const [fault, setFault] = useState("");
  async function submit(event: FormEvent) {
    event.preventDefault();
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(code)) {
      setFault(t("pb.codeFault"));
      return;
    }
    dialog.close();
    await navigate({ to: "/playbooks/$code", params: { code }, search: { mode: "edit" } });
  }
  return (
    <form className="rule-form" onSubmit={(event) => void submit(event)} noValidate>
      <Field label={t("pb.code")} hint={t("pb.codeHint")} fault={fault}>
        {(ids) => <input {...ids} value={code} onChange={(event) => setCode(event.target.value.trim())} />}
      </Field>
      <div className="b">
        <Button type="submit" look="pri">
          {t("pb.begin")}
        </Button>
      </div>
    </form>
  );
}

import { Link } from "@tanstack/react-router";
import { Check, Plus, Target, Truck, UserCog } from "lucide-react";
import { useState } from "react";
import { addObjective, askResource, giveRole, meetObjective, moveResource, relate, setSeverity, useIncidentPeople, useIncidents } from "../data/incidents";
import type { CaseResource, Incident } from "../data/types";
import { useAct } from "../parts/act";
import { actionFor, Button } from "../parts/button";
import { useNow } from "../parts/clock";
import { useDialog } from "../parts/dialog";
import { Field, FormEnd, useForm } from "../parts/fields";
import { WordsForm } from "../parts/forms";
import { useSay } from "../parts/say";
import { severityWord } from "../parts/severity";
import { hourOrDate, t } from "../text";

type Role = Incident["roles"][number]["role"];
const ROLES: Role[] = ["commander", "scribe", "information"];

const may = (incident: Incident, verb: string) => actionFor(incident.actions, verb)?.allowed === true;

/** Who commands, who writes, who speaks: now, and before with the hours of hand-over. */
export function Roles({ incident }: { incident: Incident }) {
  const now = useNow();
  const dialog = useDialog();
  const before = incident.roles.filter((each) => each.to !== null);
  return (
    <section className="card" aria-label={t("incident.roles")}>
      <div className="ch">
        <h2>{t("incident.roles")}</h2>
        {may(incident, "command") && (
          <Button id="roles" small onClick={() => dialog.show(t("incident.giveRole"), <GiveRole incident={incident} />)}>
            <UserCog className="i" aria-hidden="true" />
            {t("incident.giveRole")}
          </Button>
        )}
      </div>
      <dl className="ow">
        {ROLES.map((role) => {
          const held = incident.roles.find((each) => each.role === role && each.to === null);
          return (
            <RoleLine key={role} name={t(`incident.role.${role}`)} value={held === undefined ? t("incident.nobody") : `${held.person.name}, ${t("incident.since", { at: hourOrDate(held.from, now) })}`} />
          );
        })}
      </dl>
      {before.length > 0 && (
        <details className="pad">
          <summary>{t("incident.rolesBefore", { count: before.length })}</summary>
          <ul className="plainlist">
            {before.map((each) => (
              <li key={each.role + each.from}>
                {t(`incident.role.${each.role}`)}: {each.person.name}, {hourOrDate(each.from, now)} – {each.to !== null && hourOrDate(each.to, now)}
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

function RoleLine({ name, value }: { name: string; value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  );
}

function GiveRole({ incident }: { incident: Incident }) {
  const dialog = useDialog();
  const say = useSay();
  const people = useIncidentPeople(incident.id);
  const form = useForm(dialog.close);
  const [role, setRole] = useState<Role>("commander");
  const [account, setAccount] = useState("");
  const held = incident.roles.find((each) => each.role === role && each.to === null)?.person;
  return (
    <form
      className="words dayform"
      noValidate
      onSubmit={(event) =>
        void form.send(event, {}, async () => {
          await giveRole(incident.id, role, account);
          say(t("incident.roleSaid", { role: t(`incident.role.${role}`) }), () => giveRole(incident.id, role, held?.id ?? ""));
        })
      }
    >
      <Field label={t("incident.role")} fault={form.fault("role")}>
        {(ids) => (
          <select {...ids} className="input" value={role} onChange={(event) => setRole(event.target.value as Role)}>
            {ROLES.map((each) => (
              <option key={each} value={each}>
                {t(`incident.role.${each}`)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <p className="muted">{held === undefined ? t("incident.heldByNobody") : t("incident.heldBy", { name: held.name })}</p>
      <Field label={t("incident.person")} fault={form.fault("account")}>
        {(ids) => (
          <select {...ids} className="input" value={account} onChange={(event) => setAccount(event.target.value)}>
            <option value="">{t("incident.nobody")}</option>
            {people.data?.items.map((each) => (
              <option key={each.id} value={each.id}>
                {each.name}
              </option>
            ))}
          </select>
        )}
      </Field>
      <FormEnd form={form} send={t("incident.giveRole")} onCancel={dialog.close} />
    </form>
  );
}

/** How severe it is, with the reason. */
export function SeverityButton({ incident }: { incident: Incident }) {
  const dialog = useDialog();
  if (!may(incident, "grade")) return null;
  return (
    <Button id="severity" small look="quiet" onClick={() => dialog.show(t("incident.grade"), <Grade incident={incident} />)}>
      {t("incident.grade")}
    </Button>
  );
}

function Grade({ incident }: { incident: Incident }) {
  const dialog = useDialog();
  const form = useForm(dialog.close);
  const [severity, setLevel] = useState(incident.severity);
  const [reason, setReason] = useState("");
  return (
    <form className="words dayform" noValidate onSubmit={(event) => void form.send(event, { reason: reason.trim() === "" ? t("incident.needReason") : "" }, async () => void (await setSeverity(incident.id, severity, reason.trim())))}>
      <Field label={t("alert.head.level")} fault={form.fault("severity")}>
        {(ids) => (
          <select {...ids} className="input" value={severity} onChange={(event) => setLevel(Number(event.target.value))}>
            {[1, 2, 3, 4, 5].map((level) => (
              <option key={level} value={level}>
                {severityWord(level)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label={t("incident.reason")} fault={form.fault("reason")}>
        {(ids) => <textarea {...ids} rows={2} value={reason} onChange={(event) => setReason(event.target.value)} />}
      </Field>
      <FormEnd form={form} send={t("incident.grade")} onCancel={dialog.close} />
    </form>
  );
}

export function Objectives({ incident }: { incident: Incident }) {
  const { act, fault } = useAct();
  const [adding, setAdding] = useState(false);
  const run = may(incident, "run");
  const met = incident.objectives.filter((each) => each.met_at !== null).length;
  if (incident.objectives.length === 0 && !run) return null;
  return (
    <section className="card" aria-label={t("incident.objectives")}>
      <div className="ch">
        <h2>{t("incident.objectives")}</h2>
        <span>{t("incident.met", { met, all: incident.objectives.length })}</span>
      </div>
      <ul className="pb">
        {incident.objectives.map((each) => (
          <li key={each.no} className={each.met_at === null ? "" : "ok"}>
            <button
              type="button"
              className="bx"
              role="checkbox"
              aria-checked={each.met_at !== null}
              aria-disabled={!run}
              aria-label={each.words}
              onClick={() => run && void act(() => meetObjective(incident.id, each.no, each.met_at === null), t("incident.objectiveSaid", { no: each.no }), () => meetObjective(incident.id, each.no, each.met_at !== null))}
            >
              {each.met_at !== null && <Check className="i" aria-hidden="true" />}
            </button>
            <b>{each.words}</b>
          </li>
        ))}
      </ul>
      <p className="fault pad" role="alert">
        {fault}
      </p>
      {run && (
        <div className="say">
          {adding ? (
            <WordsForm
              id="objective"
              label={t("incident.objective")}
              send={t("incident.add")}
              required
              look=""
              onCancel={() => setAdding(false)}
              onSend={async (words) => {
                await addObjective(incident.id, words);
                setAdding(false);
              }}
            />
          ) : (
            <Button id="add-objective" small onClick={() => setAdding(true)}>
              <Target className="i" aria-hidden="true" />
              {t("incident.addObjective")}
            </Button>
          )}
        </div>
      )}
    </section>
  );
}

const NEXT: Record<CaseResource["state"], CaseResource["state"]> = { asked: "there", there: "released", released: "there" };

export function Resources({ incident }: { incident: Incident }) {
  const now = useNow();
  const dialog = useDialog();
  const { act, fault } = useAct();
  const run = may(incident, "run");
  if (incident.resources.length === 0 && !run) return null;
  return (
    <section className="card" aria-label={t("incident.resources")}>
      <div className="ch">
        <h2>{t("incident.resources")}</h2>
        {run && (
          <Button id="add-resource" small onClick={() => dialog.show(t("incident.askResource"), <AskResource incident={incident} />)}>
            <Truck className="i" aria-hidden="true" />
            {t("incident.askResource")}
          </Button>
        )}
      </div>
      {incident.resources.length > 0 && (
        <ul className="src4">
          {incident.resources.map((each) => (
            <li key={each.no}>
              <span className="n num">{each.amount}</span>
              <span>
                <b>{each.what}</b>
                <small>
                  {each.giver} · {t(`incident.resource.${each.state}`)} · {hourOrDate(each.released_at ?? each.there_at ?? each.asked_at, now)}
                </small>
              </span>
              {run && each.state !== "released" && (
                <Button
                  small
                  aria-label={`${t(`incident.resource.to.${NEXT[each.state]}` as "incident.resource.to.there")}: ${each.what}`}
                  onClick={() => void act(() => moveResource(incident.id, each.no, each.state, NEXT[each.state]), t("incident.resourceSaid", { what: each.what }), () => moveResource(incident.id, each.no, NEXT[each.state], each.state))}
                >
                  {t(`incident.resource.to.${NEXT[each.state]}` as "incident.resource.to.there")}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      <p className="fault pad" role="alert">
        {fault}
      </p>
    </section>
  );
}

function AskResource({ incident }: { incident: Incident }) {
  const dialog = useDialog();
  const form = useForm(dialog.close);
  const [what, setWhat] = useState("");
  const [amount, setAmount] = useState("1");
  const [giver, setGiver] = useState("");
  return (
    <form className="words dayform" noValidate onSubmit={(event) => void form.send(event, {}, async () => void (await askResource(incident.id, { what, amount: Math.round(Number(amount)) || 0, giver })))}>
      <Field label={t("incident.resourceWhat")} fault={form.fault("what")}>
        {(ids) => <input {...ids} className="input" value={what} onChange={(event) => setWhat(event.target.value)} />}
      </Field>
      <Field label={t("incident.resourceAmount")} fault={form.fault("amount")}>
        {(ids) => <input {...ids} className="input num" inputMode="numeric" value={amount} onChange={(event) => setAmount(event.target.value)} />}
      </Field>
      <Field label={t("incident.resourceGiver")} fault={form.fault("giver")}>
        {(ids) => <input {...ids} className="input" value={giver} onChange={(event) => setGiver(event.target.value)} />}
      </Field>
      <FormEnd form={form} send={t("incident.askResource")} onCancel={dialog.close} />
    </form>
  );
}

/** Cases that hang together without one leading the other. */
export function Related({ incident }: { incident: Incident }) {
  const dialog = useDialog();
  const { act, fault } = useAct();
  const run = may(incident, "run");
  if (incident.related.length === 0 && !run) return null;
  return (
    <section className="card" aria-label={t("incident.related")}>
      <div className="ch">
        <h2>{t("incident.related")}</h2>
        {run && (
          <Button id="relate" small onClick={() => dialog.show(t("incident.relate"), <Relate incident={incident} />)}>
            <Plus className="i" aria-hidden="true" />
            {t("incident.relate")}
          </Button>
        )}
      </div>
      <ul className="plainlist pad">
        {incident.related.map((each) => (
          <li key={each.id}>
            <Link to="/incidents/$id" params={{ id: each.id }}>
              {each.number} · {each.title}
            </Link>{" "}
            {run && (
              <Button small look="quiet" aria-label={t("incident.unrelateName", { name: each.number })} onClick={() => void act(() => relate(incident.id, each.id, false), t("incident.unrelated", { name: each.number }), () => relate(incident.id, each.id, true))}>
                {t("incident.unrelate")}
              </Button>
            )}
          </li>
        ))}
        {incident.related.length === 0 && <li className="muted">{t("incident.noRelated")}</li>}
      </ul>
      <p className="fault pad" role="alert">
        {fault}
      </p>
    </section>
  );
}

function Relate({ incident }: { incident: Incident }) {
  const dialog = useDialog();
  const form = useForm(dialog.close);
  const open = useIncidents("open");
  const [other, setOther] = useState("");
  return (
    <form className="words dayform" noValidate onSubmit={(event) => void form.send(event, { other: other === "" ? t("incident.chooseOther") : "" }, async () => void (await relate(incident.id, other, true)))}>
      <Field label={t("incident.head.title")} fault={form.fault("other")}>
        {(ids) => (
          <select {...ids} className="input" value={other} onChange={(event) => setOther(event.target.value)}>
            <option value="">{t("incident.chooseOther")}</option>
            {open.data?.items
              .filter((each) => each.id !== incident.id)
              .map((each) => (
                <option key={each.id} value={each.id}>
                  {each.number} · {each.title}
                </option>
              ))}
          </select>
        )}
      </Field>
      <FormEnd form={form} send={t("incident.relate")} onCancel={dialog.close} />
    </form>
  );
}

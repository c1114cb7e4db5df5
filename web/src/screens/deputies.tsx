import { UserPlus } from "lucide-react";
import { useState } from "react";
import { endDeputy, moveDeputyEnd, nameDeputy, useDeputies } from "../data/deputies";
import { may } from "../data/session";
import type { Deputy } from "../data/types";
import { Button } from "../parts/button";
import { useDialog } from "../parts/dialog";
import { Field, FormEnd, useForm } from "../parts/fields";
import { Loaded } from "../parts/loaded";
import { PersonField, UnitField } from "../parts/whofields";
import { useMe } from "../shell/shell";
import { day, t } from "../text";
import { today } from "./placeschanges";

/** Who stands for whom, now and to come: work that is not done in time goes up to them. */
export function Deputies() {
  const deputies = useDeputies();
  const dialog = useDialog();
  const me = useMe();
  const edits = may(me, "roster.edit");
  return (
    <section className="deputies" aria-labelledby="deputies-title" data-keys="list">
      <div className="lh">
        <h2 id="deputies-title">{t("deputy.title")}</h2>
        <p>{t("deputy.aside")}</p>
        {edits && (
          <div className="r rowline">
            <Button small onClick={() => dialog.show(t("deputy.add"), <AddForm home={me.unit.code} />)}>
              <UserPlus className="i" aria-hidden="true" />
              {t("deputy.add")}
            </Button>
          </div>
        )}
      </div>
      <Loaded query={deputies} what={t("noun.deputies")} lines={3} isEmpty={(data) => data.items.length === 0} empty={{ title: t("deputy.empty"), text: t(edits ? "deputy.emptyEdit" : "deputy.emptyText") }}>
        {({ items }) => (
          <ul className="deputylist">
            {items.map((deputy) => (
              <Row key={deputy.id} deputy={deputy} />
            ))}
          </ul>
        )}
      </Loaded>
    </section>
  );
}

const words = (deputy: Deputy) => ({ person: deputy.person.name, deputy: deputy.deputy.name, from: day(deputy.from), last: day(before(deputy.to)), unit: deputy.unit.name });

function Row({ deputy }: { deputy: Deputy }) {
  const dialog = useDialog();
  const now = deputy.from <= today();
  return (
    <li>
      <div>
        <b>{t("deputy.stands", words(deputy))}</b>
        <p className="muted">{deputy.unit.name}</p>
      </div>
      <p>
        <span className={now ? "tag on" : "tag"}>{t(now ? "deputy.now" : "deputy.later")}</span> <span className="num">{t("deputy.days", words(deputy))}</span>
      </p>
      {deputy.may_edit && (
        <p className="rowline">
          <Button small aria-label={`${t("deputy.move")}: ${t("deputy.stands", words(deputy))}`} onClick={() => dialog.show(t("deputy.move"), <MoveForm deputy={deputy} />)}>
            {t("deputy.move")}
          </Button>
          <Button small aria-label={`${t("deputy.end")}: ${t("deputy.stands", words(deputy))}`} onClick={() => dialog.show(t("deputy.end"), <EndForm deputy={deputy} />)}>
            {t("deputy.end")}
          </Button>
        </p>
      )}
    </li>
  );
}

function AddForm({ home }: { home: string }) {
  const dialog = useDialog();
  const form = useForm(dialog.close);
  const [unit, setUnit] = useState(home);
  const [person, setPerson] = useState("");
  const [deputy, setDeputy] = useState("");
  const [from, setFrom] = useState(today);
  const [last, setLast] = useState("");
  return (
    <form className="words dayform" noValidate onSubmit={(event) => void form.send(event, { to: lastFault(from, last) }, () => nameDeputy({ unit, person, deputy, from, to: after(last) }))}>
      <UnitField
        label={t("deputy.unit")}
        name="unit"
        value={unit}
        fault={form.fault("unit")}
        onChange={(next) => {
          setUnit(next);
          setPerson("");
          setDeputy("");
        }}
      />
      <PersonField label={t("deputy.person")} name="person" unit={unit} value={person} fault={form.fault("person")} onChange={setPerson} />
      <PersonField label={t("deputy.deputy")} name="deputy" unit={unit} without={person} value={deputy} fault={form.fault("deputy")} onChange={setDeputy} />
      <Field label={t("roster.from")} fault={form.fault("from")}>
        {(ids) => <input {...ids} name="from" type="date" value={from} onChange={(event) => setFrom(event.target.value)} />}
      </Field>
      <Last value={last} onChange={setLast} fault={form.fault("to")} />
      <FormEnd form={form} send={t("deputy.save")} onCancel={dialog.close} />
    </form>
  );
}

function MoveForm({ deputy }: { deputy: Deputy }) {
  const dialog = useDialog();
  const form = useForm(dialog.close);
  const [last, setLast] = useState(before(deputy.to));
  return (
    <form className="words dayform" noValidate onSubmit={(event) => void form.send(event, { to: lastFault(deputy.from, last) }, () => moveDeputyEnd(deputy.id, after(last)))}>
      <p>
        {t("deputy.stands", words(deputy))} · <span className="num">{t("deputy.days", words(deputy))}</span>
      </p>
      <Last value={last} onChange={setLast} fault={form.fault("to") || form.fault("from")} />
      <FormEnd form={form} send={t("deputy.saveMove")} onCancel={dialog.close} />
    </form>
  );
}

function EndForm({ deputy }: { deputy: Deputy }) {
  const dialog = useDialog();
  const form = useForm(dialog.close);
  return (
    <form className="words dayform" noValidate onSubmit={(event) => void form.send(event, {}, () => endDeputy(deputy.id))}>
      <p>{t(deputy.from <= today() ? "deputy.endNow" : "deputy.endBefore", words(deputy))}</p>
      <FormEnd form={form} send={t("deputy.end")} onCancel={dialog.close} />
    </form>
  );
}

/** People name the last day on which it holds; the server the first on which it does not. */
function Last({ value, onChange, fault }: { value: string; onChange: (value: string) => void; fault: string }) {
  return (
    <Field label={t("deputy.last")} fault={fault}>
      {(ids) => <input {...ids} name="last" type="date" value={value} onChange={(event) => onChange(event.target.value)} />}
    </Field>
  );
}

const lastFault = (from: string, last: string) => (last !== "" && last < from ? t("deputy.lastBefore", { from: day(from) }) : "");

/** Days of the calendar: no zone may move them. */
function shifted(date: string, days: number): string {
  if (date === "") return "";
  const at = new Date(`${date}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}
const after = (date: string) => shifted(date, 1);
const before = (date: string) => shifted(date, -1);

import { useState } from "react";
import { filePrivacy, recordBreach, useRegister } from "../data/privacy";
import type { PrivacyFiled } from "../data/types";
import { useDialog } from "../parts/dialog";
import { Field, FormEnd, fromField, useForm } from "../parts/fields";
import { dateTime, t } from "../text";

export const ASKS = ["see", "correct", "delete", "object"] as const;
const WAYS = ["in-person", "phone", "paper"] as const;

/** What was typed in one box, by lines or commas. */
export const several = (typed: string) => typed.split(/[\n,;]/).map((each) => each.trim()).filter((each) => each !== "");

/** A request that somebody makes at the desk or on the phone. Its code is told once. */
export function FileForm() {
  const dialog = useDialog();
  const form = useForm(() => undefined);
  const register = useRegister();
  const [asks, setAsks] = useState<(typeof ASKS)[number]>("see");
  const [how, setHow] = useState<(typeof WAYS)[number]>("in-person");
  const [name, setName] = useState("");
  const [contact, setContact] = useState("");
  const [codes, setCodes] = useState("");
  const [words, setWords] = useState("");
  const [agrees, setAgrees] = useState<string[]>([]);
  const [filed, setFiled] = useState<PrivacyFiled | null>(null);
  if (filed !== null) return <Filed filed={filed} />;
  const all = several(contact);
  return (
    <form
      className="words dayform"
      noValidate
      onSubmit={(event) =>
        void form.send(event, {}, async () => {
          setFiled(await filePrivacy({ asks, how, name, words, agrees, codes: several(codes), emails: all.filter((each) => each.includes("@")), phones: all.filter((each) => !each.includes("@")) }));
        })
      }
    >
      <Field label={t("privacy.field.asks")} fault={form.fault("asks")}>
        {(ids) => (
          <select {...ids} name="asks" value={asks} onChange={(event) => setAsks(ASKS.find((each) => each === event.target.value) ?? "see")}>
            {ASKS.map((each) => (
              <option key={each} value={each}>
                {t(`privacy.asks.${each}`)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label={t("privacy.field.how")} fault={form.fault("how")}>
        {(ids) => (
          <select {...ids} name="how" value={how} onChange={(event) => setHow(WAYS.find((each) => each === event.target.value) ?? "in-person")}>
            {WAYS.map((each) => (
              <option key={each} value={each}>
                {t(`privacy.way.${each}`)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label={t("privacy.field.name")} fault={form.fault("name")}>
        {(ids) => <input {...ids} name="name" autoComplete="off" value={name} onChange={(event) => setName(event.target.value)} />}
      </Field>
      <Field label={t("privacy.field.contact")} fault={[form.fault("contact"), form.fault("phones"), form.fault("emails")].join(" ").trim()}>
        {(ids) => <input {...ids} name="contact" autoComplete="off" value={contact} onChange={(event) => setContact(event.target.value)} />}
      </Field>
      <Field label={t("privacy.field.codes")} fault={form.fault("codes")}>
        {(ids) => <input {...ids} name="codes" value={codes} onChange={(event) => setCodes(event.target.value)} />}
      </Field>
      <Field label={t("privacy.field.words")} fault={form.fault("words")}>
        {(ids) => <textarea {...ids} name="words" rows={3} value={words} onChange={(event) => setWords(event.target.value)} />}
      </Field>
      {(register.data?.purposes ?? []).map((purpose) => (
        <label key={purpose.code} className="check">
          <input
            type="checkbox"
            checked={agrees.includes(purpose.code)}
            onChange={(event) => setAgrees(event.target.checked ? [...agrees, purpose.code] : agrees.filter((each) => each !== purpose.code))}
          />
          <span>{purpose.words}</span>
        </label>
      ))}
      <FormEnd form={form} send={t("privacy.file")} onCancel={dialog.close} />
    </form>
  );
}

function Filed({ filed }: { filed: PrivacyFiled }) {
  return (
    <div className="words" role="status">
      <p>{t("privacy.filed", { number: filed.number, due: dateTime(filed.due) })}</p>
      <p className="bigcode num">{filed.code}</p>
      <p className="muted">{t("privacy.codeOnce")}</p>
    </div>
  );
}

/** A breach is written down; its clock counts from when it was found. */
export function BreachForm() {
  const dialog = useDialog();
  const form = useForm(dialog.close);
  const [what, setWhat] = useState("");
  const [kinds, setKinds] = useState("");
  const [people, setPeople] = useState("");
  const [happened, setHappened] = useState("");
  const [found, setFound] = useState("");
  return (
    <form
      className="words dayform"
      noValidate
      onSubmit={(event) =>
        void form.send(event, { found_at: found === "" ? t("form.needed", { label: t("breach.field.found") }) : "", happened_at: happened === "" ? t("form.needed", { label: t("breach.field.happened") }) : "" }, async () => {
          await recordBreach({ what, kinds: several(kinds), people: Number(people) || 0, happened_at: fromField(happened), found_at: fromField(found) });
        })
      }
    >
      <Field label={t("breach.field.what")} fault={form.fault("what")}>
        {(ids) => <textarea {...ids} name="what" rows={3} value={what} onChange={(event) => setWhat(event.target.value)} />}
      </Field>
      <Field label={t("breach.field.kinds")} fault={form.fault("kinds")}>
        {(ids) => <input {...ids} name="kinds" value={kinds} onChange={(event) => setKinds(event.target.value)} />}
      </Field>
      <Field label={t("breach.field.people")} fault={form.fault("people")}>
        {(ids) => <input {...ids} name="people" inputMode="numeric" value={people} onChange={(event) => setPeople(event.target.value)} />}
      </Field>
      <Field label={t("breach.field.happened")} fault={form.fault("happened_at")}>
        {(ids) => <input {...ids} name="happened" type="datetime-local" value={happened} onChange={(event) => setHappened(event.target.value)} />}
      </Field>
      <Field label={t("breach.field.found")} fault={form.fault("found_at")}>
        {(ids) => <input {...ids} name="found" type="datetime-local" value={found} onChange={(event) => setFound(event.target.value)} />}
      </Field>
      <FormEnd form={form} send={t("breach.record")} onCancel={dialog.close} />
    </form>
  );
}

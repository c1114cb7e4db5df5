import { useState } from "react";
import type { PrivacyDo } from "../data/privacy";
import { Field, FormEnd, useForm } from "../parts/fields";
import { t } from "../text";
import { several } from "./privacyforms";

interface StepProps {
  onSend: (what: PrivacyDo) => Promise<void>;
  onCancel: () => void;
}

const HOWS = ["in-person", "code", "call-back", "vneid"] as const;

/** How it was made sure who asks. No copy of an identity card is taken. */
export function IdentifyForm({ onSend, onCancel }: StepProps) {
  const form = useForm(() => undefined);
  const [how, setHow] = useState<(typeof HOWS)[number]>("in-person");
  const [words, setWords] = useState("");
  return (
    <form className="words" noValidate onSubmit={(event) => void form.send(event, {}, () => onSend({ do: "identify", how, words }))}>
      <Field label={t("privacy.field.identify")} fault={form.fault("how")}>
        {(ids) => (
          <select {...ids} name="how" value={how} onChange={(event) => setHow(HOWS.find((each) => each === event.target.value) ?? "in-person")}>
            {HOWS.map((each) => (
              <option key={each} value={each}>
                {t(`privacy.how.${each}`)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label={t("privacy.field.note")} fault={form.fault("words")}>
        {(ids) => <textarea {...ids} name="words" rows={2} value={words} onChange={(event) => setWords(event.target.value)} />}
      </Field>
      <p className="muted">{t("privacy.noCopies")}</p>
      <FormEnd form={form} send={t("privacy.do.identify")} onCancel={onCancel} />
    </form>
  );
}

/** Every room is asked by what the person gave, and by what is added here. */
export function SearchForm({ onSend, onCancel }: StepProps) {
  const form = useForm(() => undefined);
  const [contact, setContact] = useState("");
  const [codes, setCodes] = useState("");
  const all = several(contact);
  return (
    <form
      className="words"
      noValidate
      onSubmit={(event) => void form.send(event, {}, () => onSend({ do: "search", emails: all.filter((each) => each.includes("@")), phones: all.filter((each) => !each.includes("@")), codes: several(codes) }))}
    >
      <p className="muted">{t("privacy.searchAbout")}</p>
      <Field label={t("privacy.field.moreContact")} fault={[form.fault("phones"), form.fault("emails")].join(" ").trim()}>
        {(ids) => <input {...ids} name="contact" autoComplete="off" value={contact} onChange={(event) => setContact(event.target.value)} />}
      </Field>
      <Field label={t("privacy.field.moreCodes")} fault={form.fault("codes")}>
        {(ids) => <input {...ids} name="codes" value={codes} onChange={(event) => setCodes(event.target.value)} />}
      </Field>
      <FormEnd form={form} send={t("privacy.do.search")} onCancel={onCancel} />
    </form>
  );
}

export function AnswerForm({ onSend, onCancel }: StepProps) {
  const form = useForm(() => undefined);
  const [words, setWords] = useState("");
  return (
    <form className="words" noValidate onSubmit={(event) => void form.send(event, {}, () => onSend({ do: "answer", words }))}>
      <Field label={t("privacy.field.answer")} fault={form.fault("words")}>
        {(ids) => <textarea {...ids} name="words" rows={4} value={words} onChange={(event) => setWords(event.target.value)} />}
      </Field>
      <FormEnd form={form} send={t("privacy.do.answer")} onCancel={onCancel} />
    </form>
  );
}

export function RefuseForm({ onSend, onCancel }: StepProps) {
  const form = useForm(() => undefined);
  const [basis, setBasis] = useState("");
  const [words, setWords] = useState("");
  return (
    <form className="words" noValidate onSubmit={(event) => void form.send(event, {}, () => onSend({ do: "refuse", basis, words }))}>
      <Field label={t("privacy.field.basis")} fault={form.fault("basis")}>
        {(ids) => <input {...ids} name="basis" value={basis} onChange={(event) => setBasis(event.target.value)} />}
      </Field>
      <Field label={t("privacy.field.refusal")} fault={form.fault("words")}>
        {(ids) => <textarea {...ids} name="words" rows={4} value={words} onChange={(event) => setWords(event.target.value)} />}
      </Field>
      <FormEnd form={form} send={t("privacy.do.refuse")} onCancel={onCancel} />
    </form>
  );
}

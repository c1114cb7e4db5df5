import { useState } from "react";
import { giveDirective } from "../data/directives";
import { Field, FormEnd, fromField, useForm } from "../parts/fields";
import { useDialog } from "../parts/dialog";
import { PersonField, UnitField } from "../parts/whofields";
import { t } from "../text";

const SOURCES = ["leader", "meeting", "document"] as const;

/** Five things must be plain: who, what, by when, with which result, who answers for it. */
export function GiveForm({ parent = "", onDone }: { parent?: string; onDone: (id: string) => void }) {
  const dialog = useDialog();
  const form = useForm(dialog.close);
  const [unit, setUnit] = useState("");
  const [person, setPerson] = useState("");
  const [title, setTitle] = useState("");
  const [due, setDue] = useState("");
  const [result, setResult] = useState("");
  const [responsibility, setResponsibility] = useState("");
  const [kind, setKind] = useState<(typeof SOURCES)[number]>("leader");
  const [words, setWords] = useState("");
  const [day, setDay] = useState("");
  const source = kind === "leader" ? { kind } : { kind, words, day };
  return (
    <form
      className="words dayform give"
      noValidate
      onSubmit={(event) =>
        void form.send(event, {}, async () => {
          const made = await giveDirective({ parent, title, result, responsibility, unit, person, source, ...(due === "" ? {} : { due: fromField(due) }) });
          onDone(made.id);
        })
      }
    >
      <Field label={t("directive.field.title")} fault={form.fault("title")}>
        {(ids) => <input {...ids} name="title" value={title} onChange={(event) => setTitle(event.target.value)} />}
      </Field>
      <UnitField
        open
        label={t("directive.field.unit")}
        name="unit"
        value={unit}
        fault={form.fault("unit")}
        onChange={(next) => {
          setUnit(next);
          setPerson("");
        }}
      />
      <PersonField label={t("directive.field.person")} name="person" unit={unit} value={person} fault={form.fault("person")} onChange={setPerson} />
      <Field label={t("directive.field.due")} fault={form.fault("due")}>
        {(ids) => <input {...ids} name="due" type="datetime-local" value={due} onChange={(event) => setDue(event.target.value)} />}
      </Field>
      <Field label={t("directive.field.result")} fault={form.fault("result")}>
        {(ids) => <textarea {...ids} name="result" rows={2} value={result} onChange={(event) => setResult(event.target.value)} />}
      </Field>
      <Field label={t("directive.field.responsibility")} fault={form.fault("responsibility")}>
        {(ids) => <textarea {...ids} name="responsibility" rows={2} value={responsibility} onChange={(event) => setResponsibility(event.target.value)} />}
      </Field>
      <Field label={t("directive.field.source")} fault={form.fault("source")}>
        {(ids) => (
          <select {...ids} name="source" value={kind} onChange={(event) => setKind(SOURCES.find((each) => each === event.target.value) ?? "leader")}>
            {SOURCES.map((each) => (
              <option key={each} value={each}>
                {t(`directive.source.${each}`)}
              </option>
            ))}
          </select>
        )}
      </Field>
      {kind !== "leader" && (
        <>
          <Field label={t(`directive.field.words.${kind}`)} fault={form.fault("source_words")}>
            {(ids) => <input {...ids} name="source_words" value={words} onChange={(event) => setWords(event.target.value)} />}
          </Field>
          <Field label={t(`directive.field.day.${kind}`)} fault={form.fault("source_day")}>
            {(ids) => <input {...ids} name="source_day" type="date" value={day} onChange={(event) => setDay(event.target.value)} />}
          </Field>
        </>
      )}
      <FormEnd form={form} send={t("directive.give")} onCancel={dialog.close} />
    </form>
  );
}

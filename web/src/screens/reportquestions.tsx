import { PhoneCall } from "lucide-react";
import type { ReportCategory, ReportQuestion } from "../data/types";
import { Field, type Ids } from "../parts/forms";
import { fromField, toField } from "../parts/fields";
import { t } from "../text";

interface Props {
  category: ReportCategory;
  answers: Record<string, string>;
  fault: (path: string) => string;
  onChange: (answers: Record<string, string>) => void;
}

/** What a caller is asked about this kind of matter. */
export function Questions({ category, answers, fault, onChange }: Props) {
  return category.questions.map((question) => (
    <Question key={question.code} question={question} value={answers[question.code] ?? ""} fault={fault(`answers/${question.code}`)} onChange={(value) => onChange({ ...answers, [question.code]: value })} />
  ));
}

interface OneProps {
  question: ReportQuestion;
  value: string;
  fault: string;
  onChange: (value: string) => void;
}

const label = (question: ReportQuestion) => (question.required ? t("call.mustAnswer", { question: question.name }) : question.name);

function Question({ question, value, fault, onChange }: OneProps) {
  const name = `q-${question.code}`;
  if (question.datatype === "multivaluelist") {
    const chosen = value === "" ? [] : value.split(",");
    return (
      <fieldset className="wchoices">
        <legend>{label(question)}</legend>
        {question.values.map((each) => (
          <label key={each.key} className="check">
            <input type="checkbox" name={name} checked={chosen.includes(each.key)} onChange={(event) => onChange((event.target.checked ? [...chosen, each.key] : chosen.filter((one) => one !== each.key)).join(","))} />
            {each.name}
          </label>
        ))}
        {fault !== "" && <p className="fault">{fault}</p>}
      </fieldset>
    );
  }
  const box = (ids: Ids) => {
    const shared = { ...ids, name, className: "input", "aria-required": question.required };
    switch (question.datatype) {
      case "singlevaluelist":
        return (
          <select {...shared} value={value} onChange={(event) => onChange(event.target.value)}>
            <option value="">{t("directive.choose")}</option>
            {question.values.map((each) => (
              <option key={each.key} value={each.key}>
                {each.name}
              </option>
            ))}
          </select>
        );
      case "text":
        return <textarea {...shared} rows={2} value={value} onChange={(event) => onChange(event.target.value)} />;
      case "datetime":
        return <input {...shared} type="datetime-local" value={value === "" ? "" : toField(value).slice(0, 16)} onChange={(event) => onChange(fromField(event.target.value))} />;
      case "number":
        return <input {...shared} inputMode="decimal" autoComplete="off" value={value} onChange={(event) => onChange(event.target.value)} />;
      default:
        return <input {...shared} autoComplete="off" value={value} onChange={(event) => onChange(event.target.value)} />;
    }
  };
  return (
    <Field label={label(question)} fault={fault} hint={question.hint}>
      {box}
    </Field>
  );
}

/** Whether an answer says that somebody must be called instead. */
export const stops = (category: ReportCategory | undefined, answers: Record<string, string>): boolean =>
  category?.questions.some((question) => question.values.some((each) => each.stop && (answers[question.code] ?? "").split(",").includes(each.key))) ?? false;

/** Loudly: nothing is taken, a call is faster. */
export function Stop({ category }: { category: ReportCategory }) {
  return (
    <div className="stopcall" role="alert">
      <PhoneCall className="i" aria-hidden="true" />
      <div>
        <b>{t("call.stop")}</b>
        <p>{category.stop}</p>
        <p>{t("call.stopThen")}</p>
      </div>
    </div>
  );
}

import { useEffect, useState } from "react";
import { useFilled, useTemplates } from "../data/warnings";
import { Field, faultWords } from "../parts/forms";
import { t } from "../text";
import { draftOf, type Started, type Taken } from "./warningdraft";

/** Where a new warning comes from. */
export interface Beginning {
  /** The template that was asked for; empty: that of the case's playbook. */
  template: string;
  playbook: string;
  severity: number;
  areas: string[];
  /** The number of the case. */
  incident: string;
  /** What it is written about; what was typed for one is not found again at another. */
  about: string;
}

const same = (a: string[], b: string[]) => JSON.stringify(a) === JSON.stringify(b);

/** Whether the areas are only what a template proposes: the area of the writer's own unit. */
export const proposed = ({ draft, template }: Started) => template !== undefined && template.asked.length === 0 && draft.areas.length > 0 && same(draft.areas, template.gave.areas);

/** What is chosen takes the place of what was only proposed. */
export const chosenOver = (started: Started, areas: string[]) =>
  proposed(started) && areas.length > started.draft.areas.length ? areas.filter((each) => !started.draft.areas.includes(each)) : areas;

interface Props {
  started: Started;
  start: Beginning;
  onTake: (template: Taken) => void;
}

/** The hazard and its level; words that nobody touched follow them, and the areas. */
export function TemplateChoice({ started, start, onTake }: Props) {
  const { draft, template } = started;
  const [chosen, setChosen] = useState<{ code: string; level: string } | null>(null);
  const templates = useTemplates();
  const list = templates.data?.items ?? [];
  const fitting = start.template || (list.find((each) => each.playbooks.includes(start.playbook))?.code ?? "");
  const code = chosen?.code ?? (start.template || template?.code || fitting);
  const level = chosen?.level ?? (code === template?.code ? template.level : "");
  const areas = template !== undefined && same(draft.areas, template.gave.areas) ? template.asked : draft.areas.length > 0 ? draft.areas : start.areas;
  const filled = useFilled(code, { level, severity: start.severity, areas, incident: start.incident }, template === undefined || draft.areas.length > 0);
  const given = filled.data;
  useEffect(() => {
    if (given !== undefined && !filled.isPlaceholderData) onTake({ code, level: given.level, gave: draftOf(given.content), asked: areas });
    // What is asked is part of the question's key: another question brings another answer.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [given]);
  const one = list.find((each) => each.code === code);
  if (list.length === 0 && !templates.isError) return null;
  return (
    <section className="card pad" aria-labelledby="w-template">
      <h2 id="w-template">{t("template.title")}</h2>
      <div className="rule-row">
        <Field label={t("template.hazard")} fault={templates.isError ? faultWords(templates.error) : ""} hint={t("template.hint")}>
          {(ids) => (
            <select {...ids} name="template" value={code} onChange={(event) => setChosen({ code: event.target.value, level: "" })}>
              <option value="">{t("template.none")}</option>
              {list.map((each) => (
                <option key={each.code} value={each.code}>
                  {each.name}
                </option>
              ))}
            </select>
          )}
        </Field>
        {one !== undefined && (
          <Field label={t("template.level")} fault={filled.isError ? faultWords(filled.error) : ""}>
            {(ids) => (
              <select {...ids} name="level" value={level || (given?.level ?? "")} onChange={(event) => setChosen({ code, level: event.target.value })}>
                {one.levels.map((each) => (
                  <option key={each.code} value={each.code}>
                    {each.name}
                  </option>
                ))}
              </select>
            )}
          </Field>
        )}
      </div>
      {one !== undefined && <p className="muted">{t("template.choice")}</p>}
    </section>
  );
}

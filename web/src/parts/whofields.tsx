import { usePeopleOf } from "../data/directives";
import { useUnits } from "../data/units";
import { t } from "../text";
import { Field } from "./fields";

interface Props {
  label: string;
  name: string;
  value: string;
  fault: string;
  onChange: (value: string) => void;
}

/** A unit of today's tree; `open` offers choosing none yet. */
export function UnitField({ label, name, value, fault, open = false, onChange }: Props & { open?: boolean }) {
  const units = useUnits();
  return (
    <Field label={label} fault={fault}>
      {(ids) => (
        <select {...ids} name={name} value={value} onChange={(event) => onChange(event.target.value)}>
          {open && <option value="">{t("directive.choose")}</option>}
          {(units.data?.items ?? []).map((each) => (
            <option key={each.code} value={each.code}>
              {each.name}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

/** Somebody who works in the unit or below it; `without` is who cannot be meant. */
export function PersonField({ label, name, value, fault, unit, without = "", onChange }: Props & { unit: string; without?: string }) {
  const people = usePeopleOf(unit);
  return (
    <Field label={label} fault={fault}>
      {(ids) => (
        <select {...ids} name={name} value={value} onChange={(event) => onChange(event.target.value)}>
          <option value="">{t(unit !== "" && people.data?.items.length === 0 ? "directive.noPeople" : "directive.choose")}</option>
          {(people.data?.items ?? [])
            .filter((each) => each.id !== without)
            .map((each) => (
              <option key={each.id} value={each.id}>
                {each.name}
              </option>
            ))}
        </select>
      )}
    </Field>
  );
}

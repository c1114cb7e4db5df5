import { Plus, X } from "lucide-react";
import { useId, useMemo, useState } from "react";
import { useAreasOn } from "../data/lineage";
import type { Area } from "../data/types";
import { matches, t, tMaybe } from "../text";
import { PlaceTree } from "./placetree";

const MOST = 6;

interface Props {
  chosen: string[];
  onChange: (codes: string[]) => void;
  fault: string;
  /** What is to be known about those chosen now. */
  hint?: string;
}

/** Areas chosen by name (Enter takes the first that fits) or from the tree. */
export function AreaChoice({ chosen, onChange, fault, hint = "" }: Props) {
  const id = useId();
  const query = useAreasOn("");
  const areas = useMemo(() => query.data?.items ?? [], [query.data]);
  const names = useMemo(() => new Map(areas.map((each) => [each.code, each])), [areas]);
  const [typed, setTyped] = useState("");
  const hits = typed.trim() === "" ? [] : areas.filter((each) => !chosen.includes(each.code) && matches(wordsOf(each, names), typed)).slice(0, MOST);
  const add = (code: string) => {
    onChange([...chosen, code]);
    setTyped("");
  };
  const nodes = useMemo(() => areas.map((a) => ({ code: a.code, name: a.name, parent: a.parent, about: kindOf(a), words: wordsOf(a, names) })), [areas, names]);
  return (
    <div className="field">
      <label htmlFor={id}>{t("warning.addArea")}</label>
      <input
        id={id}
        name="area"
        autoComplete="off"
        value={typed}
        aria-invalid={fault !== ""}
        aria-describedby={`${id}-f ${id}-h`}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => {
          // Enter takes the area; it must not send the form that is half written.
          if (event.key !== "Enter" || event.nativeEvent.isComposing) return;
          event.preventDefault();
          if (hits[0] !== undefined) add(hits[0].code);
        }}
      />
      <small id={`${id}-h`} className="muted" role="status">
        {typed.trim() === "" ? t("warning.addAreaHint") : hits[0] === undefined ? t("table.nohit", { typed }) : t("warning.addAreaFirst", { name: hits[0].name })}
      </small>
      {fault !== "" && (
        <p id={`${id}-f`} className="fault">
          {fault}
        </p>
      )}
      {hits.length > 0 && (
        <ul className="wareas">
          {hits.map((each) => (
            <li key={each.code}>
              <button type="button" className="chip" onClick={() => add(each.code)}>
                <Plus className="i" aria-hidden="true" />
                {each.name} <small>{names.get(each.parent)?.name}</small>
              </button>
            </li>
          ))}
        </ul>
      )}
      <ul className="wareas" aria-label={t("warning.areasChosen")}>
        {chosen.map((code) => (
          <li key={code}>
            <button type="button" className="chip on" aria-label={t("warning.dropArea", { name: names.get(code)?.name ?? code })} onClick={() => onChange(chosen.filter((each) => each !== code))}>
              {names.get(code)?.name ?? code}
              <X className="i" aria-hidden="true" />
            </button>
          </li>
        ))}
      </ul>
      {hint !== "" && <small className="muted">{hint}</small>}
      <details>
        <summary>{t("warning.areaTree")}</summary>
        <PlaceTree label={t("warning.areaTree")} places={nodes} chosen={chosen} onChoose={onChange} />
      </details>
    </div>
  );
}

const kindOf = (a: Area) => tMaybe(`areakind.${a.kind}`, a.kind);
const wordsOf = (a: Area, names: Map<string, Area>) => `${a.name} ${kindOf(a)} ${a.code} ${names.get(a.parent)?.name ?? ""}`;

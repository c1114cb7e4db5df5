import { useNavigate } from "@tanstack/react-router";
import { ArrowDown, ArrowUp, X } from "lucide-react";
import { useState } from "react";
import { keepDashboard } from "../data/dashboards";
import { useChosenArea, useIndicators } from "../data/indicators";
import { may } from "../data/session";
import type { Dashboard, DashboardPart, Indicator } from "../data/types";
import { Button } from "../parts/button";
import { Field, FormEnd, useForm } from "../parts/fields";
import { Loaded } from "../parts/loaded";
import { useSay } from "../parts/say";
import { useMe } from "../shell/shell";
import { t } from "../text";

const KINDS = ["tiles", "series", "areas", "pivot"] as const;

/** Changes a page that is one's own, or begins one with a generated page or another's. */
export function DashboardEdit({ board, onEnd }: { board: Dashboard; onEnd: () => void }) {
  const { area } = useChosenArea(useMe(), "", "");
  const query = useIndicators(area);
  return (
    <Loaded query={query} what={t("noun.indicators")} lines={8}>
      {(data) => <Form board={board} all={data.items} onEnd={onEnd} />}
    </Loaded>
  );
}

function Form({ board, all, onEnd }: { board: Dashboard; all: Indicator[]; onEnd: () => void }) {
  const me = useMe();
  const say = useSay();
  const navigate = useNavigate();
  const form = useForm(onEnd);
  const id = board.may_change ? board.id : "";
  const [title, setTitle] = useState(board.title);
  const [unit, setUnit] = useState("");
  const [parts, setParts] = useState(board.parts);
  const units = may(me, "dashboard.share") ? me.grants.map((grant) => grant.unit).filter((each, at, list) => each.code !== "" && list.findIndex((other) => other.code === each.code) === at) : [];
  const put = (at: number, part: DashboardPart) => setParts(parts.map((each, index) => (index === at ? part : each)));
  const move = (at: number, by: number) => {
    const next = [...parts];
    const [moved] = next.splice(at, 1);
    if (moved !== undefined) next.splice(at + by, 0, moved);
    setParts(next);
  };
  const keep = async () => {
    const kept = await keepDashboard(id, { title, unit, parts, version: id === "" ? 0 : board.version });
    say(t("dash.kept", { title: kept.title }));
    if (kept.id !== board.id) await navigate({ to: "/dashboards/$id", params: { id: kept.id } });
  };
  return (
    <form className="card pad dashedit" onSubmit={(event) => void form.send(event, {}, keep)}>
      <Field label={t("dash.title")} fault={form.fault("title")}>
        {(props) => <input {...props} className="input" name="title" value={title} onChange={(event) => setTitle(event.target.value)} />}
      </Field>
      {id === "" && units.length > 0 && (
        <Field label={t("dash.share")} fault={form.fault("unit")}>
          {(props) => (
            <select {...props} className="input" name="unit" value={unit} onChange={(event) => setUnit(event.target.value)}>
              <option value="">{t("dash.onlyMe")}</option>
              {units.map((each) => (
                <option key={each.code} value={each.code}>
                  {t("dash.unit", { name: each.name })}
                </option>
              ))}
            </select>
          )}
        </Field>
      )}
      {parts.map((part, at) => (
        <PartForm
          key={at}
          n={at + 1}
          last={at === parts.length - 1}
          part={part}
          all={all}
          fault={form.fault(`parts/${at}/indicators`)}
          onChange={(next) => put(at, next)}
          onMove={(by) => move(at, by)}
          onDrop={() => setParts(parts.filter((_, index) => index !== at))}
        />
      ))}
      <p className="fault" role="alert">
        {form.fault("parts")}
      </p>
      <div className="b">
        <Button onClick={() => setParts([...parts, { kind: "tiles", indicators: [] }])}>{t("dash.addPart")}</Button>
      </div>
      <FormEnd form={form} send={t("dash.keep")} onCancel={onEnd} />
    </form>
  );
}

interface PartProps {
  n: number;
  last: boolean;
  part: DashboardPart;
  all: Indicator[];
  fault: string;
  onChange: (part: DashboardPart) => void;
  onMove: (by: number) => void;
  onDrop: () => void;
}

function PartForm({ n, last, part, all, fault, onChange, onMove, onDrop }: PartProps) {
  const nameOf = (code: string) => all.find((each) => each.code === code)?.name ?? code;
  return (
    <fieldset>
      <legend>{t("dash.part", { n, kind: t(`dash.kind.${part.kind}`) })}</legend>
      <div className="row">
        <label>
          {t("dash.kind")}{" "}
          <select className="input" name={`kind-${n}`} value={part.kind} onChange={(event) => onChange({ ...part, kind: event.target.value as DashboardPart["kind"] })}>
            {KINDS.map((kind) => (
              <option key={kind} value={kind}>
                {t(`dash.kind.${kind}`)}
              </option>
            ))}
          </select>
        </label>
        <button type="button" className="iconbtn" aria-label={t("dash.up.part", { n })} aria-disabled={n === 1} onClick={() => n > 1 && onMove(-1)}>
          <ArrowUp className="i" aria-hidden="true" />
        </button>
        <button type="button" className="iconbtn" aria-label={t("dash.down.part", { n })} aria-disabled={last} onClick={() => !last && onMove(1)}>
          <ArrowDown className="i" aria-hidden="true" />
        </button>
        <button type="button" className="iconbtn" aria-label={t("dash.drop.part", { n })} onClick={onDrop}>
          <X className="i" aria-hidden="true" />
        </button>
      </div>
      <ul>
        {part.indicators.map((code) => (
          <li key={code}>
            {nameOf(code)}
            <button type="button" className="iconbtn" aria-label={t("dash.remove", { name: nameOf(code) })} onClick={() => onChange({ ...part, indicators: part.indicators.filter((each) => each !== code) })}>
              <X className="i" aria-hidden="true" />
            </button>
          </li>
        ))}
      </ul>
      <Field label={t("dash.addIndicator")} fault={fault}>
        {(props) => (
          <select {...props} className="input" name={`add-${n}`} value="" onChange={(event) => onChange({ ...part, indicators: [...part.indicators, event.target.value] })}>
            <option value="">{t("dash.choose")}</option>
            {all
              .filter((each) => !part.indicators.includes(each.code))
              .map((each) => (
                <option key={each.code} value={each.code}>
                  {each.name}
                </option>
              ))}
          </select>
        )}
      </Field>
    </fieldset>
  );
}

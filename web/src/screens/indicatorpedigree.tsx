import { useNavigate } from "@tanstack/react-router";
import { Copy } from "lucide-react";
import type { MouseEvent } from "react";
import { usePedigree } from "../data/indicators";
import { may } from "../data/session";
import { CONSOLE } from "../data/world";
import type { IndicatorPedigree, IndicatorSource, IndicatorStep, Me } from "../data/types";
import { Button } from "../parts/button";
import { useDialog } from "../parts/dialog";
import { Loaded } from "../parts/loaded";
import { useSay } from "../parts/say";
import { dateTime, number, shortUnit, t } from "../text";
import { Light, Marks } from "./indicatorparts";
import { figureWords } from "./indicatorwords";
import { SetState } from "./datasets";

/** Where a figure comes from: the formula with its numbers, step by step, and the rows that were handed in. Shown in a dialog, which keeps and gives back focus. */
function Pedigree({ code, figure, onSet }: { code: string; figure: string; onSet: OnSet }) {
  const query = usePedigree(code, figure);
  return (
    <div className="pedigree">
      <Loaded query={query} what={t("noun.pedigree")} lines={6}>
        {(data) => <Whole data={data} onSet={onSet} />}
      </Loaded>
    </div>
  );
}

/** Goes to the set that a row is of; undefined for who may not see what was handed in. */
type OnSet = ((event: MouseEvent, set: string) => void) | undefined;

/** Opens the pedigree of a value. The dialog stands outside the pages, so the way from it to a set is given along. */
export function usePedigreeDialog(me: Me) {
  const dialog = useDialog();
  const navigate = useNavigate();
  const toSet: OnSet = (event, id) => {
    // With a key held down the browser opens it elsewhere, as with any link.
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    dialog.close();
    void navigate({ to: "/datasets/$id", params: { id } });
  };
  return (code: string, key: string, title: string) => dialog.show(title, <Pedigree code={code} figure={key} onSet={may(me, "dataset.read") ? toSet : undefined} />);
}

function Whole({ data, onSet }: { data: IndicatorPedigree; onSet: OnSet }) {
  const { value } = data;
  return (
    <>
      <p className="pedhead">
        <b className="num">{value.said}</b>
        <span>
          {value.area.name}, {value.period_name}
        </span>
        <Light value={value} />
      </p>
      <Marks value={value} />
      <p className="muted">{value.at === null ? t("ind.noValue") : t("ind.received", { at: dateTime(value.at) })}</p>
      <h3>{t("ind.formula")}</h3>
      <p className="mono">{data.formula}</p>
      <h3>{t("ind.steps")}</h3>
      <ul className="pedsteps">
        <Step step={data.steps} />
      </ul>
      <Print code={data.print} />
      <h3 id="ped-sources">{t("ind.sources", { count: number(data.sources.length) })}</h3>
      {data.sources.length === 0 ? <p className="muted">{t("ind.noSources")}</p> : <Sources rows={data.sources} onSet={onSet} />}
      {data.hidden > 0 && <p className="pedhidden">{t("ind.hidden", { count: number(data.hidden) })}</p>}
    </>
  );
}

/** The signs of a formula are said in words for the ear. */
const SIGNS: Partial<Record<string, "ind.sign.divide" | "ind.sign.times" | "ind.sign.plus" | "ind.sign.minus">> = { "÷": "ind.sign.divide", "×": "ind.sign.times", "+": "ind.sign.plus", "−": "ind.sign.minus" };

function Step({ step }: { step: IndicatorStep }) {
  const sign = SIGNS[step.words];
  return (
    <li>
      <span className="stepline">
        <span>{sign === undefined ? step.words : t(sign)}</span>
        <b className="num">{step.value === null ? t("ind.noStep") : figureWords(step.value)}</b>
      </span>
      {step.args.length > 0 && (
        <ul>
          {step.args.map((arg, at) => (
            <Step key={at} step={arg} />
          ))}
        </ul>
      )}
    </li>
  );
}

function Sources({ rows, onSet }: { rows: IndicatorSource[]; onSet: OnSet }) {
  return (
    <div className="tscroll" role="region" aria-labelledby="ped-sources" tabIndex={0}>
      <table className="plain cards">
        <caption className="vh">{t("ind.sources", { count: number(rows.length) })}</caption>
        <thead>
          <tr>
            <th scope="col">{t("ind.head.set")}</th>
            <th scope="col">{t("data.head.unit")}</th>
            <th scope="col">{t("ind.head.cell")}</th>
            <th scope="col">{t("data.head.state")}</th>
            <th scope="col">{t("ind.head.handed")}</th>
            <th scope="col">{t("ind.head.counts")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            <tr key={at}>
              <th scope="row">
                {onSet === undefined ? (
                  row.number
                ) : (
                  <a href={`${CONSOLE}/datasets/${encodeURIComponent(row.set)}`} onClick={(event) => onSet(event, row.set)}>
                    {row.number}
                  </a>
                )}
                <small>
                  {row.form.name}, {row.period}
                </small>
              </th>
              <td data-label={t("data.head.unit")}>{shortUnit(row.unit.name)}</td>
              <td data-label={t("ind.head.cell")}>{row.cell}</td>
              <td data-label={t("data.head.state")}>
                <SetState set={{ state: row.state, late: false }} />
              </td>
              <td data-label={t("ind.head.handed")} className="num">
                {figureWords(row.value)}
              </td>
              <td data-label={t("ind.head.counts")} className="num">
                {figureWords(row.counts)}
                {row.shared && <small>{t("ind.mark.estimated")}</small>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The code that stands in print, where nothing can be pressed. */
function Print({ code }: { code: string }) {
  const say = useSay();
  return (
    <p className="pedprint">
      <span>{t("ind.print")}</span>
      <b className="mono">{code}</b>
      <Button
        small
        onClick={() =>
          void navigator.clipboard.writeText(code).then(
            () => say(t("ind.copied", { code })),
            () => say(t("ind.notCopied", { code })),
          )
        }
      >
        <Copy className="i" aria-hidden="true" />
        {t("ind.copy")}
      </Button>
    </p>
  );
}

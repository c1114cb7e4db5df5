import { EyeOff } from "lucide-react";
import type { OpenSetOne } from "../data/types";
import { number, t } from "../text";

type Cell = OpenSetOne["preview"]["lines"][number]["cells"][number];

const HIDDEN = new Set(["small", "guarded", "derived"]);

/** One period of what everybody would see. What is hidden is marked by a picture and words, never by colour alone. */
export function OpenPreview({ set, onPeriod }: { set: OpenSetOne; onPeriod: (period: string) => void }) {
  const { preview } = set;
  if (set.no_preview !== "") return <p className="bad">{t("open.noPreview", { why: set.no_preview })}</p>;
  if (preview.lines.length === 0) return <p>{t("open.noRows")}</p>;
  const met = [...new Set(preview.lines.flatMap((line) => line.cells.map((cell) => cell.quality)))].filter((quality) => quality !== "final");
  return (
    <>
      <label className="areaselect">
        {t("open.period")}
        <select className="input" name="period" value={preview.period} onChange={(event) => onPeriod(event.target.value)}>
          {preview.periods.map((each) => (
            <option key={each.code} value={each.code}>
              {each.name}
            </option>
          ))}
        </select>
      </label>
      <div className="tscroll" role="region" aria-label={t("open.table")} tabIndex={0}>
        <table className="plain opentable">
          <caption className="vh">{t("open.caption", { period: preview.periods.find((each) => each.code === preview.period)?.name ?? preview.period })}</caption>
          <thead>
            <tr>
              <th scope="col">{t("open.area")}</th>
              {preview.columns.map((column) => (
                <th key={column.code} scope="col">
                  {column.name} <small>{column.unit}</small>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {preview.lines.map((line) => (
              <tr key={line.area.code} className={line.level === 0 ? "whole" : ""}>
                <th scope="row">{line.area.name}</th>
                {line.cells.map((cell, at) => (
                  <td key={preview.columns[at]?.code ?? at} className={HIDDEN.has(cell.quality) ? "hides" : ""}>
                    <Shown cell={cell} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {met.length > 0 && (
        <ul className="openmarks">
          {met.map((quality) => (
            <li key={quality}>
              {HIDDEN.has(quality) && <EyeOff className="i" aria-hidden="true" />} <b>{mark(quality, set.below)}</b>: {t(`open.quality.${quality}`, { below: number(set.below) })}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

const mark = (quality: Cell["quality"], below: number) => (quality === "small" ? `<${number(below)}` : t(`open.mark.${quality}`));

function Shown({ cell }: { cell: Cell }) {
  if (cell.said !== "" && cell.quality === "final") return <span className="num">{cell.said}</span>;
  return (
    <>
      {HIDDEN.has(cell.quality) && <EyeOff className="i" aria-hidden="true" />}
      {cell.said !== "" && <span className="num">{cell.said}</span>} <small>{cell.quality === "small" ? cell.note : t(`open.mark.${cell.quality}`)}</small>
      {cell.note !== "" && cell.quality !== "small" && <span className="vh">: {cell.note}</span>}
    </>
  );
}

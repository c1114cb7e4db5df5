import type { IndicatorValue } from "../data/types";
import { Shape } from "../parts/severity";
import { day, t } from "../text";
import { marksOf, percent, SCORES, type Scored } from "./indicatorwords";

const LEVELS = { green: 1, amber: 3, red: 5 };

/** How a figure stands against what it should be: a shape and a word, and the same sentence for the ear. */
export function Light({ value }: { value: Pick<IndicatorValue, "light" | "target"> }) {
  if (value.light === "") return <span className="muted">{t(value.target === null ? "ind.noTarget" : "ind.noLight")}</span>;
  return (
    <span className={`light l-${value.light}`}>
      <Shape level={LEVELS[value.light]} />
      {t(`ind.light.${value.light}`)}
    </span>
  );
}

/** What is to be known of a figure before it is used, in words. */
export function Marks({ value }: { value: IndicatorValue }) {
  const marks = marksOf(value);
  if (marks.length === 0) return null;
  return (
    <ul className="marks">
      {marks.map((mark) => (
        <li key={mark} className={`tag m-${mark}`}>
          {mark === "carried" ? t("ind.mark.carried", { day: day(value.carried) }) : t(`ind.mark.${mark}`)}
        </li>
      ))}
    </ul>
  );
}

/** Four scores of the sets behind a figure. Where nothing was handed in there is nothing to score. */
export function Scores({ value }: { value: Scored }) {
  return (
    <dl className="scores">
      {SCORES.map((score) => (
        <div key={score}>
          <dt>{t(`ind.score.${score}`)}</dt>
          <dd className="num">{percent(value[score])}</dd>
        </div>
      ))}
    </dl>
  );
}

export function ScoreWords() {
  return (
    <ul className="scorewords">
      {SCORES.map((score) => (
        <li key={score}>
          <b>{t(`ind.score.${score}`)}</b>: {t(`ind.about.${score}`)}
        </li>
      ))}
    </ul>
  );
}

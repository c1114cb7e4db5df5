import type { Aqi } from "../data/types";
import { number } from "../text";

const BARS = [0, 1, 2, 3, 4, 5];

/** Six bars, `level` of them filled: the band can be read without its colour. */
export function AqiSteps({ level, width = 34 }: { level: number; width?: number }) {
  return (
    <svg className="aqig" viewBox="0 0 28 15" width={width} aria-hidden="true">
      {BARS.map((bar) => (
        <rect
          key={bar}
          x={1 + bar * 4.4}
          y={10.5 - bar * 2}
          width="3.4"
          height={3.5 + bar * 2}
          rx=".6"
          className={bar < level ? `aqi-on${level}` : "aqi-off"}
        />
      ))}
    </svg>
  );
}

/** The official colour with its steps, number and word; the text colour is the only one allowed on it. */
export function AqiSwatch({ aqi, small = false }: { aqi: Pick<Aqi, "value" | "level" | "level_name">; small?: boolean }) {
  return (
    <span className={`swatch aqi${aqi.level}${small ? " swatch-s" : ""}`}>
      <span className="bg">
        <AqiSteps level={aqi.level} width={small ? 26 : 34} />
      </span>
      <b className="num">{number(aqi.value, 0)}</b>
      <span>{aqi.level_name}</span>
    </span>
  );
}

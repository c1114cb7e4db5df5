import { t } from "../text";

type Level = 0 | 1 | 2 | 3 | 4 | 5;

/** A level this console does not know is shown as "not clear", never as a bare dot. */
const known = (level: number): Level => (level === 1 || level === 2 || level === 3 || level === 4 || level === 5 ? level : 0);

// Six shapes so that the level can be read in grey print: octagon, triangle, diamond, square,
// circle, dashed circle.
export function Shape({ level }: { level: number }) {
  return (
    <svg className={`sv sv${known(level)}`} viewBox="0 0 24 24" aria-hidden="true">
      {SHAPES[known(level)]}
    </svg>
  );
}

const SHAPES = {
  5: (
    <>
      <path d="M7.6 1.5h8.8l6.1 6.1v8.8l-6.1 6.1H7.6l-6.1-6.1V7.6z" />
      <path className="g" d="M8.6 6.2h2.2v7.4H8.6zm4.6 0h2.2v7.4h-2.2zM8.6 15.6h2.2v2.3H8.6zm4.6 0h2.2v2.3h-2.2z" />
    </>
  ),
  4: (
    <>
      <path d="M12 1.6 23.4 21.8H.6z" />
      <path className="g" d="M10.9 8.4h2.2v6.8h-2.2zm0 8.4h2.2V19h-2.2z" />
    </>
  ),
  3: (
    <>
      <path d="M12 .8 23.2 12 12 23.2.8 12z" />
      <path className="g" d="M10.9 6.6h2.2v6.6h-2.2zm0 8.2h2.2V17h-2.2z" />
    </>
  ),
  2: (
    <>
      <rect x="2" y="2" width="20" height="20" rx="4" />
      <path className="g" d="M10.9 6.2h2.2v2.2h-2.2zm0 3.8h2.2v7.8h-2.2z" />
    </>
  ),
  1: (
    <>
      <circle cx="12" cy="12" r="10.6" />
      <path className="gs" d="m7.2 12.3 3.3 3.3 6.3-6.6" />
    </>
  ),
  0: (
    <>
      <circle cx="12" cy="12" r="10" fill="none" stroke="currentColor" strokeWidth="2.2" strokeDasharray="3.6 2.8" />
      <path d="M12 6.6c-2 0-3.4 1.2-3.6 3h2c.1-.8.7-1.3 1.6-1.3s1.5.5 1.5 1.3c0 .7-.4 1-1.2 1.5-.9.6-1.3 1.2-1.3 2.3v.4h2v-.3c0-.7.3-1 1.1-1.5 1-.6 1.5-1.4 1.5-2.5 0-1.7-1.4-2.9-3.6-2.9zm-1.1 8.4h2.1v2.1h-2.1z" />
    </>
  ),
};

export const severityWord = (level: number) => t(`severity.${known(level)}`);

export function SeverityBadge({ level }: { level: number }) {
  return (
    <span className={`badge b${known(level)}`}>
      <Shape level={level} />
      {severityWord(level)}
    </span>
  );
}

import { t } from "../text";

/** Differences in words; `none` says so where there are none. */
export function ChangeList({ changes, none }: { changes: string[]; none: string }) {
  if (changes.length === 0) return <p className="muted">{none}</p>;
  return (
    <ul className="pbchanges">
      {changes.map((words, index) => (
        <li key={index}>{words}</li>
      ))}
    </ul>
  );
}

/** "steps/2/title" is step 3 for people. */
export function placeWords(path: string): string {
  const step = /^steps\/(\d+)/.exec(path)?.[1];
  return step === undefined ? "" : `${t("pb.stepNo", { n: Number(step) + 1 })}: `;
}

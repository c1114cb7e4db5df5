import { searchKey } from "./search";

/** Those of which a word begins with each typed word, whole phrases first; in each the order that they came in. */
export function ranked<T extends { words: string }>(options: T[], typed: string): T[] {
  const asked = searchKey(typed).split(" ");
  const found = options.flatMap((option) => {
    const key = ` ${searchKey(option.words).replace(/[^a-z0-9.]+/g, " ")} `;
    if (!asked.every((word) => key.includes(` ${word}`))) return [];
    const phrase = ` ${asked.join(" ")} `;
    const rank = key.includes(phrase) ? 0 : key.includes(phrase.trimEnd()) ? 1 : 2;
    return [{ option, rank }];
  });
  return found.sort((a, b) => a.rank - b.rank).map((each) => each.option);
}

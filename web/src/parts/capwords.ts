import { t, type Key } from "../text";

/** A value of CAP 1.2 in words, with the standard's own spelling beside it where that differs. */
export function capWords(kind: string, value: string): string {
  const words = t(`cap.${kind}.${value}` as Key);
  return words.toLowerCase() === value.toLowerCase() ? words : `${words} (${value})`;
}

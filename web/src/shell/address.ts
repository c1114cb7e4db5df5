import { useParams, useSearch } from "@tanstack/react-router";

// What a screen reads from its address, typed once: the routes are made from a list, so the router
// cannot know their parameters by itself.

/** The one variable part of the address, such as the code of a station; empty where there is none. */
export function useParam(name: "id" | "code" | "date" | "unit" | "rhythm"): string {
  const found: Partial<Record<string, string>> = useParams({ strict: false });
  return found[name] ?? "";
}

/** A word after the question mark; empty where it is not there. */
export function useSearchWord(name: string): string {
  const found: Partial<Record<string, unknown>> = useSearch({ strict: false });
  const word = found[name];
  // The router reads ?area=30 as a number; as a code it is a word all the same.
  return typeof word === "string" ? word : typeof word === "number" ? String(word) : "";
}

/** ?man-hinh=tv turns the overview into a wall screen. */
export function useWall(): boolean {
  return useSearchWord("man-hinh") === "tv";
}

import { useParams, useSearch } from "@tanstack/react-router";

// What a screen reads from its address, typed once: the routes are made from a list, so the router
// cannot know their parameters by itself.

/** The one variable part of the address, such as the code of a station; empty where there is none. */
export function useParam(name: "id" | "code"): string {
  const found: Partial<Record<string, string>> = useParams({ strict: false });
  return found[name] ?? "";
}

/** ?man-hinh=tv turns the overview into a wall screen. */
export function useWall(): boolean {
  const found: Partial<Record<string, unknown>> = useSearch({ strict: false });
  return found["man-hinh"] === "tv";
}

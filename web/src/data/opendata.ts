import { useQuery } from "@tanstack/react-query";
import { api, ask } from "./client";
import { queries } from "./queries";
import type { List, OpenSetOne, OpenSetRow } from "./types";

// Open data sets: what a pack proposes, what somebody approved, and how often it is taken.
const KEY = "open-data";

export const useOpenSets = () => useQuery<List<OpenSetRow>>({ queryKey: [KEY, "list"], queryFn: ({ signal }) => ask(api.GET("/open-data", { signal })) });

/** One, with a period of its preview; the last one with a value where none is named. */
export const useOpenSet = (code: string, period: string) =>
  useQuery<OpenSetOne>({
    queryKey: [KEY, "one", code, period],
    queryFn: ({ signal }) => ask(api.GET("/open-data/{code}", { params: { path: { code }, query: period === "" ? {} : { period } }, signal })),
    placeholderData: (before) => (before?.code === code ? before : undefined),
  });

async function kept(asked: Promise<OpenSetOne>): Promise<OpenSetOne> {
  const set = await asked;
  await queries.invalidateQueries({ queryKey: [KEY] });
  return set;
}

export const approveOpenSet = (code: string, digest: string) => kept(ask(api.POST("/open-data/{code}/approve", { params: { path: { code } }, body: { digest } })));

export const withdrawOpenSet = (code: string, words: string) => kept(ask(api.POST("/open-data/{code}/withdraw", { params: { path: { code } }, body: { words } })));

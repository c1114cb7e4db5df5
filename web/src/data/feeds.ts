import { useQuery } from "@tanstack/react-query";
import { api, ask } from "./client";
import { queries } from "./queries";
import type { Feed, FeedContract, FeedDraft, List, Playbook, Quarantined, Trial } from "./types";

export const useFeeds = (enabled = true) =>
  useQuery<List<Feed>>({ queryKey: ["feeds"], enabled, queryFn: ({ signal }) => ask(api.GET("/feeds", { signal })) });

export const useFeed = (feed: string) =>
  useQuery<Feed>({ queryKey: ["feeds", feed], queryFn: ({ signal }) => ask(api.GET("/feeds/{feed}", { params: { path: { feed } }, signal })) });

export const useQuarantine = (feed: string, { state, reason }: { state: Quarantined["state"]; reason: string }) =>
  useQuery<List<Quarantined>>({
    queryKey: ["feeds", feed, "quarantine", state, reason],
    queryFn: ({ signal }) => ask(api.GET("/feeds/{feed}/quarantine", { params: { path: { feed }, query: { limit: 200, state, ...(reason === "" ? {} : { reason }) } }, signal })),
  });

export const useContract = (feed: string) =>
  useQuery<FeedContract>({ queryKey: ["feeds", feed, "contract"], queryFn: ({ signal }) => ask(api.GET("/feeds/{feed}/contract", { params: { path: { feed } }, signal })) });

/** The playbooks in force, to choose from; none while they load. */
export function usePlaybooks(): Playbook[] {
  const query = useQuery<List<Playbook>>({ queryKey: ["playbooks"], queryFn: ({ signal }) => ask(api.GET("/playbooks", { signal })) });
  return query.data?.items.filter((one) => one.in_force) ?? [];
}

export const tryContract = (feed: string, draft: FeedDraft, sample: string, ids: string[]): Promise<Trial> =>
  ask(api.POST("/feeds/{feed}/try", { params: { path: { feed } }, body: { draft, ...(ids.length > 0 ? { ids } : { sample }) } }));

export async function saveContract(feed: string, base: number, draft: FeedDraft): Promise<FeedContract> {
  const saved: FeedContract = await ask(api.PUT("/feeds/{feed}/contract", { params: { path: { feed } }, body: { base, draft } }));
  await queries.invalidateQueries({ queryKey: ["feeds"] });
  return saved;
}

/** Rows by their ids, or all of a reason; neither means all. */
export interface Choice {
  ids?: string[];
  reason?: string;
}

export interface Done {
  rows: number;
  accepted: number;
  duplicate: number;
  corrected: number;
  superseded: number;
  still: number;
}

/** decideRows goes on until the server names no next piece, and tells the sum after each. */
export async function decideRows(feed: string, verb: "replay" | "discard" | "restore", choice: Choice, why: string, tell: (sum: Done) => void): Promise<Done> {
  const sum: Done = { rows: 0, accepted: 0, duplicate: 0, corrected: 0, superseded: 0, still: 0 };
  const params = { path: { feed } };
  for (let after = ""; ; ) {
    const body = after === "" ? { ...choice } : { ...choice, after };
    const piece: Partial<Done> & { rows: number; next: string } =
      verb === "discard"
        ? await ask(api.POST("/feeds/{feed}/quarantine/discard", { params, body: { ...body, why } }))
        : verb === "restore"
          ? await ask(api.POST("/feeds/{feed}/quarantine/restore", { params, body }))
          : await ask(api.POST("/feeds/{feed}/quarantine/replay", { params, body }));
    for (const name of Object.keys(sum) as (keyof Done)[]) sum[name] += piece[name] ?? 0;
    tell({ ...sum });
    after = piece.next;
    if (after === "") break;
  }
  await queries.invalidateQueries({ queryKey: ["feeds"] });
  return sum;
}

import { keepPreviousData, useQuery, type UseQueryResult } from "@tanstack/react-query";
import { api, ask, Unreachable, upload } from "./client";
import { refresh } from "./incidents";
import { queries } from "./queries";
import type { List, Work, WorkFilter, WorkReason } from "./types";

export type View = "mine" | "unit" | "raised" | "all";

/** How many items the screen shows at once; what is beyond is found by filter and words. */
export const SHOWN = 200;

export const useWorkList = (view: View, filter: WorkFilter, q: string) => {
  const { kind, severity, unit, untaken, sort } = filter;
  const query = {
    view,
    limit: SHOWN,
    ...(kind !== undefined && kind !== "" ? { kind } : {}),
    ...(severity !== undefined && severity > 0 ? { severity } : {}),
    ...(unit !== undefined && unit !== "" ? { unit } : {}),
    ...(untaken === true ? { untaken } : {}),
    ...(sort !== undefined && sort !== "" && sort !== "due" ? { sort } : {}),
    ...(q === "" ? {} : { q }),
  };
  return useQuery<List<Work>>({ queryKey: ["work", query], queryFn: ({ signal }) => ask(api.GET("/work", { params: { query }, signal })), placeholderData: q === "" ? undefined : keepPreviousData });
};

/** Where there is no line, what a list already said of an item stands for it, with the error that makes it an old copy. */
export const useWork = (id: string): UseQueryResult<Work> => {
  const query = useQuery<Work>({ queryKey: ["work", id], queryFn: ({ signal }) => ask(api.GET("/work/{id}", { params: { path: { id } }, signal })) });
  const said = query.data === undefined && query.error instanceof Unreachable ? listed(id) : undefined;
  return said === undefined ? query : ({ ...query, ...said } as UseQueryResult<Work>);
};

function listed(id: string): { data: Work; dataUpdatedAt: number } | undefined {
  for (const list of queries.getQueryCache().findAll({ queryKey: ["work"] })) {
    const data = (list.state.data as Partial<List<Work>> | undefined)?.items?.find((item) => item.id === id);
    if (data !== undefined) return { data, dataUpdatedAt: list.state.dataUpdatedAt };
  }
  return undefined;
}

export async function takeWork(id: string): Promise<void> {
  await ask(api.POST("/work/{id}/take", { params: { path: { id } } }));
  await refresh();
}

export async function closeWork(id: string, reason: string): Promise<void> {
  await ask(api.POST("/work/{id}/close", { params: { path: { id } }, body: { reason } }));
  await refresh();
}

export async function addEvidence(id: string, file: Blob, name: string, note: string, progress: (share: number) => void): Promise<void> {
  await upload<unknown>(`/work/${encodeURIComponent(id)}/evidence`, file, name, note, progress);
  await refresh();
}

export const useReasons = (use: WorkReason["use"]) =>
  useQuery<List<WorkReason>, Error, WorkReason[]>({
    queryKey: ["work-reasons"],
    queryFn: ({ signal }) => ask(api.GET("/work/reasons", { signal })),
    select: (list) => list.items.filter((each) => each.use === use),
  });

export async function pauseWork(id: string, body: { reason: string; words: string; until: string }): Promise<void> {
  await ask(api.POST("/work/{id}/pause", { params: { path: { id } }, body }));
  await refresh();
}

export async function resumeWork(id: string): Promise<void> {
  await ask(api.POST("/work/{id}/resume", { params: { path: { id } } }));
  await refresh();
}

export async function extendWork(id: string, body: { reason: string; words: string; hours: number }): Promise<void> {
  await ask(api.POST("/work/{id}/extend", { params: { path: { id } }, body }));
  await refresh();
}

export async function decideWork(id: string, body: { grant: boolean; words: string }): Promise<void> {
  await ask(api.POST("/work/{id}/decide", { params: { path: { id } }, body }));
  await refresh();
}

export async function reopenWork(id: string, reason: string): Promise<void> {
  await ask(api.POST("/work/{id}/reopen", { params: { path: { id } }, body: { reason } }));
  await refresh();
}

import { useQuery } from "@tanstack/react-query";
import { api, ask, upload } from "./client";
import { refresh } from "./incidents";
import type { List, Work, WorkReason } from "./types";

export type View = "mine" | "unit" | "raised" | "all";

export const useWorkList = (view: View) =>
  useQuery<List<Work>>({ queryKey: ["work", { view }], queryFn: ({ signal }) => ask(api.GET("/work", { params: { query: { view, limit: 200 } }, signal })) });

export const useWork = (id: string) =>
  useQuery<Work>({ queryKey: ["work", id], queryFn: ({ signal }) => ask(api.GET("/work/{id}", { params: { path: { id } }, signal })) });

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

export async function handOnWork(id: string, body: { unit: string; words: string }): Promise<void> {
  await ask(api.POST("/work/{id}/hand-on", { params: { path: { id } }, body }));
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

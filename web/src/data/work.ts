import { useQuery } from "@tanstack/react-query";
import { api, ask, upload } from "./client";
import { refresh } from "./incidents";
import type { List, Work } from "./types";

export type View = "mine" | "unit" | "all";

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

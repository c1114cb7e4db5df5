import { useQuery } from "@tanstack/react-query";
import { api, ask } from "./client";
import { refresh } from "./incidents";
import { queries } from "./queries";
import type { BulkResult, List, WorkFilter, WorkLoad, WorkView } from "./types";

export type Verb = Parameters<typeof sortWork>[0]["verb"];

/** One verb of sorting for one item or many; each is done or refused by itself. */
export async function sortWork(body: {
  verb: "accept" | "take" | "hand-on" | "pause" | "close" | "duplicate" | "question" | "not-ours";
  ids: string[];
  unit?: string;
  words?: string;
  reason?: string;
  until?: string;
  original?: string;
}): Promise<BulkResult[]> {
  const { items } = await ask(api.POST("/work/bulk", { body }));
  await refresh();
  return items;
}

export async function undoSorting(undo: string[]): Promise<BulkResult[]> {
  const { items } = await ask(api.POST("/work/undo", { body: { undo } }));
  await refresh();
  return items;
}

export async function escalateWork(id: string, words: string): Promise<void> {
  await ask(api.POST("/work/{id}/escalate", { params: { path: { id } }, body: { words } }));
  await refresh();
}

export const useWorkViews = () => useQuery<List<WorkView>>({ queryKey: ["work-views"], queryFn: ({ signal }) => ask(api.GET("/work/views", { signal })) });

export async function keepView(body: { name: string; unit: string; filter: WorkFilter }): Promise<WorkView> {
  const view = await ask(api.POST("/work/views", { body }));
  await queries.invalidateQueries({ queryKey: ["work-views"] });
  return view;
}

export async function dropView(id: string): Promise<void> {
  await ask(api.DELETE("/work/views/{id}", { params: { path: { id } } }));
  await queries.invalidateQueries({ queryKey: ["work-views"] });
}

export const useWorkLoad = () => useQuery<WorkLoad>({ queryKey: ["work", "load"], queryFn: ({ signal }) => ask(api.GET("/work/load", { signal })) });

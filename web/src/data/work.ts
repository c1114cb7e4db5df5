import { useQuery } from "@tanstack/react-query";
import { get, send, upload } from "./client";
import { refresh } from "./incidents";
import type { List, Work } from "./types";

export type View = "mine" | "unit" | "all";

export const useWorkList = (view: View) =>
  useQuery({ queryKey: ["work", { view }], queryFn: ({ signal }) => get<List<Work>>("/work", { view, limit: 200 }, signal) });

export const useWork = (id: string) =>
  useQuery({ queryKey: ["work", id], enabled: id !== "", queryFn: ({ signal }) => get<Work>(`/work/${id}`, {}, signal) });

export const takeWork = (id: string) => send<unknown>("POST", `/work/${id}/take`).then(refresh);

export const closeWork = (id: string, reason: string) => send<unknown>("POST", `/work/${id}/close`, { reason }).then(refresh);

export async function addEvidence(id: string, file: Blob, name: string, note: string, progress: (share: number) => void): Promise<void> {
  await upload<unknown>(`/work/${id}/evidence`, file, name, note, progress);
  await refresh();
}

import { useQuery } from "@tanstack/react-query";
import { api, ask } from "./client";
import { queries } from "./queries";
import type { Incident, List } from "./types";

export const useIncidents = (state: Incident["state"], enabled = true) =>
  useQuery<List<Incident>>({
    queryKey: ["incidents", { state }],
    enabled,
    queryFn: ({ signal }) => ask(api.GET("/incidents", { params: { query: { state, limit: 200 } }, signal })),
  });

export const useIncident = (id: string, enabled = true) =>
  useQuery<Incident>({ queryKey: ["incidents", id], enabled, queryFn: ({ signal }) => ask(api.GET("/incidents/{id}", { params: { path: { id } }, signal })) });

export async function setStep(id: string, no: number, done: boolean, skipReason = ""): Promise<void> {
  await ask(api.POST("/incidents/{id}/steps/{no}", { params: { path: { id, no } }, body: { done, skip_reason: skipReason } }));
  await refresh();
}

export async function addNote(id: string, text: string): Promise<void> {
  await ask(api.POST("/incidents/{id}/notes", { params: { path: { id } }, body: { text } }));
  await refresh();
}

export async function closeIncident(id: string, reason: string): Promise<void> {
  await ask(api.POST("/incidents/{id}/close", { params: { path: { id } }, body: { reason } }));
  await refresh();
}

/** What happens to an incident shows in its work item, its alerts and the overview as well. */
export async function refresh(): Promise<void> {
  await Promise.all(["incidents", "work", "alerts", "overview"].map((noun) => queries.invalidateQueries({ queryKey: [noun] })));
}

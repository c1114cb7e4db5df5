import { useQuery } from "@tanstack/react-query";
import { get, send } from "./client";
import { queries } from "./queries";
import type { Incident, IncidentShort, List } from "./types";

export const useIncidents = (state: string) =>
  useQuery({ queryKey: ["incidents", { state }], queryFn: ({ signal }) => get<List<IncidentShort>>("/incidents", { state, limit: 200 }, signal) });

export const useIncident = (id: string) =>
  useQuery({ queryKey: ["incidents", id], queryFn: ({ signal }) => get<Incident>(`/incidents/${id}`, {}, signal) });

export const setStep = (id: string, no: number, done: boolean, skipReason = "") =>
  send<unknown>("POST", `/incidents/${id}/steps/${no}`, { done, skip_reason: skipReason }).then(refresh);

export const addNote = (id: string, text: string) => send<unknown>("POST", `/incidents/${id}/notes`, { text }).then(refresh);

export const closeIncident = (id: string, reason: string) => send<unknown>("POST", `/incidents/${id}/close`, { reason }).then(refresh);

export async function refresh(): Promise<void> {
  await Promise.all(["incidents", "work", "alerts", "overview"].map((noun) => queries.invalidateQueries({ queryKey: [noun] })));
}

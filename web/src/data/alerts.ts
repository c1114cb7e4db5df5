import { useQuery } from "@tanstack/react-query";
import { get, send } from "./client";
import { queries } from "./queries";
import type { Alert, Incident, List } from "./types";

export const useAlerts = (state: string) =>
  useQuery({ queryKey: ["alerts", { state }], queryFn: ({ signal }) => get<List<Alert>>("/alerts", { state, limit: 200 }, signal) });

export const useAlert = (id: string) =>
  useQuery({ queryKey: ["alerts", id], queryFn: ({ signal }) => get<Alert>(`/alerts/${id}`, {}, signal) });

export async function acknowledge(id: string, note: string): Promise<void> {
  await send("POST", `/alerts/${id}/acknowledge`, { note });
  await Promise.all([queries.invalidateQueries({ queryKey: ["alerts"] }), queries.invalidateQueries({ queryKey: ["overview"] })]);
}

export async function openIncident(id: string): Promise<Incident> {
  const incident = await send<Incident>("POST", `/alerts/${id}/incident`, {});
  await Promise.all(["alerts", "incidents", "work", "overview"].map((noun) => queries.invalidateQueries({ queryKey: [noun] })));
  return incident;
}

import { useQuery } from "@tanstack/react-query";
import { api, ask } from "./client";
import { queries } from "./queries";
import type { Alert, Incident, List } from "./types";

/** "alive" is the server's word for firing or acknowledged. */
export type AlertStateFilter = "" | "alive" | Alert["state"];

/** group is the id of a group, "" for all; muted asks only for what is silent. */
export const useAlerts = (state: AlertStateFilter, group = "", muted = false) =>
  useQuery<List<Alert>>({
    queryKey: ["alerts", { state, group, muted }],
    queryFn: ({ signal }) =>
      ask(
        api.GET("/alerts", {
          params: { query: { limit: 200, ...(state === "" ? {} : { state }), ...(group === "" ? {} : { group }), ...(muted ? { muted: "yes" as const } : {}) } },
          signal,
        }),
      ),
  });

export const useAlert = (id: string, enabled = true) =>
  useQuery<Alert>({ queryKey: ["alerts", id], enabled, queryFn: ({ signal }) => ask(api.GET("/alerts/{id}", { params: { path: { id } }, signal })) });

export async function acknowledge(id: string, note: string): Promise<void> {
  await ask(api.POST("/alerts/{id}/acknowledge", { params: { path: { id } }, body: { note } }));
  await Promise.all([queries.invalidateQueries({ queryKey: ["alerts"] }), queries.invalidateQueries({ queryKey: ["overview"] })]);
}

export async function openIncident(id: string): Promise<Incident> {
  const incident = await ask(api.POST("/alerts/{id}/incident", { params: { path: { id } }, body: {} }));
  await Promise.all(["alerts", "incidents", "work", "overview"].map((noun) => queries.invalidateQueries({ queryKey: [noun] })));
  return incident;
}

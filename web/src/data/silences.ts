import { useQuery } from "@tanstack/react-query";
import { api, ask } from "./client";
import { queries } from "./queries";
import type { AlertGroup, AlertHide, AlertSettings, List, Maintenance, Silence, SilenceDraft } from "./types";

export const useGroups = () => useQuery<List<AlertGroup>>({ queryKey: ["alerts", "groups"], queryFn: ({ signal }) => ask(api.GET("/alerts/groups", { signal })) });

export const useSilences = (ended = false) =>
  useQuery<List<Silence>>({ queryKey: ["silences", { ended }], queryFn: ({ signal }) => ask(api.GET("/silences", { params: { query: { ended } }, signal })) });

export const useMaintenances = () => useQuery<List<Maintenance>>({ queryKey: ["silences", "maintenances"], queryFn: ({ signal }) => ask(api.GET("/maintenances", { signal })) });

export const useAlertSettings = () => useQuery<AlertSettings>({ queryKey: ["alerts", "settings"], queryFn: ({ signal }) => ask(api.GET("/alerts/settings", { signal })) });

/** What a silence would hide now, as far as its matchers are written. */
export const useHide = (draft: SilenceDraft) =>
  useQuery<AlertHide>({
    queryKey: ["silences", "plan", draft.matchers, draft.unit, draft.area],
    enabled: draft.matchers.length > 0,
    retry: false,
    queryFn: ({ signal }) => ask(api.POST("/silences/plan", { body: { ...draft, comment: "" }, signal })),
  });

const changed = () => Promise.all(["alerts", "silences", "overview", "work"].map((noun) => queries.invalidateQueries({ queryKey: [noun] })));

export async function silenceAlerts(draft: SilenceDraft): Promise<Silence> {
  const made = await ask(api.POST("/silences", { body: draft }));
  await changed();
  return made;
}

export async function endSilence(id: string): Promise<Silence> {
  const ended = await ask(api.POST("/silences/{id}/end", { params: { path: { id } }, body: {} }));
  await changed();
  return ended;
}

export async function maintain(draft: SilenceDraft & { every: "" | "day" | "week"; until?: string }): Promise<Maintenance> {
  const made = await ask(api.POST("/maintenances", { body: draft }));
  await changed();
  return made;
}

export async function endMaintenance(id: string): Promise<void> {
  await ask(api.POST("/maintenances/{id}/end", { params: { path: { id } }, body: {} }));
  await changed();
}

export async function acknowledgeGroup(id: string, note: string): Promise<void> {
  await ask(api.POST("/alerts/groups/{id}/acknowledge", { params: { path: { id } }, body: { note } }));
  await changed();
}

export async function raise(id: string): Promise<void> {
  await ask(api.POST("/alerts/{id}/raise", { params: { path: { id } }, body: {} }));
  await changed();
}

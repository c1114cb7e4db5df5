import { useQuery } from "@tanstack/react-query";
import { api, ask } from "./client";
import { queries } from "./queries";
import type { CaseResource, Incident, IncidentType, List, Person, PlaybookDraft, PlaybookPlan, Proposal, Signal, Sitreps } from "./types";

export const useIncidents = (state: Incident["state"], enabled = true) =>
  useQuery<List<Incident>>({
    queryKey: ["incidents", { state }],
    enabled,
    queryFn: ({ signal }) => ask(api.GET("/incidents", { params: { query: { state, limit: 200 } }, signal })),
  });

export const useIncident = (id: string, enabled = true) =>
  useQuery<Incident>({ queryKey: ["incidents", id], enabled, queryFn: ({ signal }) => ask(api.GET("/incidents/{id}", { params: { path: { id } }, signal })) });

export const useIncidentTypes = () => useQuery<List<IncidentType>>({ queryKey: ["incident-types"], queryFn: ({ signal }) => ask(api.GET("/incidents/types", { signal })) });

/** What seems to belong to the case; asked anew with every change of it. */
export const useProposals = (id: string, enabled: boolean) =>
  useQuery<List<Proposal>>({ queryKey: ["incidents", id, "proposals"], enabled, queryFn: ({ signal }) => ask(api.GET("/incidents/{id}/proposals", { params: { path: { id } }, signal })) });

export const useSitreps = (id: string) =>
  useQuery<Sitreps>({ queryKey: ["incidents", id, "sitreps"], queryFn: ({ signal }) => ask(api.GET("/incidents/{id}/sitreps", { params: { path: { id } }, signal })) });

export const useIncidentPeople = (id: string) =>
  useQuery<List<Person>>({ queryKey: ["incidents", id, "people"], queryFn: ({ signal }) => ask(api.GET("/incidents/{id}/people", { params: { path: { id } }, signal })) });

export const useSignals = (enabled: boolean) =>
  useQuery<List<Signal>>({ queryKey: ["signals"], enabled, queryFn: ({ signal }) => ask(api.GET("/signals", { signal })) });

export interface NewIncident {
  type: string;
  title: string;
  severity: number;
  unit: string;
  playbook: string;
  station?: string;
  place?: string;
  lon?: number;
  lat?: number;
  signal?: string;
}

export const openIncident = (body: NewIncident): Promise<Incident> => shown(ask<Incident>(api.POST("/incidents", { body })));

export const joinTo = (id: string, body: { alert?: string; signal?: string; incident?: string }) => shown(ask<Incident>(api.POST("/incidents/{id}/join", { params: { path: { id } }, body })));

/** With neither, the case itself is parted from the one that leads it. */
export const partFrom = (id: string, body: { alert?: string; signal?: string } = {}) => shown(ask<Incident>(api.POST("/incidents/{id}/part", { params: { path: { id } }, body })));

export const setSeverity = (id: string, severity: number, reason: string) => shown(ask<Incident>(api.POST("/incidents/{id}/severity", { params: { path: { id } }, body: { severity, reason } })));

export const relate = (id: string, incident: string, related: boolean) => shown(ask<Incident>(api.POST("/incidents/{id}/related", { params: { path: { id } }, body: { incident, related } })));

export const giveRole = (id: string, role: Incident["roles"][number]["role"], account: string) => shown(ask<Incident>(api.POST("/incidents/{id}/roles", { params: { path: { id } }, body: { role, account } })));

export const addObjective = (id: string, words: string) => shown(ask<Incident>(api.POST("/incidents/{id}/objectives", { params: { path: { id } }, body: { words } })));

export const meetObjective = (id: string, no: number, met: boolean) => shown(ask<Incident>(api.POST("/incidents/{id}/objectives/{no}", { params: { path: { id, no } }, body: { met } })));

export const askResource = (id: string, body: { what: string; amount: number; giver: string }) => shown(ask<Incident>(api.POST("/incidents/{id}/resources", { params: { path: { id } }, body })));

export const moveResource = (id: string, no: number, from: CaseResource["state"], to: CaseResource["state"]) =>
  shown(ask<Incident>(api.POST("/incidents/{id}/resources/{no}", { params: { path: { id, no } }, body: { from, to } })));

export async function sendSitrep(id: string, body: { no: number; situation: string; done: string; next: string; needs: string }): Promise<void> {
  queries.setQueryData(["incidents", id, "sitreps"], await ask<Sitreps>(api.POST("/incidents/{id}/sitreps", { params: { path: { id } }, body })));
  await refresh();
}

export const sitrepEvery = (id: string, minutes: number) => shown(ask<Incident>(api.POST("/incidents/{id}/sitreps/every", { params: { path: { id } }, body: { minutes } })));

export const addFinding = (id: string, body: { what: string; why: string; proposal: string; step: number }) => shown(ask<Incident>(api.POST("/incidents/{id}/findings", { params: { path: { id } }, body })));

/** A version of its playbook proposed out of its findings; handed in at once, or kept as a draft. */
export async function proposeFromCase(id: string, base: number, why: string, draft: PlaybookDraft, handIn: boolean): Promise<PlaybookPlan> {
  const plan = await ask<PlaybookPlan>(api.POST("/incidents/{id}/findings/proposal", { params: { path: { id } }, body: { base, why, draft, hand_in: handIn } }));
  await Promise.all([refresh(), queries.invalidateQueries({ queryKey: ["playbooks"] })]);
  return plan;
}

export interface NewSignal {
  kind: Signal["kind"];
  type: string;
  words: string;
  place: string;
  source: string;
  reliability: string;
  incident: string;
}

export async function takeSignal(body: NewSignal): Promise<void> {
  await ask(api.POST("/signals", { body }));
  await Promise.all([refresh(), queries.invalidateQueries({ queryKey: ["signals"] })]);
}

export async function setAside(id: string, reason: string): Promise<void> {
  await ask(api.POST("/signals/{id}/aside", { params: { path: { id } }, body: { reason } }));
  await queries.invalidateQueries({ queryKey: ["signals"] });
}

/** The answer is the case as it now is; lists follow. */
async function shown(answer: Promise<Incident>): Promise<Incident> {
  const incident = await answer;
  queries.setQueryData(["incidents", incident.id], incident);
  await Promise.all([refresh(), queries.invalidateQueries({ queryKey: ["signals"] })]);
  return incident;
}

/** A step that asks is done with the key of its answer. */
export async function setStep(id: string, no: number, done: boolean, skipReason = "", answer = ""): Promise<void> {
  await ask(api.POST("/incidents/{id}/steps/{no}", { params: { path: { id, no } }, body: { done, skip_reason: skipReason, answer } }));
  await refresh();
}

export async function addNote(id: string, text: string, source = "", reliability = ""): Promise<void> {
  await ask(api.POST("/incidents/{id}/notes", { params: { path: { id } }, body: { text, source, reliability } }));
  await refresh();
}

export async function closeIncident(id: string, reason: string): Promise<void> {
  await ask(api.POST("/incidents/{id}/close", { params: { path: { id } }, body: { reason } }));
  await refresh();
}

/** What happens to an incident shows in its work item, its alerts and the overview as well. */
export async function refresh(): Promise<void> {
  await Promise.all(["incidents", "work", "alerts", "directives", "overview"].map((noun) => queries.invalidateQueries({ queryKey: [noun] })));
}

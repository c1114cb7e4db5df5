import { useQuery } from "@tanstack/react-query";
import { api, ask } from "./client";
import { queries } from "./queries";
import type { LawAct, List, Playbook, PlaybookDraft, PlaybookPage, PlaybookPlan, PlaybookTried } from "./types";

const KEY = "playbooks";

export const useProcedures = () => useQuery<List<Playbook>>({ queryKey: [KEY, "list"], queryFn: ({ signal }) => ask(api.GET("/playbooks", { params: { query: { limit: 1000 } }, signal })) });

export const useProposals = () => useQuery<List<PlaybookPlan>>({ queryKey: [KEY, "proposals"], queryFn: ({ signal }) => ask(api.GET("/playbook-proposals", { signal })) });

/** Version 0 is the one that counts today. */
export const useProcedure = (code: string, version: number, enabled = true) =>
  useQuery<PlaybookPage>({
    queryKey: [KEY, "one", code, version],
    enabled,
    queryFn: ({ signal }) => ask(api.GET("/playbooks/{code}", { params: { path: { code }, query: version > 0 ? { version } : {} }, signal })),
  });

export const useProposal = (id: string, enabled = true) =>
  useQuery<PlaybookPlan>({ queryKey: [KEY, "proposal", id], enabled, queryFn: ({ signal }) => ask(api.GET("/playbook-proposals/{id}", { params: { path: { id } }, signal })) });

export const useChanges = (code: string, from: number, to: number) =>
  useQuery<{ changes: string[] }>({
    queryKey: [KEY, "changes", code, from, to],
    enabled: from > 0 && to > 0 && from !== to,
    queryFn: ({ signal }) => ask(api.GET("/playbooks/{code}/changes", { params: { path: { code }, query: { from, to } }, signal })),
  });

/** What is wrong with a draft and in what it differs; asked again whenever it changes. */
export const useTried = (code: string, base: number, draft: PlaybookDraft) =>
  useQuery<PlaybookTried>({
    queryKey: ["playbook-try", code, base, draft],
    refetchInterval: false,
    placeholderData: (last) => last,
    queryFn: ({ signal }) => ask(api.POST("/playbooks/{code}/try", { params: { path: { code } }, body: { base, draft }, signal })),
  });

export const useLaw = () => useQuery<List<LawAct>>({ queryKey: ["law"], staleTime: 300_000, queryFn: ({ signal }) => ask(api.GET("/law", { params: { query: { limit: 1000 } }, signal })) });

export const beginProposal = (code: string, base: number, why: string, draft: PlaybookDraft): Promise<PlaybookPlan> =>
  done(ask<PlaybookPlan>(api.POST("/playbooks/{code}/proposals", { params: { path: { code } }, body: { base, why, draft } })));

export const saveProposal = (id: string, revision: number, base: number, why: string, draft: PlaybookDraft): Promise<PlaybookPlan> =>
  done(ask<PlaybookPlan>(api.PUT("/playbook-proposals/{id}", { params: { path: { id } }, body: { revision, base, why, draft } })));

export const handIn = (id: string): Promise<PlaybookPlan> => done(ask<PlaybookPlan>(api.POST("/playbook-proposals/{id}/propose", { params: { path: { id } } })));

export const approveProposal = (id: string, revision: number, from: string): Promise<PlaybookPlan> =>
  done(ask<PlaybookPlan>(api.POST("/playbook-proposals/{id}/approve", { params: { path: { id } }, body: { revision, from } })));

export const decideProposal = (id: string, verb: "return" | "withdraw", reason: string): Promise<PlaybookPlan> => {
  const asked = { params: { path: { id } }, body: { reason } };
  return done(ask<PlaybookPlan>(verb === "return" ? api.POST("/playbook-proposals/{id}/return", asked) : api.POST("/playbook-proposals/{id}/withdraw", asked)));
};

export async function reviewPlaybook(code: string, reason: string): Promise<void> {
  await ask(api.POST("/playbooks/{code}/review", { params: { path: { code } }, body: { reason } }));
  await refreshPlaybooks();
}

/** The answer is the proposal as it now is; lists and the queue follow. */
async function done(answer: Promise<PlaybookPlan>): Promise<PlaybookPlan> {
  const plan = await answer;
  queries.setQueryData([KEY, "proposal", plan.id], plan);
  await refreshPlaybooks();
  return plan;
}

export const refreshPlaybooks = () => Promise.all([KEY, "work"].map((noun) => queries.invalidateQueries({ queryKey: [noun] })));

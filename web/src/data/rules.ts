import { useQuery } from "@tanstack/react-query";
import { api, ask } from "./client";
import { queries } from "./queries";
import type { List, Rule, RuleChecked, RuleDraft, RuleFound, RuleOne } from "./types";

export const useRules = () =>
  useQuery<List<Rule>>({ queryKey: ["rules"], queryFn: ({ signal }) => ask(api.GET("/rules", { params: { query: { limit: 1000 } }, signal })) });

export const useRule = (code: string, enabled = true) =>
  useQuery<RuleOne>({ queryKey: ["rules", code], enabled, queryFn: ({ signal }) => ask(api.GET("/rules/{code}", { params: { path: { code } }, signal })) });

/** What is wrong with the draft and what it says in plain words; asked again whenever it changes. */
export const useRuleCheck = (draft: RuleDraft) =>
  useQuery<RuleChecked>({
    queryKey: ["rule-check", draft],
    refetchInterval: false,
    placeholderData: (last) => last,
    queryFn: ({ signal }) => ask(api.POST("/rules/check", { body: { rule: draft }, signal })),
  });

export async function saveRule(draft: RuleDraft, version: number): Promise<RuleOne> {
  const saved = await ask<RuleOne>(api.PUT("/rules/{code}", { params: { path: { code: draft.code } }, body: { version, rule: draft } }));
  queries.setQueryData(["rules", draft.code], saved);
  await queries.invalidateQueries({ queryKey: ["rules"] });
  return saved;
}

export async function switchRule(code: string, off: boolean, reason: string): Promise<void> {
  const asked = { params: { path: { code } }, body: { reason } };
  await ask<RuleOne>(off ? api.POST("/rules/{code}/disable", asked) : api.POST("/rules/{code}/enable", asked));
  await queries.invalidateQueries({ queryKey: ["rules"] });
}

export interface Trial {
  stations: number;
  total: number;
  findings: RuleFound[];
}

/** Pages are asked for one after the other; `progress` is told after each, so that a long trial shows how far it is. */
export async function tryRule(draft: RuleDraft, from: Date, to: Date, signal: AbortSignal, progress: (sofar: Trial) => void): Promise<Trial> {
  let sofar: Trial = { stations: 0, total: 0, findings: [] };
  let after = "";
  do {
    const page = await ask(api.POST("/rules/dry-run", { body: { rule: draft, from: from.toISOString(), to: to.toISOString(), after }, signal }));
    sofar = { stations: sofar.stations + page.stations, total: page.total, findings: [...sofar.findings, ...page.findings] };
    after = page.next;
    progress(sofar);
  } while (after !== "");
  return sofar;
}

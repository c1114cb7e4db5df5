import { useMutation, useQuery } from "@tanstack/react-query";
import { api, ask } from "./client";
import { queries } from "./queries";
import type { Directive, DirectiveDraft, DirectiveList, List, Person } from "./types";

const KEY = "directives";

export type DirectiveView = "mine" | "given" | "late" | "all";

export const useDirectives = (view: DirectiveView, ended: boolean, q: string) =>
  useQuery<DirectiveList>({
    queryKey: [KEY, { view, ended, q }],
    placeholderData: (last) => last,
    queryFn: ({ signal }) => ask(api.GET("/directives", { params: { query: { limit: 200, view, ended, ...(q === "" ? {} : { q }) } }, signal })),
  });

export const useDirective = (id: string) =>
  useQuery<Directive>({ queryKey: [KEY, id], queryFn: ({ signal }) => ask(api.GET("/directives/{id}", { params: { path: { id } }, signal })) });

/** Who works in a unit or below it and can be given a task. */
export const usePeopleOf = (unit: string) =>
  useQuery<List<Person>>({ queryKey: [KEY, "people", unit], enabled: unit !== "", queryFn: ({ signal }) => ask(api.GET("/directives/people", { params: { query: { unit } }, signal })) });

export const giveDirective = (body: DirectiveDraft): Promise<Directive> => done(ask(api.POST("/directives", { body })));

/** What can be done to a directive. Each answers with it as it stands then. */
export type DirectiveDo = { do: "report"; percent: number; words: string } | { do: "hand-in" | "accept" | "send-back" | "withdraw"; words: string };

function send(id: string, what: DirectiveDo): Promise<Directive> {
  const params = { path: { id } };
  switch (what.do) {
    case "report":
      return ask(api.POST("/directives/{id}/report", { params, body: { percent: what.percent, words: what.words } }));
    case "hand-in":
      return ask(api.POST("/directives/{id}/hand-in", { params, body: { words: what.words } }));
    case "accept":
      return ask(api.POST("/directives/{id}/accept", { params, body: { words: what.words } }));
    case "send-back":
      return ask(api.POST("/directives/{id}/send-back", { params, body: { words: what.words } }));
    case "withdraw":
      return ask(api.POST("/directives/{id}/withdraw", { params, body: { words: what.words } }));
  }
}

export const useDirectiveDo = (id: string) => useMutation<Directive, Error, DirectiveDo>({ mutationFn: (what) => done(send(id, what)) });

async function done(answer: Promise<Directive>): Promise<Directive> {
  const directive = await answer;
  queries.setQueryData([KEY, directive.id], directive);
  await Promise.all([KEY, "work"].map((noun) => queries.invalidateQueries({ queryKey: [noun] })));
  return directive;
}

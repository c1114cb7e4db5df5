import { useQuery } from "@tanstack/react-query";
import { api, ask } from "./client";
import { queries } from "./queries";
import type { List, Warning, WarningContent, WarningFilled, WarningTemplate } from "./types";

export const useWarnings = (q: string, state: Warning["state"] | "", enabled = true) =>
  useQuery<List<Warning>>({
    queryKey: ["warnings", { q, state }],
    enabled,
    placeholderData: (last) => last,
    queryFn: ({ signal }) => ask(api.GET("/warnings", { params: { query: { limit: 200, ...(q === "" ? {} : { q }), ...(state === "" ? {} : { state }) } }, signal })),
  });

export const useWarning = (id: string, enabled = true) =>
  useQuery<Warning>({ queryKey: ["warnings", id], enabled, queryFn: ({ signal }) => ask(api.GET("/warnings/{id}", { params: { path: { id } }, signal })) });

/** What a warning of a hazard may begin with. */
export const useTemplates = (enabled = true) =>
  useQuery<List<WarningTemplate>>({ queryKey: ["templates"], enabled, queryFn: ({ signal }) => ask(api.GET("/warnings/templates", { signal })) });

export interface TemplateStart {
  level: string;
  severity: number;
  areas: string[];
  incident: string;
}

/** The words of a template for a place and a level; nothing is stored by asking. */
export const useFilled = (code: string, start: TemplateStart, enabled: boolean) =>
  useQuery<WarningFilled>({
    queryKey: ["templates", code, start],
    enabled: enabled && code !== "",
    queryFn: ({ signal }) =>
      ask(
        api.GET("/warnings/templates/{code}", {
          params: {
            path: { code },
            query: { severity: start.severity, ...(start.level === "" ? {} : { level: start.level }), ...(start.areas.length === 0 ? {} : { areas: start.areas }), ...(start.incident === "" ? {} : { incident: start.incident }) },
          },
          querySerializer: { array: { style: "form", explode: false } },
          signal,
        }),
      ),
  });

/** Saves what was written: a new warning, or the next version of one. */
export const saveWarning = (id: string, version: number, content: WarningContent): Promise<Warning> =>
  done(id === "" ? ask<Warning>(api.POST("/warnings", { body: { content } })) : ask<Warning>(api.PUT("/warnings/{id}", { params: { path: { id } }, body: { version, content } })));

export type Verb = Warning["actions"][number]["verb"];

export function moveWarning(id: string, verb: Exclude<Verb, "edit">, reason = ""): Promise<Warning> {
  const params = { path: { id } };
  switch (verb) {
    case "check":
      return done(ask<Warning>(api.POST("/warnings/{id}/check", { params })));
    case "approve":
      return done(ask<Warning>(api.POST("/warnings/{id}/approve", { params })));
    case "publish":
      return done(ask<Warning>(api.POST("/warnings/{id}/publish", { params })));
    case "confirm":
      return done(ask<Warning>(api.POST("/warnings/{id}/confirm", { params })));
    case "update":
      return done(ask<Warning>(api.POST("/warnings/{id}/update", { params })));
    case "cancel":
      return done(ask<Warning>(api.POST("/warnings/{id}/cancel", { params })));
    case "return":
      return done(ask<Warning>(api.POST("/warnings/{id}/return", { params, body: { reason } })));
    case "withdraw":
      return done(ask<Warning>(api.POST("/warnings/{id}/withdraw", { params, body: { reason } })));
  }
}

/** The answer is the warning as it now is; lists and the queue follow. */
async function done(answer: Promise<Warning>): Promise<Warning> {
  const warning = await answer;
  queries.setQueryData(["warnings", warning.id], warning);
  await Promise.all(["warnings", "work"].map((noun) => queries.invalidateQueries({ queryKey: [noun] })));
  return warning;
}

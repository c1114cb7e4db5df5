import { useMutation, useQuery } from "@tanstack/react-query";
import { api, ask } from "./client";
import { queries } from "./queries";
import type { Handover, HandoverPost, HandoverRow, List } from "./types";

const KEY = "handovers";
const LOOK_MS = 60_000;

/** Where each roster stands. Changeovers come by the clock, so the answer grows old by itself. */
export const useHandoverPosts = () =>
  useQuery<List<HandoverPost>>({ queryKey: [KEY, "posts"], queryFn: ({ signal }) => ask(api.GET("/handovers/posts", { signal })), refetchInterval: LOOK_MS });

export const useHandovers = (q: string) =>
  useQuery<List<HandoverRow>>({
    queryKey: [KEY, { q }],
    placeholderData: (last) => last,
    queryFn: ({ signal }) => ask(api.GET("/handovers", { params: { query: { limit: 100, ...(q === "" ? {} : { q }) } }, signal })),
  });

/** A sheet that is not signed by both follows what it tells of. */
export const useHandover = (id: string) =>
  useQuery<Handover>({
    queryKey: [KEY, id],
    queryFn: ({ signal }) => ask(api.GET("/handovers/{id}", { params: { path: { id } }, signal })),
    refetchInterval: ({ state }) => (state.data?.state === "done" ? false : LOOK_MS),
  });

/** What can be done to a sheet. Each answers with the sheet as it stands then. */
export type HandoverDo =
  | { do: "note"; words: string; must: boolean }
  | { do: "remove"; note: string }
  | { do: "mark"; line: string; must: boolean }
  | { do: "tick"; line: string; read: boolean }
  | { do: "sign-out"; reason: string }
  | { do: "take-back" }
  | { do: "sign-in"; remark: string; reason: string };

function send(id: string, what: HandoverDo): Promise<Handover> {
  const params = { path: { id } };
  switch (what.do) {
    case "note":
      return ask(api.POST("/handovers/{id}/notes", { params, body: { words: what.words, must: what.must } }));
    case "remove":
      return ask(api.POST("/handovers/{id}/notes/{note}/remove", { params: { path: { id, note: what.note } } }));
    case "mark":
      return ask(api.POST("/handovers/{id}/marks", { params, body: { line: what.line, must: what.must } }));
    case "tick":
      return ask(api.POST("/handovers/{id}/ticks", { params, body: { line: what.line, read: what.read } }));
    case "sign-out":
      return ask(api.POST("/handovers/{id}/sign-out", { params, body: { reason: what.reason } }));
    case "take-back":
      return ask(api.POST("/handovers/{id}/take-back", { params }));
    case "sign-in":
      return ask(api.POST("/handovers/{id}/sign-in", { params, body: { remark: what.remark, reason: what.reason } }));
  }
}

const kept = (sheet: Handover) => queries.setQueryData([KEY, sheet.id], sheet);

export const useHandoverDo = (id: string) =>
  useMutation<Handover, Error, HandoverDo>({
    mutationFn: (what) => send(id, what),
    scope: { id: `handover ${id}` }, // ticks that follow each other quickly arrive in their order
    onSuccess: (sheet, what) => {
      kept(sheet);
      return what.do === "tick" || what.do === "mark" ? undefined : queries.invalidateQueries({ queryKey: [KEY], predicate: (query) => query.queryKey[1] !== id });
    },
  });

export const useOpenHandover = () =>
  useMutation<Handover, Error, string>({
    mutationFn: (roster) => ask(api.POST("/handovers", { body: { roster } })),
    onSuccess: (sheet) => {
      kept(sheet);
      return queries.invalidateQueries({ queryKey: [KEY] });
    },
  });

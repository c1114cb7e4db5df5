import { useMutation, useQuery } from "@tanstack/react-query";
import { API, api, ask } from "./client";
import { queries } from "./queries";
import type { Breach, BreachRow, List, PrivacyFiled, PrivacyHeld, PrivacyRegister, PrivacyRequest, PrivacyRow, RetentionList, RetentionPiece } from "./types";

// All of it stands under the noun of the live topic, so that news asks for all of it again.
const KEY = "privacy";

/** Each look at personal data is entered in the ledger, so the screen asks when something changed and not by the minute. */
const LOOK = { refetchInterval: false, refetchOnWindowFocus: false } as const;

export const usePrivacyList = (ended: boolean) =>
  useQuery<List<PrivacyRow>>({ queryKey: [KEY, "list", ended], queryFn: ({ signal }) => ask(api.GET("/privacy", { params: { query: { limit: 200, ended } }, signal })), ...LOOK });

export const usePrivacy = (id: string) =>
  useQuery<PrivacyRequest>({ queryKey: [KEY, id], queryFn: ({ signal }) => ask(api.GET("/privacy/{id}", { params: { path: { id } }, signal })), ...LOOK });

/** The address of the answer on paper, a page of its own to print. */
export const letterOf = (id: string) => `${API}/privacy/${encodeURIComponent(id)}/letter`;

/** One piece with what is held, asked for when it is opened and not kept. */
export const usePiece = (id: string, kind: string, piece: string) =>
  useQuery<PrivacyHeld>({
    queryKey: ["privacy-piece", id, kind, piece],
    queryFn: ({ signal }) => ask(api.GET("/privacy/{id}/piece", { params: { path: { id }, query: { kind, piece } }, signal })),
    ...LOOK,
    gcTime: 0,
  });

export const useRegister = () => useQuery<PrivacyRegister>({ queryKey: [KEY, "register"], queryFn: ({ signal }) => ask(api.GET("/privacy/register", { signal })) });
export const useBreaches = () => useQuery<List<BreachRow>>({ queryKey: [KEY, "breaches"], queryFn: ({ signal }) => ask(api.GET("/breaches", { signal })) });
export const useBreach = (id: string) => useQuery<Breach>({ queryKey: [KEY, "breaches", id], queryFn: ({ signal }) => ask(api.GET("/breaches/{id}", { params: { path: { id } }, signal })) });
export const useRetention = () => useQuery<RetentionList>({ queryKey: [KEY, "retention"], queryFn: ({ signal }) => ask(api.GET("/retention", { signal })) });
export const useRetentionPieces = (id: string) =>
  useQuery<List<RetentionPiece>>({ queryKey: [KEY, "retention", id], queryFn: ({ signal }) => ask(api.GET("/retention/{id}", { params: { path: { id } }, signal })), ...LOOK });

export type Outcome = "given" | "corrected" | "erased" | "kept" | "not-theirs";

/** What can be done to a request. Each answers with it as it stands then. */
export type PrivacyDo =
  | { do: "identify"; how: string; words: string }
  | { do: "search"; phones: string[]; emails: string[]; codes: string[] }
  | { do: "decide"; decisions: { kind: string; id: string; outcome: Outcome; words: string }[] }
  | { do: "withdraw"; kind: string; piece: string; purpose: string; how: string }
  | { do: "answer"; words: string }
  | { do: "refuse"; basis: string; words: string };

function send(id: string, what: PrivacyDo): Promise<PrivacyRequest> {
  const params = { path: { id } };
  switch (what.do) {
    case "identify":
      return ask(api.POST("/privacy/{id}/identify", { params, body: { how: what.how, words: what.words } }));
    case "search":
      return ask(api.POST("/privacy/{id}/search", { params, body: { phones: what.phones, emails: what.emails, codes: what.codes } }));
    case "decide":
      return ask(api.POST("/privacy/{id}/decide", { params, body: { decisions: what.decisions } }));
    case "withdraw":
      return ask(api.POST("/privacy/{id}/withdraw", { params, body: { kind: what.kind, piece: what.piece, purpose: what.purpose, how: what.how } }));
    case "answer":
      return ask(api.POST("/privacy/{id}/answer", { params, body: { words: what.words } }));
    case "refuse":
      return ask(api.POST("/privacy/{id}/refuse", { params, body: { basis: what.basis, words: what.words } }));
  }
}

export const usePrivacyDo = (id: string) =>
  useMutation<PrivacyRequest, Error, PrivacyDo>({
    mutationFn: (what) => send(id, what),
    onSuccess: (request) => {
      queries.setQueryData([KEY, id], request);
      return refresh([KEY, "list"]);
    },
  });

export interface PrivacyDraft {
  asks: string;
  words: string;
  name: string;
  phones: string[];
  emails: string[];
  codes: string[];
  how: string;
  agrees: string[];
}

export const filePrivacy = async (body: PrivacyDraft): Promise<PrivacyFiled> => {
  const filed = await ask(api.POST("/privacy", { body }));
  await refresh([KEY, "list"]);
  return filed;
};

export interface BreachDraft {
  what: string;
  kinds: string[];
  people: number;
  happened_at: string;
  found_at: string;
}

export const recordBreach = (body: BreachDraft): Promise<Breach> => held(ask(api.POST("/breaches", { body })));
export const tellBreach = (id: string, whom: string, words: string): Promise<Breach> => held(ask(api.POST("/breaches/{id}/tell", { params: { path: { id } }, body: { whom, words } })));
export const closeBreach = (id: string, measures: string): Promise<Breach> => held(ask(api.POST("/breaches/{id}/close", { params: { path: { id } }, body: { measures } })));

async function held(answer: Promise<Breach>): Promise<Breach> {
  const breach = await answer;
  queries.setQueryData([KEY, "breaches", breach.id], breach);
  await refresh([KEY, "breaches"]);
  return breach;
}

export const holdBack = async (kind: string, id: string, words: string): Promise<void> => {
  await ask(api.POST("/retention/hold", { body: { kind, id, words } }));
  await refresh([KEY, "retention"]);
};
export const letGo = async (kind: string, id: string): Promise<void> => {
  await ask(api.POST("/retention/let-go", { body: { kind, id } }));
  await refresh([KEY, "retention"]);
};

const refresh = (key: string[]): Promise<unknown> => Promise.all([key, ["work"]].map((queryKey) => queries.invalidateQueries({ queryKey })));

import { keepPreviousData, useQuery, type UseQueryResult } from "@tanstack/react-query";
import { API, api, ask, Problem, Unreachable } from "./client";
import { queries } from "./queries";
import { lang, t } from "../text";
import type { DataBook, DataChange, DataForm, DataFormWhole, DataPunctual, DataSet, DataSetWhole, DataSummary, DataWas, List } from "./types";

// What units hand in. Lists stand under the noun of the live topic; a form and a set that were opened once are kept as long as the page lives, for who
// fills one in may lose the line for a whole day.
const KEY = "datasets";
const FORM = "data-form";
const SET = "value-set";

export type SetState = DataSet["state"];
export interface SetFilter {
  form?: string;
  state?: SetState;
  late?: boolean;
}

export const useDataForms = () => useQuery<List<DataForm>>({ queryKey: [KEY, "forms"], queryFn: ({ signal }) => ask(api.GET("/datasets", { signal })) });

export const useValueSets = (filter: SetFilter) =>
  useQuery<List<DataSet>>({ queryKey: [KEY, "sets", filter], queryFn: ({ signal }) => ask(api.GET("/value-sets", { params: { query: { limit: 200, ...filter } }, signal })), placeholderData: keepPreviousData });

export const usePunctual = (form: string, from: string, to: string) =>
  useQuery<List<DataPunctual>>({ queryKey: [KEY, "punctual", form, from, to], enabled: form !== "", queryFn: ({ signal }) => ask(api.GET("/datasets/{form}/punctual", { params: { path: { form }, query: { from, to } }, signal })) });

const setQuery = (id: string) => ({ queryKey: [SET, id], queryFn: ({ signal }: { signal: AbortSignal }) => ask(api.GET("/value-sets/{id}", { params: { path: { id } }, signal })), gcTime: Infinity });

export const useValueSet = (id: string): UseQueryResult<DataSetWhole> => useQuery<DataSetWhole>(setQuery(id));

export const useDataForm = (form: string): UseQueryResult<DataFormWhole> =>
  useQuery<DataFormWhole>({ queryKey: [FORM, form], enabled: form !== "", queryFn: ({ signal }) => ask(api.GET("/datasets/{form}", { params: { path: { form } }, signal })), gcTime: Infinity });

export const useEarlier = (id: string, element: string, option: string) =>
  useQuery<List<DataWas>>({ queryKey: ["cell-earlier", id, element, option], queryFn: ({ signal }) => ask(api.GET("/value-sets/{id}/earlier", { params: { path: { id }, query: { element, option } }, signal })), staleTime: 60_000, refetchInterval: false });

export const useCellHistory = (id: string, element: string, option: string) =>
  useQuery<List<DataChange>>({ queryKey: ["cell-history", id, element, option], queryFn: ({ signal }) => ask(api.GET("/value-sets/{id}/history", { params: { path: { id }, query: { element, option } }, signal })), refetchInterval: false });

export const heldSet = (id: string) => queries.getQueryData<DataSetWhole>([SET, id]);

/** Asks for a set anew and waits for it. */
export const lookAtSet = (id: string): Promise<DataSetWhole> => queries.fetchQuery<DataSetWhole>({ ...setQuery(id), staleTime: 0 });

/** News of a set asks for it again where it is open, and for its form, which may have changed. */
export function lookAtSets(ids: string[]): void {
  for (const id of ids) void queries.invalidateQueries({ queryKey: [SET, id] });
}

export const lookAtForm = (form: string): void => void queries.invalidateQueries({ queryKey: [FORM, form] });

export interface Put {
  element: string;
  category: string;
  unit: string;
  period: string;
  value: string;
  comment: string;
  seen: number;
}

export const putValues = (form: string, values: Put[]): Promise<DataSummary> => ask(api.POST("/datasets/{form}/values", { params: { path: { form } }, body: { values, source: "hand" } }));

export type SetDoing =
  | { do: "submit" | "lock" }
  | { do: "approve"; level: number }
  | { do: "return"; words: string }
  | { do: "correct"; element: string; option: string; value: string; words: string };

function send(id: string, what: SetDoing): Promise<DataSetWhole> {
  const params = { path: { id } };
  switch (what.do) {
    case "submit":
      return ask(api.POST("/value-sets/{id}/submit", { params }));
    case "lock":
      return ask(api.POST("/value-sets/{id}/lock", { params }));
    case "approve":
      return ask(api.POST("/value-sets/{id}/approve", { params, body: { level: what.level } }));
    case "return":
      return ask(api.POST("/value-sets/{id}/return", { params, body: { words: what.words } }));
    case "correct":
      return ask(api.POST("/value-sets/{id}/correct", { params, body: { element: what.element, option: what.option, value: what.value, words: what.words } }));
  }
}

export async function doSet(id: string, what: SetDoing): Promise<DataSetWhole> {
  const set = await send(id, what);
  queries.setQueryData([SET, id], set);
  await Promise.all([KEY, "work", "cell-history"].map((noun) => queries.invalidateQueries({ queryKey: [noun] })));
  return set;
}

export const templatePath = (set: Pick<DataSet, "form" | "unit" | "period">) =>
  `/datasets/${encodeURIComponent(set.form.code)}/template.xlsx?${new URLSearchParams({ unit: set.unit.code, period: set.period }).toString()}`;

/** Gives a workbook; with `marked` the answer is the same workbook with what is wrong painted in it. */
async function book(form: string, file: Blob, query: Record<string, string>): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(`${API}/datasets/${encodeURIComponent(form)}/workbook?${new URLSearchParams(query).toString()}`, {
      method: "POST",
      body: file,
      credentials: "same-origin",
      headers: { "Accept-Language": lang, "Content-Type": "application/octet-stream" },
    });
  } catch (cause) {
    throw new Unreachable(t("fault.unreachable"), { cause });
  }
  if (!response.ok) throw new Problem(response.status, (await response.json().catch(() => ({}))) as object);
  return response;
}

export async function takeBook(id: string, form: string, file: Blob): Promise<DataBook> {
  const taken = (await (await book(form, file, {})).json()) as DataBook;
  await Promise.all([queries.invalidateQueries({ queryKey: [SET, id] }), queries.invalidateQueries({ queryKey: [KEY] })]);
  return taken;
}

export const markedBook = async (form: string, file: Blob): Promise<Blob> => (await book(form, file, { dryRun: "true", marked: "true" })).blob();

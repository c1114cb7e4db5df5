import { keepPreviousData, useInfiniteQuery, useQuery, type UseQueryResult } from "@tanstack/react-query";
import { useMemo } from "react";
import { api, ask } from "./client";
import { queries } from "./queries";
import type { List, ReportBan, ReportBox, ReportKinds, ReportList, ReportOne, ReportPlan, ReportRow, ReportTaken } from "./types";

// The list stands under the noun of the live topic. One report has a key of its own: each look at who reported is
// entered in the ledger, so it is asked for again when that very report changed, not when any did.
const KEY = "reports";
const ONE = "report";
const LOOK = { refetchInterval: false, refetchOnWindowFocus: false } as const;
const PAGE = 50;
const MADE_SOON_MS = 1500;

export type ReportView = "waiting" | "handled" | "asked" | "late" | "ended" | "all";
export const REPORT_VIEWS: ReportView[] = ["waiting", "handled", "asked", "late", "ended", "all"];
export const SOURCES = ["web", "qr", "hotline", "open311", "email", "staff", "import"] as const;
export const FLAGS = ["outside", "many", "banned"] as const;
export const STATES = ["received", "assigned", "in_progress", "need_info", "returned", "resolved", "reopened", "rejected", "merged", "closed"] as const;

export interface ReportFilter {
  category?: string;
  area?: string;
  unit?: string;
  source?: ReportRow["source"];
  state?: ReportRow["state"];
  flag?: (typeof FLAGS)[number];
  from?: string;
  to?: string;
}

export interface Reports {
  items: ReportRow[];
  counts: ReportList["counts"];
}

/** Page after page, as one list; `more` brings the next page, and is null where there is none. */
export function useReports(view: ReportView, filter: ReportFilter, q: string): { query: UseQueryResult<Reports>; more: (() => void) | null; busy: boolean } {
  const asked = { view, limit: PAGE, ...filter, ...(q === "" ? {} : { q }) };
  const query = useInfiniteQuery({
    queryKey: [KEY, asked],
    initialPageParam: "",
    queryFn: ({ signal, pageParam }): Promise<ReportList> => ask(api.GET("/reports", { params: { query: { ...asked, ...(pageParam === "" ? {} : { after: pageParam }) } }, signal })),
    getNextPageParam: (last) => (last.next === "" ? undefined : last.next),
    placeholderData: q === "" ? undefined : keepPreviousData,
  });
  const pages = query.data?.pages;
  const data = useMemo(() => (pages === undefined ? undefined : { items: pages.flatMap((page) => page.items), counts: pages[0]?.counts ?? {} }), [pages]);
  return { query: { ...query, data } as unknown as UseQueryResult<Reports>, more: query.hasNextPage ? () => void query.fetchNextPage() : null, busy: query.isFetchingNextPage };
}

/** While a picture is made for pages it is asked for again. */
export const useReport = (id: string) =>
  useQuery<ReportOne>({
    queryKey: [ONE, id],
    queryFn: ({ signal }) => ask(api.GET("/reports/{id}", { params: { path: { id } }, signal })),
    ...LOOK,
    refetchInterval: (query) => (query.state.error === null && [...(query.state.data?.photos ?? []), ...(query.state.data?.proof ?? [])].some((each) => each.href === "" && each.cannot === "") ? MADE_SOON_MS : false),
  });

export const useReportKinds = () => useQuery<ReportKinds>({ queryKey: ["report-kinds"], queryFn: ({ signal }) => ask(api.GET("/reports/categories", { signal })), refetchInterval: false });

export const useBans = () => useQuery<List<ReportBan>>({ queryKey: ["report-bans"], queryFn: ({ signal }) => ask(api.GET("/report-bans", { signal })) });

export async function liftBan(id: string): Promise<void> {
  await ask(api.POST("/report-bans/{id}/lift", { params: { path: { id } } }));
  await queries.invalidateQueries({ queryKey: ["report-bans"] });
}

/** News of a report, or of its item in the queue, asks for the page of that report again. */
export function lookAgain(ids: string[]): void {
  for (const query of queries.getQueryCache().findAll({ queryKey: [ONE] })) {
    const held = query.state.data as ReportOne | undefined;
    if (held !== undefined && (ids.includes(held.id) || (held.work !== null && ids.includes(held.work.id)))) void queries.invalidateQueries({ queryKey: query.queryKey });
  }
}

/** What can be done with a report. Each answers with it as it stands then. */
export type ReportDoing =
  | { do: "assign"; unit: string; category: string; words: string }
  | { do: "reject"; reason: "not-ours" | "emergency" | "complaint" | "no-content" | "insulting" | "duplicate" | "out-of-area" | "spam"; words: string }
  | { do: "merge"; into: string }
  | { do: "part" | "return" | "reopen" | "withdraw"; words: string }
  | { do: "start" }
  | { do: "visit"; mended: boolean; words: string }
  | { do: "ask"; words: string; until: string }
  | { do: "resolve"; answer: string; easy: string }
  | { do: "approve"; pictures: string[] }
  | { do: "redact"; words: string; answer: string }
  | { do: "photo"; sha: string; public: boolean; boxes: ReportBox[] }
  | { do: "ban"; kind: "phone" | "email" | "sender"; words: string; until: string };

function send(id: string, what: ReportDoing): Promise<ReportOne> {
  const params = { path: { id } };
  switch (what.do) {
    case "assign":
      return ask(api.POST("/reports/{id}/assign", { params, body: { unit: what.unit, category: what.category, words: what.words } }));
    case "reject":
      return ask(api.POST("/reports/{id}/reject", { params, body: { reason: what.reason, words: what.words } }));
    case "merge":
      return ask(api.POST("/reports/{id}/merge", { params, body: { into: what.into } }));
    case "part":
      return ask(api.POST("/reports/{id}/part", { params, body: { words: what.words } }));
    case "return":
      return ask(api.POST("/reports/{id}/return", { params, body: { words: what.words } }));
    case "reopen":
      return ask(api.POST("/reports/{id}/reopen", { params, body: { words: what.words } }));
    case "withdraw":
      return ask(api.POST("/reports/{id}/withdraw", { params, body: { words: what.words } }));
    case "visit":
      return ask(api.POST("/reports/{id}/visit", { params, body: { mended: what.mended, words: what.words } }));
    case "start":
      return ask(api.POST("/reports/{id}/start", { params }));
    case "ask":
      return ask(api.POST("/reports/{id}/ask", { params, body: { words: what.words, until: what.until } }));
    case "resolve":
      return ask(api.POST("/reports/{id}/resolve", { params, body: { answer: what.answer, easy: what.easy } }));
    case "approve":
      return ask(api.POST("/reports/{id}/approve", { params, body: { pictures: what.pictures } }));
    case "redact":
      return ask(api.POST("/reports/{id}/redact", { params, body: { words: what.words, answer: what.answer } }));
    case "photo":
      return ask(api.POST("/reports/{id}/photos/{sha}", { params: { path: { id, sha: what.sha } }, body: { public: what.public, boxes: what.boxes } }));
    case "ban":
      return ask(api.POST("/reports/{id}/ban", { params, body: { kind: what.kind, words: what.words, until: what.until } }));
  }
}

export async function doReport(id: string, what: ReportDoing): Promise<ReportOne> {
  return keep(await send(id, what));
}

export async function saveReportDraft(id: string, body: { answer: string; easy: string }): Promise<ReportOne> {
  const report = await ask(api.PUT("/reports/{id}/draft", { params: { path: { id } }, body }));
  queries.setQueryData([ONE, id], report);
  return report;
}

/** Proof lies at the item of the queue; whether the report may be resolved changes with it. */
export const proofChanged = (id: string): Promise<void> => queries.invalidateQueries({ queryKey: [ONE, id] });

async function keep(report: ReportOne): Promise<ReportOne> {
  queries.setQueryData([ONE, report.id], report);
  await Promise.all([KEY, "work", "report-bans"].map((noun) => queries.invalidateQueries({ queryKey: [noun] })));
  return report;
}

export interface PlanAsked {
  category: string;
  words: string;
  address: string;
  area: string;
  lon: number | null;
  lat: number | null;
}

/** What would become of a report while it is written down: where it lies, whose it would be, what may be the same. */
export const useReportPlan = (asked: PlanAsked) => {
  const { lon, lat, ...rest } = asked;
  return useQuery<ReportPlan>({
    queryKey: ["report-plan", asked],
    enabled: asked.category !== "" && (asked.area !== "" || asked.address !== "" || lon !== null),
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => ask(api.POST("/reports/plan", { body: { ...rest, ...(lon === null || lat === null ? {} : { lon, lat }) }, signal })),
    ...LOOK,
    gcTime: 0,
  });
};

export interface TakeBody extends Omit<PlanAsked, "lon" | "lat"> {
  key: string;
  source: "hotline";
  lon?: number;
  lat?: number;
  answers: Record<string, string>;
  name: string;
  phone: string;
  email: string;
  hidden: boolean;
  callback: boolean;
  unit: string;
  proposed: boolean;
  into: string;
}

export async function takeReport(body: TakeBody): Promise<ReportTaken> {
  const taken = await ask(api.POST("/reports", { body }));
  void Promise.all([KEY, "work"].map((noun) => queries.invalidateQueries({ queryKey: [noun] })));
  return taken;
}

import { useMutation, useQuery } from "@tanstack/react-query";
import { api, ask } from "./client";
import { downloadFrom } from "./download";
import { queries } from "./queries";
import type { Brief, BriefRow, List, Meeting, MeetingHeard, MeetingPerson } from "./types";

const KEY = "briefs";
/** The agenda of a meeting is of now: it is asked for again this often while it is open. */
const LIVE_MS = 15_000;

export const useBriefs = () => useQuery<List<BriefRow>>({ queryKey: [KEY], queryFn: ({ signal }) => ask(api.GET("/briefs", { params: { query: { limit: 200 } }, signal })) });

export const useBrief = (date: string) => useQuery<Brief>({
    queryKey: [KEY, date],
    // The same address is paper with .pdf or .docx behind the date; without, it is JSON.
    queryFn: ({ signal }) => ask(api.GET("/briefs/{date}", { params: { path: { date } }, signal })) as Promise<Brief>,
  });

/** Fetches the paper from its fixed address and hands it to the browser. */
export const savePaper = (date: string, kind: "pdf" | "docx"): Promise<void> => downloadFrom(`/briefs/${date}.${kind}`, `${date}.${kind}`);

export const composeBrief = (unit: string): Promise<Brief> => kept(ask(api.POST("/briefs", { body: { unit } })));
export const signBrief = (date: string, digest: string): Promise<Brief> => kept(ask(api.POST("/briefs/{date}/sign", { params: { path: { date } }, body: { digest } })));
export const sendBrief = (date: string): Promise<Brief> => kept(ask(api.POST("/briefs/{date}/send", { params: { path: { date } } })));
export const remind = (date: string, line: string): Promise<{ name: string }> => ask(api.POST("/briefs/{date}/remind", { params: { path: { date } }, body: { line } }));

async function kept(answer: Promise<Brief>): Promise<Brief> {
  const brief = await answer;
  queries.setQueryData([KEY, brief.day], brief);
  await queries.invalidateQueries({ queryKey: [KEY], exact: true });
  return brief;
}

export const useMeeting = (date: string) =>
  useQuery<Meeting>({
    queryKey: [KEY, date, "meeting"],
    queryFn: ({ signal }) => ask(api.GET("/briefs/{date}/meeting", { params: { path: { date } }, signal })),
    refetchInterval: (query) => (query.state.data?.open === true ? LIVE_MS : false),
  });

export const beginMeeting = (date: string): Promise<Meeting> => held(date, ask(api.POST("/briefs/{date}/meeting", { params: { path: { date } } })));
export const endMeeting = (date: string): Promise<Meeting> => held(date, ask(api.POST("/briefs/{date}/meeting/end", { params: { path: { date } } })));
export const useDecide = (date: string) =>
  useMutation<Meeting, Error, string>({ mutationFn: (line) => held(date, ask(api.POST("/briefs/{date}/meeting/decisions", { params: { path: { date } }, body: { line } }))) });

async function held(date: string, answer: Promise<Meeting>): Promise<Meeting> {
  const meeting = await answer;
  queries.setQueryData([KEY, date, "meeting"], meeting);
  await Promise.all([queries.invalidateQueries({ queryKey: [KEY, date], exact: true }), queries.invalidateQueries({ queryKey: ["directives"] })]);
  return meeting;
}

/** What a typed line would become. */
export const useHeard = (date: string, line: string) =>
  useQuery<MeetingHeard>({
    queryKey: [KEY, date, "hear", line],
    enabled: line !== "",
    placeholderData: (last) => last,
    queryFn: ({ signal }) => ask(api.POST("/briefs/{date}/meeting/hear", { params: { path: { date } }, body: { line }, signal })),
  });

/** Who can be named behind @, by what was typed of the name. */
export const useNameable = (date: string, typed: string | null) =>
  useQuery<List<MeetingPerson>>({
    queryKey: [KEY, date, "people", typed],
    enabled: typed !== null,
    placeholderData: (last) => last,
    queryFn: ({ signal }) => ask(api.GET("/briefs/{date}/meeting/people", { params: { path: { date }, query: { q: typed ?? "" } }, signal })),
  });

import { useQuery } from "@tanstack/react-query";
import { get } from "./client";
import type { Feed, List, Quarantined } from "./types";

export const useFeeds = (enabled = true) =>
  useQuery({ queryKey: ["feeds"], enabled, queryFn: ({ signal }) => get<List<Feed>>("/feeds", { limit: 200 }, signal) });

export const useFeed = (code: string) =>
  useQuery({ queryKey: ["feeds", code], queryFn: ({ signal }) => get<Feed>(`/feeds/${encodeURIComponent(code)}`, {}, signal) });

export const useQuarantine = (code: string, enabled: boolean) =>
  useQuery({
    queryKey: ["feeds", code, "quarantine"],
    enabled,
    queryFn: ({ signal }) => get<List<Quarantined>>(`/feeds/${encodeURIComponent(code)}/quarantine`, { limit: 200 }, signal),
  });

import { useQuery } from "@tanstack/react-query";
import { api, ask } from "./client";
import type { Feed, List, Quarantined } from "./types";

export const useFeeds = (enabled = true) =>
  useQuery<List<Feed>>({ queryKey: ["feeds"], enabled, queryFn: ({ signal }) => ask(api.GET("/feeds", { signal })) });

export const useFeed = (feed: string) =>
  useQuery<Feed>({ queryKey: ["feeds", feed], queryFn: ({ signal }) => ask(api.GET("/feeds/{feed}", { params: { path: { feed } }, signal })) });

export const useQuarantine = (feed: string) =>
  useQuery<List<Quarantined>>({
    queryKey: ["feeds", feed, "quarantine"],
    queryFn: ({ signal }) => ask(api.GET("/feeds/{feed}/quarantine", { params: { path: { feed }, query: { limit: 200 } }, signal })),
  });

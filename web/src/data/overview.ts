import { useQuery } from "@tanstack/react-query";
import { api, ask } from "./client";
import type { Boundaries } from "./types";

export const WALL_REFRESH_MS = 30_000;
const DAY_MS = 24 * 3600_000;

export const useOverview = () =>
  useQuery({ queryKey: ["overview"], queryFn: ({ signal }) => ask(api.GET("/overview", { signal })), refetchInterval: WALL_REFRESH_MS });

/** Outlines change once in years; one question a day is plenty. */
export const useBoundaries = () =>
  useQuery({
    queryKey: ["boundaries"],
    staleTime: DAY_MS,
    refetchInterval: false,
    queryFn: async ({ signal }) => (await ask(api.GET("/boundaries", { signal }))) as Boundaries,
  });

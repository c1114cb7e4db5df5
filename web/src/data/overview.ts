import { useQuery } from "@tanstack/react-query";
import { get } from "./client";
import type { Boundaries, Overview } from "./types";

export const WALL_REFRESH_MS = 30_000;

export const useOverview = () =>
  useQuery({ queryKey: ["overview"], queryFn: ({ signal }) => get<Overview>("/overview", {}, signal), refetchInterval: WALL_REFRESH_MS });

/** Outlines change once in years; one question a day is plenty. */
export const useBoundaries = () =>
  useQuery({ queryKey: ["boundaries"], queryFn: ({ signal }) => get<Boundaries>("/boundaries", {}, signal), staleTime: 24 * 3600_000, refetchInterval: false });

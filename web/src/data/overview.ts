import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api, ask } from "./client";
import type { Boundaries } from "./types";

export const WALL_REFRESH_MS = 30_000;
const DAY_MS = 24 * 3600_000;

export const useOverview = () =>
  useQuery({ queryKey: ["overview"], queryFn: ({ signal }) => ask(api.GET("/overview", { signal })), refetchInterval: WALL_REFRESH_MS });

/** Outlines change once in years; one question a day is plenty. */
/** Two zooms share one answer: the finer of them serves both. */
export const boundaryZoom = (zoom: number) => Math.min(16, Math.max(8, 2 * Math.ceil(zoom / 2)));

export const useBoundaries = (zoom = 10) =>
  useQuery({
    queryKey: ["boundaries", boundaryZoom(zoom)],
    placeholderData: keepPreviousData,
    staleTime: DAY_MS,
    refetchInterval: false,
    queryFn: async ({ signal }) => (await ask(api.GET("/boundaries", { params: { query: { zoom: boundaryZoom(zoom) } }, signal }))) as Boundaries,
  });

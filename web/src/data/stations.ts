import { useQuery } from "@tanstack/react-query";
import { get } from "./client";
import type { List, Observation, Station } from "./types";

const HOUR = 3600_000;

export const useStations = () =>
  useQuery({ queryKey: ["stations"], queryFn: ({ signal }) => get<List<Station>>("/stations", { limit: 500 }, signal) });

export const useStation = (code: string) =>
  useQuery({ queryKey: ["stations", code], queryFn: ({ signal }) => get<Station>(`/stations/${encodeURIComponent(code)}`, {}, signal) });

export type Period = "24h" | "3d" | "7d" | "30d";

export const PERIODS: Record<Period, { hours: number; every: "" | "PT1H" }> = {
  "24h": { hours: 24, every: "" },
  "3d": { hours: 72, every: "PT1H" },
  "7d": { hours: 168, every: "PT1H" },
  "30d": { hours: 720, every: "PT1H" },
};

/**
 * useSeries asks from a whole hour on, so that questions a minute apart are the same question and
 * the cache can answer.
 */
export function useSeries(station: string, parameter: string, period: Period, now: Date) {
  const { hours, every } = PERIODS[period];
  const from = new Date(Math.floor(now.getTime() / HOUR) * HOUR - hours * HOUR).toISOString();
  return useQuery({
    queryKey: ["series", station, parameter, period, from],
    enabled: parameter !== "",
    queryFn: ({ signal }) =>
      get<List<Observation>>(`/stations/${encodeURIComponent(station)}/observations`, { parameter, from, every, limit: 5000 }, signal),
  });
}

import { useQuery } from "@tanstack/react-query";
import { api, ask } from "./client";
import { queries } from "./queries";
import type { History, List, SeriesPage, Station } from "./types";

const HOUR = 3600_000;

export const useStations = () =>
  useQuery<List<Station>>({ queryKey: ["stations"], queryFn: ({ signal }) => ask(api.GET("/stations", { params: { query: { limit: 500 } }, signal })) });

export const useStation = (code: string) =>
  useQuery<Station>({ queryKey: ["stations", code], queryFn: ({ signal }) => ask(api.GET("/stations/{code}", { params: { path: { code } }, signal })) });

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
export function useSeries(code: string, parameter: string, period: Period, now: Date) {
  const { hours, every } = PERIODS[period];
  const from = new Date(Math.floor(now.getTime() / HOUR) * HOUR - hours * HOUR).toISOString();
  return useQuery<SeriesPage>({
    queryKey: ["series", code, parameter, period, from],
    enabled: parameter !== "",
    queryFn: ({ signal }) =>
      ask(
        api.GET("/stations/{code}/observations", {
          params: { path: { code }, query: { parameter, from, limit: 5000, ...(every === "" ? {} : { every }) } },
          signal,
        }),
      ),
  });
}

/** What stood at an instant, and what people said of it. */
export const useHistory = (code: string, parameter: string, at: string) =>
  useQuery<History>({
    queryKey: ["series", code, parameter, "history", at],
    enabled: at !== "",
    queryFn: ({ signal }) => ask(api.GET("/stations/{code}/history", { params: { path: { code }, query: { parameter, at } }, signal })),
  });

const changed = (code: string) => Promise.all([queries.invalidateQueries({ queryKey: ["series", code] }), queries.invalidateQueries({ queryKey: ["stations"] })]);

export async function correct(code: string, body: { parameter: string; at: string; value: number; reason: string }): Promise<void> {
  await ask(api.POST("/stations/{code}/corrections", { params: { path: { code } }, body }));
  await changed(code);
}

export async function mark(code: string, body: { parameter: string; from: string; to: string; mark: string; reason: string }): Promise<void> {
  await ask(api.POST("/stations/{code}/marks", { params: { path: { code } }, body }));
  await changed(code);
}

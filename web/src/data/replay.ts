import { keepPreviousData, useQueries, useQuery } from "@tanstack/react-query";
import { api, ask } from "./client";
import type { components } from "./schema.gen";
import type { List, Observation } from "./types";

export type Replay = components["schemas"]["Replay"];

/** The index is made by the hour; what is measured is shown by quarters of one. */
export const stepOf = (parameter: string): "PT1H" | "PT15M" => (parameter === "VN_AQI" ? "PT1H" : "PT15M");

/** One day of all stations in one answer: going through it asks for nothing more. */
export const useReplay = (parameter: string, date: string) =>
  useQuery<Replay>({
    queryKey: ["replay", parameter, date],
    enabled: date !== "",
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => ask(api.GET("/replay", { params: { query: { parameter, date, every: stepOf(parameter) } }, signal })),
  });

export interface Compared {
  stations: string[];
  parameter: string;
  from: string;
  to: string;
  every: "PT1H" | "P1D";
}

/** The means of several stations over one span, each asked for by itself: one that fails leaves the others. */
export const useCompared = ({ stations, parameter, from, to, every }: Compared) =>
  useQueries({
    queries: stations.map((code) => ({
      queryKey: ["series", code, parameter, "compare", from, to, every],
      enabled: parameter !== "",
      queryFn: ({ signal }: { signal: AbortSignal }): Promise<List<Observation>> =>
        ask(api.GET("/stations/{code}/observations", { params: { path: { code }, query: { parameter, from, to, every, limit: 5000 } }, signal })),
    })),
  });

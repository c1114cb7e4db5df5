import { useQuery } from "@tanstack/react-query";
import { api, ask } from "./client";
import type { List, Unit } from "./types";

export const useUnits = () =>
  useQuery<List<Unit>>({ queryKey: ["units"], queryFn: ({ signal }) => ask(api.GET("/units", { params: { query: { limit: 1000 } }, signal })) });

import { useQuery } from "@tanstack/react-query";
import { get } from "./client";
import type { List, Unit } from "./types";

export const useUnits = () =>
  useQuery({ queryKey: ["units"], queryFn: ({ signal }) => get<List<Unit>>("/units", { limit: 1000 }, signal) });

import { useQuery } from "@tanstack/react-query";
import { get } from "./client";
import type { List, Area } from "./types";

export const useAreas = () =>
  useQuery({ queryKey: ["areas"], queryFn: ({ signal }) => get<List<Area>>("/areas", { limit: 1000 }, signal) });

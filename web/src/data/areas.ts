import { useQuery } from "@tanstack/react-query";
import { api, ask } from "./client";
import type { List, Area } from "./types";

export const useAreas = () =>
  useQuery<List<Area>>({ queryKey: ["areas"], queryFn: ({ signal }) => ask(api.GET("/areas", { params: { query: { limit: 1000 } }, signal })) });

import { useQuery } from "@tanstack/react-query";
import { get } from "./client";
import type { List, Pack } from "./types";

export const usePacks = () =>
  useQuery({ queryKey: ["packs"], queryFn: ({ signal }) => get<List<Pack>>("/packs", { limit: 1000 }, signal) });

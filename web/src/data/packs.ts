import { useQuery } from "@tanstack/react-query";
import { api, ask } from "./client";
import type { List, Pack } from "./types";

export const usePacks = () =>
  useQuery<List<Pack>>({ queryKey: ["packs"], queryFn: ({ signal }) => ask(api.GET("/packs", { signal })) });

import { useMutation, useQuery } from "@tanstack/react-query";
import { api, ask } from "./client";
import { queries } from "./queries";
import type { KnownPack, List, Pack, PackPlan } from "./types";

export const usePacks = () =>
  useQuery<List<Pack>>({ queryKey: ["packs"], queryFn: ({ signal }) => ask(api.GET("/packs", { signal })) });

export const useKnownPacks = () =>
  useQuery<List<KnownPack>>({ queryKey: ["packs", "known"], queryFn: ({ signal }) => ask(api.GET("/packs/known", { signal })) });

export interface PackAsk {
  name: string;
  remove: boolean;
  over: string[];
}

export const usePackPlan = () => useMutation<PackPlan, Error, PackAsk>({ mutationFn: (body) => ask(api.POST("/packs/plan", { body })) });

/** Applies or removes; afterwards anything on any screen may be another. */
export const usePackChange = () =>
  useMutation<PackPlan, Error, PackAsk>({
    mutationFn: (body) => ask(body.remove ? api.POST("/packs/remove", { body }) : api.POST("/packs/apply", { body })),
    onSuccess: () => queries.invalidateQueries(),
  });

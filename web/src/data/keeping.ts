import { useMutation, useQuery } from "@tanstack/react-query";
import { api, ask } from "./client";
import { queries } from "./queries";
import type { KeepingChange, KeepingPlan, KeptKind } from "./types";

const KEY = ["keeping"];
const LOOK_MS = 5000;

interface Kinds {
  items: KeptKind[];
}

/** While a removal runs its progress is asked for again and again. */
export const useKeeping = () =>
  useQuery<Kinds>({
    queryKey: KEY,
    queryFn: ({ signal }) => ask(api.GET("/keeping", { params: { query: { limit: 500 } }, signal })),
    refetchInterval: ({ state }) => (state.data?.items.some((kind) => kind.removal?.state === "running") === true ? LOOK_MS : false),
  });

/** What a change would remove; nothing is removed. */
export const useKeepingPlan = () => useMutation<KeepingPlan, Error, KeepingChange>({ mutationFn: (body) => ask(api.POST("/keeping/plan", { body })) });

/** The change, with the plan that was shown: another state of things refuses it. */
export const useKeepingChange = () =>
  useMutation<Kinds, Error, KeepingChange & { plan?: string; reason: string }>({
    mutationFn: (body) => ask(api.PUT("/keeping", { body })),
    onSuccess: (kinds) => queries.setQueryData(KEY, kinds),
  });

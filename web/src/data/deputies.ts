import { useQuery } from "@tanstack/react-query";
import { api, ask } from "./client";
import { queries } from "./queries";
import type { Deputy, List } from "./types";

const KEY = "deputies";
const LOOK_MS = 60_000;

/** Days begin and end by the clock, so the answer grows old by itself. */
export const useDeputies = () => useQuery<List<Deputy>>({ queryKey: [KEY], queryFn: ({ signal }) => ask(api.GET("/deputies", { signal })), refetchInterval: LOOK_MS });

export interface DeputyDraft {
  unit: string;
  person: string;
  deputy: string;
  from: string;
  to: string;
}

export const nameDeputy = (body: DeputyDraft) => done(ask(api.POST("/deputies", { body })));

export const moveDeputyEnd = (id: string, to: string) => done(ask(api.POST("/deputies/{id}/move-end", { params: { path: { id } }, body: { to } })));

export const endDeputy = (id: string) => done(ask(api.POST("/deputies/{id}/end", { params: { path: { id } } })));

async function done(answer: Promise<List<Deputy>>): Promise<void> {
  queries.setQueryData([KEY], await answer);
  await queries.invalidateQueries({ queryKey: ["work"] }); // whom an item goes up to may be another now
}

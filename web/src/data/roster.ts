import { useMutation, useQuery } from "@tanstack/react-query";
import { api, ask } from "./client";
import { queries } from "./queries";
import type { Roster, RosterDraft, RosterRow, Turn } from "./types";

const KEY = "roster";
const LOOK_MS = 60_000;

/** Turns begin and end by the clock, so the answer grows old by itself. */
export const useRosters = () =>
  useQuery<{ items: RosterRow[] }>({ queryKey: [KEY], queryFn: ({ signal }) => ask(api.GET("/roster", { params: { query: { limit: 500 } }, signal })), refetchInterval: LOOK_MS });

export const useRoster = (code: string) =>
  useQuery<Roster>({
    queryKey: [KEY, code],
    // The same address also gives iCalendar under its own ending; without one it is this.
    queryFn: async ({ signal }) => (await ask(api.GET("/roster/{roster}", { params: { path: { roster: code } }, signal }))) as Roster,
    enabled: code !== "",
    refetchInterval: LOOK_MS,
  });

export const useOnDuty = () =>
  useQuery<{ items: Turn[] }>({ queryKey: [KEY, "", "on-duty"], queryFn: ({ signal }) => ask(api.GET("/roster/on-duty", { signal })), refetchInterval: LOOK_MS });

/** What can be done to one roster. Each answers with the roster as it stands then. */
export type RosterChange =
  | { do: "save"; version: number; roster: RosterDraft }
  | { do: "override"; shift: string; day: string; instead: string; person: string; reason: string }
  | { do: "leave"; person: string; from: string; to: string; stand_in: string }
  | { do: "endLeave"; id: string }
  | { do: "swap"; shift: string; day: string; other: string; other_shift: string; other_day: string }
  | { do: "agree" | "refuse" | "withdraw"; id: string };

function send(roster: string, change: RosterChange): Promise<Roster> {
  const path = { roster };
  switch (change.do) {
    case "save":
      return ask(api.PUT("/roster/{roster}", { params: { path }, body: { version: change.version, roster: change.roster } }));
    case "override": {
      const { shift, day, instead, person, reason } = change;
      return ask(api.POST("/roster/{roster}/overrides", { params: { path }, body: { shift, day, instead, person, reason } }));
    }
    case "leave": {
      const { person, from, to, stand_in } = change;
      return ask(api.POST("/roster/{roster}/leaves", { params: { path }, body: { person, from, to, stand_in } }));
    }
    case "endLeave":
      return ask(api.POST("/roster/{roster}/leaves/{id}/end", { params: { path: { roster, id: change.id } } }));
    case "swap": {
      const { shift, day, other, other_shift, other_day } = change;
      return ask(api.POST("/roster/{roster}/swaps", { params: { path }, body: { shift, day, other, other_shift, other_day } }));
    }
    case "agree":
      return ask(api.POST("/roster/{roster}/swaps/{id}/agree", { params: { path: { roster, id: change.id } } }));
    case "refuse":
      return ask(api.POST("/roster/{roster}/swaps/{id}/refuse", { params: { path: { roster, id: change.id } } }));
    case "withdraw":
      return ask(api.POST("/roster/{roster}/swaps/{id}/withdraw", { params: { path: { roster, id: change.id } } }));
  }
}

export const useRosterChange = (code: string) =>
  useMutation<Roster, Error, RosterChange>({
    mutationFn: (change) => send(code, change),
    onSuccess: (roster) => {
      queries.setQueryData([KEY, roster.code], roster);
      return queries.invalidateQueries({ queryKey: [KEY] });
    },
  });

import { useMutation, useQuery } from "@tanstack/react-query";
import { api, ask } from "./client";
import { queries } from "./queries";
import type { Area, List, PlaceChange, PlaceOrder, PlacePlan, Unit } from "./types";

export type Place = "areas" | "units";

/** Areas or units as they were on a day; today when it is empty. */
export const useAreasOn = (on: string) =>
  useQuery<List<Area>>({ queryKey: ["areas", on], queryFn: ({ signal }) => ask(api.GET("/areas", { params: { query: on === "" ? { limit: 1000 } : { limit: 1000, on } }, signal })) });

export const useUnitsOn = (on: string) =>
  useQuery<List<Unit>>({ queryKey: ["units", on], queryFn: ({ signal }) => ask(api.GET("/units", { params: { query: on === "" ? { limit: 1000 } : { limit: 1000, on } }, signal })) });

/** What became of them between two days. */
export const useChanges = (place: Place, from: string, to: string, wanted: boolean) =>
  useQuery<List<PlaceChange>>({
    queryKey: [place, "changes", from, to],
    enabled: wanted && from !== "" && to !== "",
    queryFn: ({ signal }) => ask(place === "areas" ? api.GET("/areas/changes", { params: { query: { from, to } }, signal }) : api.GET("/units/changes", { params: { query: { from, to } }, signal })),
  });

/** What a change would do; nothing is done. */
export const usePlacePlan = (place: Place) =>
  useMutation<PlacePlan, Error, PlaceOrder>({ mutationFn: (body) => ask(place === "areas" ? api.POST("/areas/plan", { body }) : api.POST("/units/plan", { body })) });

/** The change itself, with the plan that was shown: another change meanwhile refuses it. */
export const usePlaceChange = (place: Place) =>
  useMutation<PlacePlan, Error, PlaceOrder & { plan: string }>({
    mutationFn: (body) => ask(place === "areas" ? api.POST("/areas/changes", { body }) : api.POST("/units/changes", { body })),
    onSuccess: () => Promise.all([queries.invalidateQueries({ queryKey: ["areas"] }), queries.invalidateQueries({ queryKey: ["units"] })]),
  });

import { useMutation, useQuery } from "@tanstack/react-query";
import { api, ask } from "./client";
import { queries } from "./queries";
import type { CalendarEdit, CalendarPlan, CalendarYear } from "./types";

const KEY = "calendar";

export const useCalendar = (year: number) =>
  useQuery<CalendarYear>({ queryKey: [KEY, year], queryFn: ({ signal }) => ask(api.GET("/calendar", { params: { query: { year } }, signal })) });

/** What a change would do; nothing is done. */
export const useCalendarPlan = () =>
  useMutation<CalendarPlan, Error, CalendarEdit>({ mutationFn: (body) => ask(api.POST("/calendar/plan", { body })) });

/** The change itself, with the plan that was shown: somebody else's change meanwhile refuses it. */
export const useCalendarChange = () =>
  useMutation<CalendarYear, Error, CalendarEdit & { plan: string }>({
    mutationFn: (body) => ask(api.PUT("/calendar/days", { body })),
    onSuccess: () => Promise.all([queries.invalidateQueries({ queryKey: [KEY] }), queries.invalidateQueries({ queryKey: ["work"] })]),
  });

import { useQuery } from "@tanstack/react-query";
import { api, ask } from "./client";
import { useAreasOn } from "./lineage";
import { earlier } from "./periods";
import type { Area, Indicator, IndicatorFrame, IndicatorPedigree, IndicatorSeries, List, Me } from "./types";

// Figures that are computed from what units hand in. All stand under one noun, which news of sets asks for again.
const KEY = "indicators";

/** How many periods a series shows. */
export const PERIODS_SHOWN = 24;
/** How many a forecast goes on, where there is one. */
const AHEAD: Partial<Record<Indicator["period"], number>> = { day: 7, week: 8, month: 6, quarter: 4, half: 2 };

export const useIndicators = (area: string) =>
  useQuery<List<Indicator>>({ queryKey: [KEY, "list", area], enabled: area !== "", queryFn: ({ signal }) => ask(api.GET("/indicators", { params: { query: { area } }, signal })) });

export const useIndicator = (code: string) => useQuery<Indicator>({ queryKey: [KEY, "one", code], queryFn: ({ signal }) => ask(api.GET("/indicators/{code}", { params: { path: { code } }, signal })) });

export const useFrames = () => useQuery<List<IndicatorFrame>>({ queryKey: [KEY, "frames"], queryFn: ({ signal }) => ask(api.GET("/frames", { signal })) });

/** Which figures: in the boundaries of a day, or, where it is empty, in those of each period's own time. */
export interface Asked {
  code: string;
  area: string;
  boundaries: string;
}

const onDay = (boundaries: string) => (boundaries === "" ? {} : { boundaries });

/** The last periods up to one, and what is to be expected after it. */
export const useIndicatorSeries = ({ code, area, boundaries }: Asked, kind: Indicator["period"], last: string) =>
  useQuery<IndicatorSeries>({
    queryKey: [KEY, "series", code, area, boundaries, last],
    enabled: last !== "",
    queryFn: ({ signal }) =>
      ask(api.GET("/indicators/{code}/values", { params: { path: { code }, query: { area, period: `${earlier(last, PERIODS_SHOWN - 1)}..${last}`, ...onDay(boundaries), forecast: AHEAD[kind] ?? 0 } }, signal })),
  });

/** The areas directly below one, for one period. */
export const useIndicatorBelow = ({ code, area, boundaries }: Asked, period: string) =>
  useQuery<IndicatorSeries>({
    queryKey: [KEY, "below", code, area, boundaries, period],
    enabled: period !== "",
    queryFn: ({ signal }) => ask(api.GET("/indicators/{code}/values", { params: { path: { code }, query: { area, period, below: true, ...onDay(boundaries) } }, signal })),
  });

export const usePedigree = (code: string, key: string) =>
  useQuery<IndicatorPedigree>({ queryKey: [KEY, "pedigree", code, key], queryFn: ({ signal }) => ask(api.GET("/indicators/{code}/values/{key}/pedigree", { params: { path: { code, key } }, signal })), refetchInterval: false });

/** Whose figures can be asked for at a glance: one's own areas and those directly below, else the whole country's first ones; always the one that is looked at. */
export function choicesOf(areas: Area[], mine: string[], looked: string): Area[] {
  const roots = areas.filter((each) => mine.includes(each.code));
  const tops = roots.length > 0 ? roots : areas.filter((each) => each.parent === "");
  const list = tops.flatMap((top) => [top, ...areas.filter((each) => each.parent === top.code)]);
  const one = areas.find((each) => each.code === looked);
  if (one !== undefined) list.push(one);
  return list.filter((each, at) => list.findIndex((other) => other.code === each.code) === at);
}

/** The area that the address names, else one's own; and which others may be chosen on a day. */
export function useChosenArea(me: Me, named: string, on: string) {
  const query = useAreasOn(on);
  const areas = query.data?.items ?? [];
  const mine = me.grants.map((grant) => grant.area.code).filter((code) => code !== "");
  const area = named !== "" ? named : (mine[0] ?? areas.find((each) => each.parent === "")?.code ?? "");
  return { area, choices: choicesOf(areas, mine, area) };
}

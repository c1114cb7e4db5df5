import { useQuery } from "@tanstack/react-query";
import { api, ask } from "./client";
import { queries } from "./queries";
import type { Dashboard, DashboardChange, DashboardFigure, DashboardRow, List } from "./types";

// Pages of figures. Their figures stand under the noun of indicators, so that news of sets asks for them again.
const KEY = "dashboards";

export const useDashboards = () => useQuery<List<DashboardRow>>({ queryKey: [KEY], queryFn: ({ signal }) => ask(api.GET("/dashboards", { signal })) });

export const useDashboard = (id: string) => useQuery<Dashboard>({ queryKey: [KEY, id], queryFn: ({ signal }) => ask(api.GET("/dashboards/{id}", { params: { path: { id } }, signal })) });

/** What a page shows in an area, of the periods that were over on a day; an empty day is today. */
export const useDashboardFigures = (id: string, version: number, area: string, day: string) =>
  useQuery<List<DashboardFigure>>({
    queryKey: ["indicators", "dashboard", id, version, area, day],
    enabled: area !== "",
    queryFn: ({ signal }) => ask(api.GET("/dashboards/{id}/figures", { params: { path: { id }, query: { area, ...(day === "" ? {} : { day }) } }, signal })),
  });

/** Without an id a new page is made. */
export async function keepDashboard(id: string, body: DashboardChange): Promise<Dashboard> {
  const kept = await ask(id === "" ? api.POST("/dashboards", { body }) : api.PUT("/dashboards/{id}", { params: { path: { id } }, body }));
  queries.setQueryData([KEY, kept.id], kept);
  await queries.invalidateQueries({ queryKey: [KEY], exact: true });
  return kept;
}

const again = () => queries.invalidateQueries({ queryKey: [KEY] });
const named = (id: string, version: number) => ({ params: { path: { id }, query: { version } } });

export async function dropDashboard(id: string, version: number): Promise<void> {
  await ask(api.DELETE("/dashboards/{id}", named(id, version)));
  await again();
}

export async function restoreDashboard(id: string, version: number): Promise<void> {
  await ask(api.POST("/dashboards/{id}/restore", named(id, version)));
  await again();
}

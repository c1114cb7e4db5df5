import { useQuery } from "@tanstack/react-query";
import { API, api, ask, Problem, Unreachable } from "./client";
import { downloadFrom } from "./download";
import { queries } from "./queries";
import { lang, t } from "../text";
import type { List, Periodic, PeriodicRow, PeriodicSetting, PeriodicTemplates, PeriodicTried } from "./types";

const KEY = "periodic";

export type Rhythm = "week" | "month";

export const usePeriodicList = () => useQuery<List<PeriodicRow>>({ queryKey: [KEY], queryFn: ({ signal }) => ask(api.GET("/periodic", { params: { query: { limit: 200 } }, signal })) });

export const usePeriodicSettings = () => useQuery<List<PeriodicSetting>>({ queryKey: [KEY, "settings"], queryFn: ({ signal }) => ask(api.GET("/periodic/settings", { signal })) });

export const usePeriodic = (id: string) => useQuery<Periodic>({ queryKey: [KEY, id], queryFn: ({ signal }) => ask(api.GET("/periodic/{id}", { params: { path: { id } }, signal })) });

export const composePeriodic = (unit: string, rhythm: Rhythm, period: string): Promise<Periodic> => kept(ask(api.POST("/periodic", { body: { unit, rhythm, period } })));
export const signPeriodic = (id: string, digest: string): Promise<Periodic> => kept(ask(api.POST("/periodic/{id}/sign", { params: { path: { id } }, body: { digest } })));
export const withdrawPeriodic = (id: string, reason: string): Promise<Periodic> => kept(ask(api.POST("/periodic/{id}/withdraw", { params: { path: { id } }, body: { reason } })));

/** Hands the Word document of a version to the browser. */
export const savePeriodic = (id: string, version: number, name: string): Promise<void> => downloadFrom(`/periodic/${id}/document?version=${version}`, `${name}.docx`);

async function kept(answer: Promise<Periodic>): Promise<Periodic> {
  const one = await answer;
  queries.setQueryData([KEY, one.id], one);
  await queries.invalidateQueries({ queryKey: [KEY], exact: true });
  return one;
}

const template = (unit: string, rhythm: string) => `/periodic/templates/${encodeURIComponent(unit)}/${encodeURIComponent(rhythm)}`;

export const usePeriodicTemplates = (unit: string, rhythm: string) =>
  useQuery<PeriodicTemplates>({ queryKey: [KEY, "template", unit, rhythm], queryFn: ({ signal }) => ask(api.GET("/periodic/templates/{unit}/{rhythm}", { params: { path: { unit, rhythm } }, signal })) });

export const saveTemplate = (unit: string, rhythm: string, version: number, name: string): Promise<void> => downloadFrom(`${template(unit, rhythm)}/file?version=${version}`, name);

export async function backTemplate(unit: string, rhythm: string, version: number): Promise<void> {
  const now = await ask(api.POST("/periodic/templates/{unit}/{rhythm}/back", { params: { path: { unit, rhythm } }, body: { version } }));
  queries.setQueryData([KEY, "template", unit, rhythm], now);
}

/** Looks what stands in a document, or takes it as the template from now on. */
export async function giveTemplate(unit: string, rhythm: string, file: File, dry: boolean, note = ""): Promise<PeriodicTried> {
  let response: Response;
  try {
    response = await fetch(`${API}${template(unit, rhythm)}?${new URLSearchParams({ dryRun: String(dry), name: file.name, note }).toString()}`, {
      method: "POST",
      body: file,
      credentials: "same-origin",
      headers: { "Accept-Language": lang, "Content-Type": "application/octet-stream" },
    });
  } catch (cause) {
    throw new Unreachable(t("fault.unreachable"), { cause });
  }
  if (!response.ok) throw new Problem(response.status, (await response.json().catch(() => ({}))) as object);
  const tried = (await response.json()) as PeriodicTried;
  if (!dry) await queries.invalidateQueries({ queryKey: [KEY, "template", unit, rhythm] });
  return tried;
}

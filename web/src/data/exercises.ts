import { useQuery } from "@tanstack/react-query";
import { api, ask } from "./client";
import { queries } from "./queries";
import type { Exercise, ExerciseRecord, ExerciseScript, List } from "./types";

export const useExercises = () => useQuery<List<Exercise>>({ queryKey: ["exercises"], queryFn: ({ signal }) => ask(api.GET("/exercises", { params: { query: { limit: 200 } }, signal })) });

export const useExercise = (id: string) =>
  useQuery<Exercise>({ queryKey: ["exercises", id], queryFn: ({ signal }) => ask(api.GET("/exercises/{id}", { params: { path: { id } }, signal })) });

export const useRecords = (id: string) =>
  useQuery<List<ExerciseRecord>>({ queryKey: ["exercises", id, "records"], queryFn: ({ signal }) => ask(api.GET("/exercises/{id}/records", { params: { path: { id }, query: { limit: 200 } }, signal })) });

export const useScripts = (enabled: boolean) => useQuery<List<ExerciseScript>>({ queryKey: ["exercises", "scripts"], enabled, queryFn: ({ signal }) => ask(api.GET("/exercises/scripts", { signal })) });

export async function planExercise(name: string, code: string, speed: number, script: string): Promise<Exercise> {
  const planned: Exercise = await ask(api.POST("/exercises", { body: { name, speed, ...(script === "" ? { code } : { script }) } }));
  await queries.invalidateQueries({ queryKey: ["exercises"] });
  return planned;
}

export type ExerciseVerb = Exercise["actions"][number]["verb"];

export async function moveExercise(id: string, verb: ExerciseVerb): Promise<void> {
  await ask(api.POST(`/exercises/{id}/${verb}`, { params: { path: { id } } }));
  await queries.invalidateQueries({ queryKey: ["exercises"] });
}

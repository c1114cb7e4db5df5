import { useQuery } from "@tanstack/react-query";
import { Problem, api, ask } from "./client";
import { queries } from "./queries";
import type { Me } from "./types";

const KEY = ["session"];

/** null means: nobody is signed in on this machine. */
export const sessionQuery = {
  queryKey: KEY,
  staleTime: 5 * 60_000,
  queryFn: async (): Promise<Me | null> => {
    try {
      return await ask(api.GET("/session"));
    } catch (error) {
      if (error instanceof Problem && error.status === 401) return null;
      throw error;
    }
  },
};

export const useSession = () => useQuery(sessionQuery);

export async function signIn(name: string, password: string): Promise<void> {
  const me = await ask(api.POST("/session", { body: { name, password } }));
  forgetOthers();
  queries.setQueryData(KEY, me);
}

export async function signOut(): Promise<void> {
  await ask(api.DELETE("/session"));
  sessionEnded();
  forgetOthers();
}

/** Whatever the person before could see must not be shown to the next one, even for a moment. */
function forgetOthers(): void {
  queries.removeQueries({ predicate: (query) => query.queryKey[0] !== KEY[0] });
}

/** The session ended elsewhere (time, another screen); the shell then shows the sign-in page. */
export function sessionEnded(): void {
  queries.setQueryData(KEY, null);
}

export const may = (me: Me, ...verbs: string[]) => verbs.some((verb) => me.verbs.includes(verb));

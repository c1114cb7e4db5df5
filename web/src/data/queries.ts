import { QueryClient } from "@tanstack/react-query";
import { Problem } from "./client";

// Answers are kept and shown while new ones are asked for. Nothing is retried behind the reader's
// back: a failed question shows at once, says when it is asked again, and the last answer stays.

export const RETRY_MS = 15_000;
const REFRESH_MS = 60_000;

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      retry: false,
      staleTime: 5_000,
      gcTime: 30 * 60_000,
      networkMode: "always",
      refetchOnWindowFocus: true,
      refetchInterval: (query) => {
        const error = query.state.error;
        // What is refused (not signed in, no right, not there) stays refused until something changes.
        if (error instanceof Problem && error.status < 500 && error.status !== 429) return false;
        return error === null ? REFRESH_MS : RETRY_MS;
      },
    },
    mutations: { networkMode: "always" },
  },
});

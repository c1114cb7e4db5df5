import { useQuery } from "@tanstack/react-query";
import { api, ask } from "./client";
import type { LedgerEntry, List } from "./types";

/** The server searches by subject: the ledger is too long to be searched in the browser. */
export const useLedger = (subject: string) =>
  useQuery<List<LedgerEntry>>({
    queryKey: ["ledger", { subject }],
    queryFn: ({ signal }) => ask(api.GET("/ledger", { params: { query: { limit: 200, ...(subject === "" ? {} : { subject }) } }, signal })),
  });

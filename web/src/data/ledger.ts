import { useQuery } from "@tanstack/react-query";
import { get } from "./client";
import type { LedgerEntry, List } from "./types";

/** The server searches by subject: the ledger is too long to be searched in the browser. */
export const useLedger = (subject: string) =>
  useQuery({ queryKey: ["ledger", { subject }], queryFn: ({ signal }) => get<List<LedgerEntry>>("/ledger", { subject, limit: 200 }, signal) });

import { useQuery } from "@tanstack/react-query";
import { get } from "./client";
import type { List, Account } from "./types";

export const useAccounts = () =>
  useQuery({ queryKey: ["accounts"], queryFn: ({ signal }) => get<List<Account>>("/accounts", { limit: 1000 }, signal) });

import { useQuery } from "@tanstack/react-query";
import { api, ask } from "./client";
import type { List, Account } from "./types";

export const useAccounts = () =>
  useQuery<List<Account>>({ queryKey: ["accounts"], queryFn: ({ signal }) => ask(api.GET("/accounts", { params: { query: { limit: 500 } }, signal })) });

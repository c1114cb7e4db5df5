// Every address of the console. The router, the table of states and the tests are all typed by this
// list, so a screen that is added here and forgotten elsewhere does not compile.
export const PATHS = [
  "/sign-in",
  "/work",
  "/work/$id",
  "/overview",
  "/map",
  "/stations",
  "/stations/$code",
  "/compare",
  "/alerts",
  "/alerts/$id",
  "/feeds",
  "/feeds/$code",
  "/feeds/$code/contract",
  "/feeds/$code/quarantine",
  "/rules",
  "/rules/$code",
  "/incidents",
  "/incidents/$id",
  "/warnings",
  "/warnings/$id",
  "/roster",
  "/areas",
  "/units",
  "/accounts",
  "/calendar",
  "/keeping",
  "/packs",
  "/ledger",
] as const;

export type Path = (typeof PATHS)[number];

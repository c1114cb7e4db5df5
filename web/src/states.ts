import type { Path } from "./paths";

// Which states every address of the console can be in. The browser tests walk this table: they bring
// each state about by changing single answers of the server, look for its mark, and run axe. The types
// leave no way out: an address, or a state of it, that is missing here does not compile.

export type StateName = "full" | "empty" | "loading" | "error" | "offline" | "stale" | "noright" | "long";

/** True: the state applies and is tested. Words: why it cannot happen there. */
export type Applies = true | string;

export interface RouteStates {
  /** A real address of this route in the sample data. */
  url: string;
  /** The question whose answer brings the state about, without /api/v1. */
  reads: string;
  /** What can be seen when there is nothing to show, where it is not the usual note. */
  emptyMark?: string;
  states: Record<StateName, Applies>;
}

const ALL: Record<StateName, Applies> = { full: true, empty: true, loading: true, error: true, offline: true, stale: true, noright: true, long: true };

/** One thing is there or is not: not there is "missing", which is the error of that page. */
const ONE: Record<StateName, Applies> = { ...ALL, empty: "one thing, not a list: where it is not there the server says so, which is the state error" };

export const STATES: Record<Path, RouteStates> = {
  "/sign-in": {
    url: "/sign-in",
    reads: "/session",
    states: {
      ...ALL,
      empty: "a form is never empty of content",
      stale: "nothing is kept of a session that could be old",
      noright: "everybody may sign in",
      long: "all its words are ours",
    },
  },
  "/work": { url: "/work", reads: "/work", states: ALL },
  "/work/$id": { url: "/work/wrk_01", reads: "/work/wrk_01", states: ONE },
  "/overview": { url: "/overview", reads: "/overview", emptyMark: ".overview .tiles .muted", states: ALL },
  "/map": { url: "/map", reads: "/stations", states: ALL },
  "/compare": { url: "/compare?stations=HD_TPHD_KHI001,HD_CLINH_KHI002,HD_KMON_KHI003&parameter=PM2.5&from=2024-07-02&to=2024-07-03", reads: "/stations", states: ALL },
  "/stations": { url: "/stations", reads: "/stations", states: ALL },
  "/stations/$code": { url: "/stations/HD_TPHD_KHI001", reads: "/stations/HD_TPHD_KHI001", states: ONE },
  "/alerts": { url: "/alerts", reads: "/alerts", states: ALL },
  "/alerts/$id": { url: "/alerts/alr_02", reads: "/alerts/alr_02", states: ONE },
  "/feeds": { url: "/feeds", reads: "/feeds", states: ALL },
  "/feeds/$code": { url: "/feeds/air-files", reads: "/feeds/air-files", states: ONE },
  "/feeds/$code/contract": { url: "/feeds/air-files/contract", reads: "/feeds/air-files/contract", states: ONE },
  "/feeds/$code/quarantine": { url: "/feeds/air-files/quarantine", reads: "/feeds/air-files/quarantine", states: ALL },
  "/rules": { url: "/rules", reads: "/rules", states: ALL },
  "/rules/$code": { url: "/rules/KK-PM25-CAO", reads: "/rules/KK-PM25-CAO", states: ONE },
  "/incidents": { url: "/incidents", reads: "/incidents", states: ALL },
  "/incidents/$id": { url: "/incidents/inc_01", reads: "/incidents/inc_01", states: ONE },
  "/warnings": { url: "/warnings", reads: "/warnings", states: ALL },
  "/warnings/$id": { url: "/warnings/wrn_01", reads: "/warnings/wrn_01", states: ONE },
  "/roster": { url: "/roster", reads: "/roster", states: ALL },
  "/areas": { url: "/areas", reads: "/areas", states: ALL },
  "/units": { url: "/units", reads: "/units", states: ALL },
  "/accounts": { url: "/accounts", reads: "/accounts", states: ALL },
  "/calendar": { url: "/calendar", reads: "/calendar", states: ALL },
  "/keeping": { url: "/keeping", reads: "/keeping", states: ALL },
  "/packs": { url: "/packs", reads: "/packs", states: ALL },
  "/ledger": { url: "/ledger", reads: "/ledger", states: ALL },
};

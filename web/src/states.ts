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
  /** What is pressed, once the page is whole, to come to what is meant. */
  press?: string;
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
  "/work/$id": { url: "/work/wrk_01", reads: "/work/wrk_01", states: { ...ONE, offline: "the list beside it has said what the item is: it is shown as an old copy, which is the state stale" } },
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
  "/notices": { url: "/notices", reads: "/notices", states: ALL },
  "/exercises": { url: "/exercises", reads: "/exercises", states: ALL },
  "/exercises/$id": { url: "/exercises/exr_01", reads: "/exercises/exr_01", states: ONE },
  "/roster": { url: "/roster", reads: "/roster", states: ALL },
  "/playbooks": { url: "/playbooks", reads: "/playbooks", states: ALL },
  "/playbooks/$code": { url: "/playbooks/KB-KK-01", reads: "/playbooks/KB-KK-01", states: ONE },
  "/directives": { url: "/directives", reads: "/directives", states: ALL },
  "/directives/$id": { url: "/directives/dir_01", reads: "/directives/dir_01", states: ONE },
  "/briefs": { url: "/briefs", reads: "/briefs", states: ALL },
  "/briefs/$date": { url: "/briefs/2024-07-03", reads: "/briefs/2024-07-03", states: ONE },
  "/briefs/$date/meeting": { url: "/briefs/2024-07-03/meeting", reads: "/briefs/2024-07-03/meeting", states: ONE },
  "/handover": { url: "/handover", reads: "/handovers", states: ALL },
  "/handover/$id": { url: "/handover/hov_02", reads: "/handovers/hov_02", states: ONE },
  "/reports": { url: "/reports", reads: "/reports", states: ALL },
  "/reports/new": { url: "/reports/new", reads: "/reports/categories", states: ALL },
  "/reports/$id": { url: "/reports/rep_02", reads: "/reports/rep_02", states: ONE },
  "/datasets": { url: "/datasets", reads: "/value-sets", emptyMark: ".sets [data-state=empty]", states: ALL },
  "/datasets/$id": { url: "/datasets/set_01", reads: "/value-sets/set_01", states: ONE },
  "/dashboards": { url: "/dashboards", reads: "/dashboards", states: ALL },
  "/dashboards/$id": { url: "/dashboards/dsh_01", reads: "/dashboards/dsh_01", states: ONE },
  "/periodic": { url: "/periodic", reads: "/periodic", states: ALL },
  "/periodic/$id": { url: "/periodic/per_1", reads: "/periodic/per_1", states: ONE },
  "/periodic/template/$unit/$rhythm": { url: "/periodic/template/H23/week", reads: "/periodic/templates/H23/week", states: ONE },
  "/indicators": { url: "/indicators", reads: "/indicators", states: ALL },
  "/indicators/$code": { url: "/indicators/SXH-100K", reads: "/indicators/SXH-100K", states: ONE },
  "/open-data": { url: "/open-data", reads: "/open-data", states: ALL },
  "/open-data/$code": { url: "/open-data/benh-truyen-nhiem", reads: "/open-data/benh-truyen-nhiem", states: ONE },
  "/privacy": { url: "/privacy", reads: "/privacy", states: ALL },
  "/privacy/$id": { url: "/privacy/prv_01", reads: "/privacy/prv_01", states: ONE },
  "/privacy/breach/$id": { url: "/privacy/breach/brc_01", reads: "/breaches/brc_01", states: ONE },
  "/areas": { url: "/areas", reads: "/areas", states: ALL },
  "/units": { url: "/units", reads: "/units", states: ALL },
  "/accounts": { url: "/accounts", reads: "/accounts", states: ALL },
  "/calendar": { url: "/calendar", reads: "/calendar", states: ALL },
  "/keeping": { url: "/keeping", reads: "/keeping", states: ALL },
  "/packs": { url: "/packs", reads: "/packs", states: ALL },
  "/ledger": { url: "/ledger", reads: "/ledger", states: ALL },
};

const OF_LIST = "what the list itself can be is tested at /work";
const OF_REPORTS = "what the list itself can be is tested at /reports";
const OF_REPORT = "what the page itself can be is tested at /reports/$id";
const OF_SERIES = "periods are always there; those without a figure say why";
const OF_INDICATOR = "what the page itself can be is tested at /indicators/$code";
const OF_BOARD = "a page has parts; those without a figure say so";
const OF_PAGE = "what the page itself can be is tested at /dashboards/$id";
const IN_DIALOG = "its parts are those of any list; the dialog is opened once the page is whole";

/** Parts of a page that ask a question of their own, or are another page under the same address, and so have states of their own. */
export const SECTIONS: Record<string, RouteStates> = {
  deputies: { url: "/roster", reads: "/deputies", emptyMark: ".deputies [data-state=empty]", states: ALL },
  breaches: { url: "/privacy", reads: "/breaches", emptyMark: ".breaches [data-state=empty]", states: ALL },
  "forms of what units hand in": { url: "/datasets", reads: "/datasets", emptyMark: ".forms [data-state=empty]", states: ALL },
  "how units hand in": { url: "/datasets", reads: "/datasets/BTN-T/punctual", emptyMark: ".forms [data-state=empty]", states: ALL },
  "grid of a form": { url: "/datasets/set_01", reads: "/datasets/BTN-T", states: ONE },
  "form that waits for approval": { url: "/datasets/set_02", reads: "/value-sets/set_02", states: ONE },
  "figures of a dashboard": { url: "/dashboards/dsh_01", reads: "/dashboards/dsh_01/figures", states: { ...ALL, empty: OF_BOARD } },
  "form of a dashboard": { url: "/dashboards/dsh_01", reads: "/dashboards/dsh_01", press: ".lh .btn", states: { ...ONE, loading: OF_PAGE, error: OF_PAGE, offline: OF_PAGE, stale: OF_PAGE, noright: OF_PAGE } },
  "frames of indicators": { url: "/indicators?view=frames", reads: "/frames", states: ALL },
  "series of an indicator": { url: "/indicators/SXH-100K", reads: "/indicators/SXH-100K/values", states: { ...ALL, empty: OF_SERIES } },
  "where a figure comes from": { url: "/indicators/SXH-100K", reads: "/indicators/SXH-100K", press: ".indnow .btn", states: { ...ONE, loading: OF_INDICATOR, error: OF_INDICATOR, offline: OF_INDICATOR, stale: OF_INDICATOR, noright: OF_INDICATOR } },
  retention: { url: "/privacy", reads: "/retention", emptyMark: ".retention [data-state=empty]", states: ALL },
  "filters of the queue": { url: "/work", reads: "/work", press: "#work-filters", states: { ...ALL, empty: OF_LIST, loading: OF_LIST, error: OF_LIST, offline: OF_LIST, stale: OF_LIST, noright: OF_LIST } },
  "filters of reports": { url: "/reports", reads: "/reports", press: "#report-filters", states: { ...ALL, empty: OF_REPORTS, loading: OF_REPORTS, error: OF_REPORTS, offline: OF_REPORTS, stale: OF_REPORTS, noright: OF_REPORTS } },
  "bans of reports": { url: "/reports", reads: "/report-bans", press: "#report-bans", states: { ...ALL, empty: IN_DIALOG, loading: IN_DIALOG, error: IN_DIALOG, offline: IN_DIALOG, stale: IN_DIALOG, noright: IN_DIALOG } },
  "report to be classified, with its form": { url: "/reports/rep_01", reads: "/reports/rep_01", press: "#r-assign", states: { ...ONE, loading: OF_REPORT, error: OF_REPORT, offline: OF_REPORT, stale: OF_REPORT, noright: OF_REPORT } },
  "editor of a playbook, at a step that asks": { url: "/playbooks/KB-KK-01?mode=edit", reads: "/playbooks/KB-KK-01", press: "#pb-row-0", states: ONE },
  "versions of a playbook": { url: "/playbooks/KB-KK-01?tab=versions", reads: "/playbooks/KB-KK-01", states: ONE },
  "proposal of a version": { url: "/playbooks/KB-KK-01?proposal=pbp_01", reads: "/playbook-proposals/pbp_01", states: ONE },
  "editor of a proposal": { url: "/playbooks/KB-KK-01?proposal=pbp_01&mode=edit", reads: "/playbook-proposals/pbp_01", press: "#pb-row-0", states: ONE },
};

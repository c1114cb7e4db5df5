import { Eye, HandHelping, Inbox, LayoutDashboard, Settings2, Siren, Table2, type LucideIcon } from "lucide-react";
import { may } from "../data/session";
import type { Me } from "../data/types";
import type { Path } from "../paths";
import type { Key } from "../text";
import type { Entry } from "./keys";

// The navigation. Of the eight entries the reference names, the seven that hold something exist; the
// pages under an entry are shown to those whose rights let them see anything there.

export interface Page {
  path: Path;
  label: Key;
  verbs: string[];
}

export interface NavEntry {
  entry: Entry;
  label: Key;
  icon: LucideIcon;
  pages: Page[];
}

const ENTRIES: NavEntry[] = [
  { entry: "work", label: "nav.work", icon: Inbox, pages: [
    { path: "/work", label: "nav.work", verbs: ["work.read"] },
    { path: "/notices", label: "nav.notices", verbs: ["notify.own"] },
  ] },
  { entry: "overview", label: "nav.overview", icon: LayoutDashboard, pages: [{ path: "/overview", label: "nav.overview", verbs: [] }] },
  {
    entry: "watch",
    label: "nav.watch",
    icon: Eye,
    pages: [
      { path: "/alerts", label: "nav.alerts", verbs: ["alert.read"] },
      { path: "/map", label: "nav.map", verbs: ["station.read"] },
      { path: "/stations", label: "nav.stations", verbs: ["station.read"] },
      { path: "/compare", label: "compare.title", verbs: ["observation.read"] },
      { path: "/feeds", label: "nav.feeds", verbs: ["feed.read"] },
      { path: "/rules", label: "nav.rules", verbs: ["rule.read"] },
    ],
  },
  {
    entry: "act",
    label: "nav.act",
    icon: Siren,
    pages: [
      { path: "/incidents", label: "nav.incidents", verbs: ["incident.read"] },
      { path: "/warnings", label: "nav.warnings", verbs: ["warning.read"] },
      { path: "/directives", label: "nav.directives", verbs: ["directive.read"] },
      { path: "/briefs", label: "nav.briefs", verbs: ["briefing.read"] },
      { path: "/handover", label: "nav.handover", verbs: ["handover.read"] },
      { path: "/exercises", label: "nav.exercises", verbs: ["exercise.read"] },
      { path: "/roster", label: "nav.roster", verbs: ["roster.read"] },
      { path: "/playbooks", label: "nav.playbooks", verbs: ["playbook.read"] },
    ],
  },
  {
    entry: "serve",
    label: "nav.serve",
    icon: HandHelping,
    pages: [
      { path: "/reports", label: "nav.reports", verbs: ["report.read"] },
      { path: "/reports/new", label: "nav.call", verbs: ["report.take"] },
    ],
  },
  {
    entry: "know",
    label: "nav.know",
    icon: Table2,
    pages: [
      { path: "/datasets", label: "nav.datasets", verbs: ["dataset.read"] },
      { path: "/dashboards", label: "nav.dashboards", verbs: ["indicator.read"] },
      { path: "/indicators", label: "nav.indicators", verbs: ["indicator.read"] },
      { path: "/open-data", label: "nav.openData", verbs: ["publish.read"] },
      { path: "/periodic", label: "nav.periodic", verbs: ["periodic.read"] },
    ],
  },
  {
    entry: "admin",
    label: "nav.admin",
    icon: Settings2,
    pages: [
      { path: "/areas", label: "nav.areas", verbs: ["area.read"] },
      { path: "/units", label: "nav.units", verbs: ["unit.read"] },
      { path: "/accounts", label: "nav.accounts", verbs: ["account.read"] },
      { path: "/privacy", label: "nav.privacy", verbs: ["privacy.read"] },
      { path: "/keeping", label: "nav.keeping", verbs: ["observation.retain"] },
      { path: "/calendar", label: "nav.calendar", verbs: ["calendar.read"] },
      { path: "/packs", label: "nav.packs", verbs: ["pack.read"] },
      { path: "/ledger", label: "nav.ledger", verbs: ["ledger.read"] },
    ],
  },
];

export function entriesFor(me: Me): NavEntry[] {
  return ENTRIES.map((entry) => ({ ...entry, pages: entry.pages.filter((page) => page.verbs.length === 0 || may(me, ...page.verbs)) })).filter(
    (entry) => entry.pages.length > 0,
  );
}

/** The entry a page stands under, by its first path segment. */
export function entryOf(pathname: string): NavEntry | undefined {
  const first = "/" + (pathname.split("/")[1] ?? "");
  return ENTRIES.find((entry) => entry.pages.some((page) => page.path === first));
}

// answer(path) gives what the server would say to a GET, from the small province beside this file.
// Shared by the fake server and by the browser tests, which change single answers to reach a state.

import * as b from "./brief.mjs";
import * as pe from "./periodic.mjs";
import * as p from "./data.mjs";
import * as q from "./privacy.mjs";
import * as d from "./dataset.mjs";
import * as i from "./indicator.mjs";
import * as o from "./open.mjs";
import * as r from "./report.mjs";

const list = (items) => ({ items, next: "" });

export function answer(path, query = new URLSearchParams()) {
  const [noun, id, more, tail] = path.replace(/^\//, "").split("/").map(decodeURIComponent);
  switch (noun) {
    case "session":
      return p.me;
    case "overview":
      return p.overview;
    case "boundaries":
      return p.boundaries;
    case "replay":
      return p.replay(query.get("parameter"), query.get("date"), query.get("every"));
    case "stations":
      if (more === "observations") return { ...list(p.series(query.get("every") === "PT1H", id)), cadence_s: 300, gaps: [] };
      if (more === "history") return p.history;
      return one(p.stations, id, "code");
    case "alerts": {
      if (id === "groups") return list(p.groups);
      if (id === "settings") return p.alertSettings;
      const state = query.get("state");
      return id === undefined && state ? list(p.alerts.filter((alert) => (state === "alive" ? alert.state !== "resolved" : alert.state === state))) : one(p.alerts, id, "id");
    }
    case "silences":
      return id === "plan" ? p.hide : list(query.get("ended") === "true" ? [] : p.silences);
    case "maintenances":
      return list(p.maintenances);
    case "signals":
      return list(p.signals);
    case "incidents": {
      if (id === "types") return list(p.incidentTypes);
      if (more === "proposals") return list(p.incidentProposals);
      if (more === "sitreps") return p.sitreps;
      if (more === "people") return list([{ id: "acc_01", name: "Trực ban trưởng" }]);
      const state = query.get("state");
      return id === undefined && state ? list(p.incidents.filter((incident) => incident.state === state)) : one(p.incidents, id, "id");
    }
    case "exercises":
      if (id === "scripts") return list(p.exerciseScripts);
      if (more === "records") return list([]);
      return one(p.exercises, id, "id");
    case "warnings": {
      if (id === "templates") return more === undefined ? list(p.templates) : p.filled;
      const state = query.get("state");
      return id === undefined && state ? list(p.warnings.filter((warning) => warning.state === state)) : one(p.warnings, id, "id");
    }
    case "work":
      if (id === "reasons") return list(p.workReasons);
      if (id === "views") return list(p.workViews);
      if (id === "load") return p.workLoad;
      return one(p.works, id, "id");
    case "feeds":
      if (more === "quarantine") return list(p.quarantine);
      if (more === "contract") return p.contract;
      return one(p.feeds, id, "code");
    case "rules":
      if (id === "check") return p.ruleChecked;
      if (id === "dry-run") return p.ruleTried;
      return id === undefined ? list(p.rules) : p.ruleOne(id);
    case "playbooks":
      if (more === "try") return p.playbookTried;
      if (more === "changes") return { changes: p.playbookTried.changes };
      return id === undefined ? list(p.playbooks) : p.playbookOne(id);
    case "playbook-proposals":
      return one(p.proposals, id, "id");
    case "law":
      return list(p.law);
    case "areas":
      if (id === "plan") return p.placePlan;
      return list(id === "changes" ? p.changes : p.areas);
    case "units":
      if (id === "plan") return p.placePlan;
      return list(id === "changes" ? [] : p.units);
    case "calendar":
      return id === "plan" ? p.calendarPlan : p.calendar;
    case "keeping":
      return id === "plan" ? p.keepingPlan : list(p.keeping);
    case "notices":
      if (id === undefined) return { ...list(query.get("unread") === "true" ? p.notices.filter((each) => each.read === null) : p.notices), unread: 2, highest: 5 };
      if (id === "rules") return p.noticeRules;
      if (id === "deliveries") return { ...list(p.deliveries), counts: p.deliveryCounts };
      return list(p.channels);
    case "roster":
      return id === undefined ? list(p.rosters) : id === "on-duty" ? list(p.roster.now) : p.roster;
    case "deputies":
      return list(p.deputies);
    case "briefs":
      if (id === undefined) return list(b.briefs);
      if (more === "meeting") return tail === "people" ? list(b.people) : tail === "hear" ? b.heard : one([b.meeting], id, "day");
      if (more === "remind") return { name: "Giám đốc" };
      return one(b.briefs, id, "day");
    case "periodic":
      if (id === undefined) return list(pe.periodics);
      if (id === "settings") return list(pe.periodicSettings);
      return id === "templates" ? (tail === undefined ? undefined : pe.periodicTemplates) : one(pe.periodics, id, "id");
    case "directives":
      if (id === "people") return list([{ id: "acc_02", name: "Chuyên viên" }]);
      return id === undefined ? { ...list(p.directives), counts: { mine: 1, given: 2, late: 1, all: 3 } } : one(p.directives, id, "id");
    case "privacy":
      if (id === "register") return q.privacyRegister;
      if (more === "piece") return q.privacyHeld;
      return id === undefined ? list(q.privacyRequests.filter((each) => (each.ended_at !== null) === (query.get("ended") === "true"))) : one(q.privacyRequests, id, "id");
    case "datasets":
      if (more === "punctual") return list(d.punctual);
      return id === undefined ? list(d.dataForms) : id === "BTN-T" ? d.dataForm : id === "LON" ? d.largeForm : undefined;
    case "value-sets":
      if (more === "earlier") return list(d.earlier);
      if (more === "history") return list(d.cellChanges);
      if (id === "set_large") return d.largeSet();
      return id === undefined ? list(d.valueSets.filter((set) => !query.get("state") || set.state === query.get("state"))) : one(d.valueSets, id, "id");
    case "indicators":
      if (more === "values") return tail === undefined ? i.indicatorValues(query) : i.pedigree;
      return id === undefined ? list(i.indicatorList(query.get("area"))) : i.indicatorOne(id);
    case "dashboards":
      return id === undefined ? list(i.dashboards) : more === "figures" ? list(i.dashboardFigures) : one(i.dashboards, id, "id");
    case "open-data":
      return id === undefined ? list(o.openSets) : o.openSet(id);
    case "frames":
      return list(i.frames);
    case "reports":
      if (id === "categories") return r.reportKinds;
      if (id === "plan") return r.reportPlan;
      return id === undefined ? { ...list(r.reports), counts: r.reportCounts } : one(r.reports, id, "id");
    case "report-bans":
      return list(r.reportBans);
    case "breaches":
      return one(q.breaches, id, "id");
    case "retention":
      return id === undefined ? { ...list(q.retention), night: p.ago(-800) } : list(q.retentionPieces);
    case "handovers":
      return id === "posts" ? list(p.handoverPosts) : one(p.handovers, id, "id");
    case "accounts":
      return list(p.accounts);
    case "packs":
      return id === "plan" ? { packs: [] } : list(id === "known" ? p.knownPacks : p.packs);
    case "ledger":
      return list(p.ledger);
    default:
      return undefined;
  }
}

function one(items, id, key) {
  return id === undefined ? list(items) : items.find((item) => item[key] === id);
}

// answer(path) gives what the server would say to a GET, from the small province beside this file.
// Shared by the fake server and by the browser tests, which change single answers to reach a state.

import * as p from "./data.mjs";

const list = (items) => ({ items, next: "" });

export function answer(path, query = new URLSearchParams()) {
  const [noun, id, more] = path.replace(/^\//, "").split("/").map(decodeURIComponent);
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
      const state = query.get("state");
      return id === undefined && state ? list(p.alerts.filter((alert) => (state === "alive" ? alert.state !== "resolved" : alert.state === state))) : one(p.alerts, id, "id");
    }
    case "incidents": {
      const state = query.get("state");
      return id === undefined && state ? list(p.incidents.filter((incident) => incident.state === state)) : one(p.incidents, id, "id");
    }
    case "warnings": {
      const state = query.get("state");
      return id === undefined && state ? list(p.warnings.filter((warning) => warning.state === state)) : one(p.warnings, id, "id");
    }
    case "work":
      if (id === "reasons") return list(p.workReasons);
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
      return list(p.playbooks);
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
    case "roster":
      return id === undefined ? list(p.rosters) : id === "on-duty" ? list(p.roster.now) : p.roster;
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

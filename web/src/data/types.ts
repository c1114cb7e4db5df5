// The shapes of the wire, as the server's OpenAPI document describes them. Written by hand so that
// each field has a name people use; test/schema.test.ts keeps them equal to schema.gen.ts.

/** A code and the name that people read. Everything owned or placed is shown through one of these. */
export interface Ref {
  code: string;
  name: string;
}

export type Severity = 1 | 2 | 3 | 4 | 5;
export type Freshness = "live" | "new" | "old" | "dead";

export interface Grant {
  role: string;
  unit: Ref;
  area: Ref;
}

export interface Me {
  id: string;
  name: string;
  unit: Ref;
  grants: Grant[];
  verbs: string[];
  sample: boolean;
  frame: string;
  version: string;
  now: string;
}

export interface Tile {
  code: string;
  label: string;
  value: number | null;
  unit: string;
  note: string;
  owner: Ref;
  source: string;
  at: string | null;
  freshness: Freshness;
  action: { label: string; href: string };
}

export interface LateUnit {
  unit: Ref;
  count: number;
  oldest_due: string;
}

export interface Overview {
  tiles: Tile[];
  incidents: IncidentShort[];
  late_by_unit: LateUnit[];
  feeds: Feed[];
  now: string;
}

export interface Latest {
  parameter: string;
  value: number | null;
  unit: string;
  at: string;
  received: string;
  status: string;
  feed: string;
  freshness: Freshness;
}

export interface Aqi {
  value: number;
  level: number;
  level_name: string;
  colour: string;
  at: string;
  parameter: string;
  method: string;
  freshness: Freshness;
}

export interface Station {
  code: string;
  name: string;
  type: string;
  area: Ref;
  owner: Ref;
  lon: number;
  lat: number;
  feeds: string[];
  sample: boolean;
  latest: Latest[];
  aqi: Aqi | null;
}

/** One row of a series: the measured value, or, with `every`, the figures of one period. */
export interface Observation {
  at: string;
  value?: number | null;
  unit?: string;
  status?: string;
  feed?: string;
  mean?: number | null;
  min?: number | null;
  max?: number | null;
  count?: number;
}

export interface Action {
  verb: string;
  allowed: boolean;
  why: string;
}

export interface Numbered {
  id: string;
  number: string;
}

export interface PlaybookRef {
  code: string;
  version: string | number;
  title: string;
}

export interface Alert {
  id: string;
  number: string;
  title: string;
  rule: Ref;
  condition: string;
  station: Ref;
  parameter: string;
  severity: Severity;
  state: "firing" | "acknowledged" | "resolved";
  value: number | null;
  unit: string;
  observed_at: string | null;
  since: string;
  fired_at: string;
  acknowledged_at: string | null;
  acknowledged_by: string;
  resolved_at: string | null;
  owner: Ref;
  area: Ref;
  feed: string;
  playbook: PlaybookRef | null;
  incident: Numbered | null;
  actions?: Action[];
}

export interface Clock {
  state: "ok" | "soon" | "late" | "pause" | "done";
  seconds: number;
  working: boolean;
}

export interface Legal {
  act: string;
  clause: string;
  title: string;
  mark: string;
}

export interface Step {
  no: number;
  title: string;
  role: string;
  legal: Legal[];
  limit_minutes: number;
  due: string | null;
  evidence: boolean;
  done_at: string | null;
  done_by: string;
  skipped_reason: string;
}

export interface LogLine {
  at: string;
  by: string;
  kind: string;
  text: string;
}

export interface Evidence {
  id: string;
  name: string;
  type: string;
  size: number;
  sha: string;
  by: string;
  at: string;
  href: string;
}

export interface IncidentShort {
  id: string;
  number: string;
  title: string;
  severity: Severity;
  state: "open" | "closed";
  owner: Ref;
  area: Ref;
  station: Ref | null;
  lon: number;
  lat: number;
  opened_at: string;
  work: { id: string; number: string; due: string; clock: Clock } | null;
}

export interface Incident extends IncidentShort {
  opened_by: string;
  closed_at: string | null;
  closed_reason: string;
  alerts: Alert[];
  playbook: (PlaybookRef & { steps: Step[] }) | null;
  log: LogLine[];
  evidence: Evidence[];
  actions: Action[];
}

export interface Work {
  id: string;
  number: string;
  kind: string;
  title: string;
  subject: { kind: string; id: string; number: string };
  severity: Severity;
  owner: Ref;
  person: { id: string; name: string } | null;
  area: Ref;
  opened_at: string;
  due: string;
  closed_at: string | null;
  state: "open" | "done";
  clock: Clock;
  next_step: { label: string; verb: string } | null;
  escalates_to: string;
  evidence: Evidence[];
  log: LogLine[];
  actions: Action[];
  why_visible: string;
}

export type Health = "on_time" | "late" | "silent" | "bad" | "never";

export interface Parameter {
  name: string;
  unit: string;
  min: number | null;
  max: number | null;
}

export interface Feed {
  code: string;
  name: string;
  owner: Ref;
  connector: string;
  cadence_s: number;
  due_hour: number | null;
  health: Health;
  last_received: string | null;
  last_observed: string | null;
  counts: { accepted: number; duplicate: number; corrected: number; quarantined: number };
  stations: string[] | number;
  quarantine_open: number;
  parameters: Parameter[];
  mark: string;
}

export interface Quarantined {
  id: string;
  received: string;
  station: string;
  parameter: string;
  raw: string;
  reason: string;
  message: string;
  origin: string;
}

export interface Area {
  code: string;
  name: string;
  kind: string;
  parent: string;
  from: string | null;
  to: string | null;
  km2?: number | null;
  mark: string;
}

export interface Unit {
  code: string;
  name: string;
  kind: string;
  parent: string;
  from: string | null;
  to: string | null;
  mark: string;
  area?: Ref | null;
}

export interface Account {
  id: string;
  name: string;
  unit: Ref;
  grants: Grant[];
  state: string;
  created_at: string;
  last_seen: string | null;
}

export interface Pack {
  name: string;
  version: string;
  title: string;
  applied_at: string;
  parts: string[];
}

export interface LedgerEntry {
  seq: number;
  at: string;
  actor: { id: string; name: string };
  verb: string;
  subject: string;
  unit: string;
  position: number | string;
  sealed: boolean;
  link: string;
}

export interface BoundaryProperties {
  code: string;
  name: string;
  kind: string;
  schematic: boolean;
  source: string;
}

export type Boundaries = GeoJSON.FeatureCollection<GeoJSON.Geometry, BoundaryProperties>;

/** A page of a list; `next` is empty on the last one. */
export interface List<T> {
  items: T[];
  next: string;
}

export interface LiveObservation {
  station: string;
  parameter: string;
  value: number | null;
  unit: string;
  at: string;
  received: string;
  status: string;
  feed: string;
}

export interface LiveChange {
  id?: string;
  code?: string;
  state: string;
  change: string;
}

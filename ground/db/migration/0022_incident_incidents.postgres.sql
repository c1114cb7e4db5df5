-- Cases being handled. An alert belongs to one incident at most; the checklist is
-- that of the playbook version pinned at opening; the log is only ever added to.
-- +goose Up
CREATE TABLE incident (
    id TEXT PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    title_vi TEXT NOT NULL,
    title_en TEXT NOT NULL,
    severity BIGINT NOT NULL,
    state TEXT NOT NULL,
    station TEXT NOT NULL,
    unit TEXT NOT NULL,
    unit_path TEXT COLLATE "C" NOT NULL,
    area TEXT NOT NULL,
    area_path TEXT COLLATE "C" NOT NULL,
    playbook TEXT NOT NULL,
    work TEXT NOT NULL,
    opened_at BIGINT NOT NULL,
    opened_by TEXT NOT NULL,
    opened_name TEXT NOT NULL,
    closed_at BIGINT,
    closed_by TEXT NOT NULL DEFAULT '',
    closed_name TEXT NOT NULL DEFAULT '',
    reason TEXT NOT NULL DEFAULT '',
    search TEXT NOT NULL
);
CREATE INDEX incident_state ON incident (state, opened_at, id);
CREATE INDEX incident_newest ON incident (opened_at, id);

CREATE TABLE incident_alert (
    alert TEXT PRIMARY KEY,
    incident TEXT NOT NULL REFERENCES incident (id)
);
CREATE INDEX incident_alert_incident ON incident_alert (incident);

CREATE TABLE incident_step (
    incident TEXT NOT NULL REFERENCES incident (id),
    no BIGINT NOT NULL,
    due_at BIGINT,
    done_at BIGINT,
    done_by TEXT NOT NULL DEFAULT '',
    done_name TEXT NOT NULL DEFAULT '',
    skipped_reason TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (incident, no)
);

CREATE TABLE incident_log (
    incident TEXT NOT NULL REFERENCES incident (id),
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    by_id TEXT NOT NULL,
    by_name TEXT NOT NULL,
    kind TEXT NOT NULL,
    words TEXT NOT NULL,
    args TEXT NOT NULL,
    PRIMARY KEY (incident, seq)
);

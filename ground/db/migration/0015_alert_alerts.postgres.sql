-- The life of an alert. At most one alert per rule, station and parameter lives;
-- the partial unique index holds that even between two nodes.
-- +goose Up
CREATE TABLE alert (
    id TEXT PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    rule TEXT NOT NULL,
    station TEXT NOT NULL,
    parameter TEXT NOT NULL,
    state TEXT NOT NULL,
    title_vi TEXT NOT NULL,
    title_en TEXT NOT NULL,
    condition_vi TEXT NOT NULL,
    condition_en TEXT NOT NULL,
    severity BIGINT NOT NULL,
    unit TEXT NOT NULL,
    unit_path TEXT COLLATE "C" NOT NULL,
    area TEXT NOT NULL,
    area_path TEXT COLLATE "C" NOT NULL,
    playbook TEXT NOT NULL,
    opens_incident BIGINT NOT NULL,
    feed TEXT NOT NULL,
    value DOUBLE PRECISION,
    value_unit TEXT NOT NULL,
    observed_at BIGINT NOT NULL,
    since BIGINT NOT NULL,
    fired_at BIGINT NOT NULL,
    acknowledged_at BIGINT,
    acknowledged_by TEXT NOT NULL DEFAULT '',
    acknowledged_name TEXT NOT NULL DEFAULT '',
    note TEXT NOT NULL DEFAULT '',
    resolved_at BIGINT,
    resolved_value DOUBLE PRECISION,
    search TEXT NOT NULL
);
CREATE UNIQUE INDEX alert_live ON alert (rule, station, parameter) WHERE state <> 'resolved';
CREATE INDEX alert_newest ON alert (fired_at, id);
CREATE INDEX alert_state ON alert (state, fired_at, id);

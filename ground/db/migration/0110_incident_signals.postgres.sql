-- A case is joined from signals: alerts of rules, and what people call, report or see, typed by the
-- duty officer. What was joined says why and can be parted; two whole cases are joined by naming the
-- one that leads. A case may be opened without an alert, at a place, with a type that packs name.
-- +goose Up
CREATE TABLE incident_type (
    code TEXT PRIMARY KEY,
    name_vi TEXT NOT NULL,
    name_en TEXT NOT NULL,
    playbook TEXT NOT NULL,
    near_m BIGINT NOT NULL,
    window_us BIGINT NOT NULL,
    sitrep_us BIGINT NOT NULL,
    mark TEXT NOT NULL,
    ended_at BIGINT
);

ALTER TABLE incident ADD COLUMN type TEXT NOT NULL DEFAULT '';
ALTER TABLE incident ADD COLUMN place TEXT NOT NULL DEFAULT '';
ALTER TABLE incident ADD COLUMN lon DOUBLE PRECISION;
ALTER TABLE incident ADD COLUMN lat DOUBLE PRECISION;
ALTER TABLE incident ADD COLUMN lead TEXT NOT NULL DEFAULT '';
ALTER TABLE incident ADD COLUMN sitrep_us BIGINT NOT NULL DEFAULT 0;
ALTER TABLE incident ADD COLUMN sitrep_due BIGINT;
CREATE INDEX incident_lead ON incident (lead) WHERE lead <> '';

ALTER TABLE incident_alert ADD COLUMN origin BIGINT NOT NULL DEFAULT 1;
ALTER TABLE incident_alert ADD COLUMN joined_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE incident_alert ADD COLUMN joined_name TEXT NOT NULL DEFAULT '';
ALTER TABLE incident_alert ADD COLUMN why TEXT NOT NULL DEFAULT '';
UPDATE incident_alert SET joined_at = (SELECT opened_at FROM incident WHERE id = incident_alert.incident);

CREATE TABLE incident_signal (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    type TEXT NOT NULL,
    words TEXT NOT NULL,
    place TEXT NOT NULL,
    lon DOUBLE PRECISION,
    lat DOUBLE PRECISION,
    at BIGINT NOT NULL,
    source TEXT NOT NULL,
    reliability TEXT NOT NULL,
    unit TEXT NOT NULL,
    unit_path TEXT COLLATE "C" NOT NULL,
    area TEXT NOT NULL,
    area_path TEXT COLLATE "C" NOT NULL,
    taken_at BIGINT NOT NULL,
    taken_by TEXT NOT NULL,
    taken_name TEXT NOT NULL,
    incident TEXT NOT NULL DEFAULT '',
    origin BIGINT NOT NULL DEFAULT 0,
    joined_at BIGINT NOT NULL DEFAULT 0,
    joined_name TEXT NOT NULL DEFAULT '',
    why TEXT NOT NULL DEFAULT '',
    aside TEXT NOT NULL DEFAULT ''
);
CREATE INDEX incident_signal_incident ON incident_signal (incident, at);
CREATE INDEX incident_signal_free ON incident_signal (taken_at, id) WHERE incident = '' AND aside = '';

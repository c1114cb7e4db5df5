-- Weekly and monthly reports: how a unit's are made, the templates that clerks edited (each version kept), and every report with each version of its content and its file.
-- +goose Up
CREATE TABLE periodic_setting (
    unit TEXT NOT NULL,
    rhythm TEXT NOT NULL,
    body TEXT NOT NULL,
    ended_at BIGINT,
    PRIMARY KEY (unit, rhythm)
);

CREATE TABLE periodic_template (
    unit TEXT NOT NULL,
    rhythm TEXT NOT NULL,
    version BIGINT NOT NULL,
    sha TEXT NOT NULL,
    name TEXT NOT NULL,
    note TEXT NOT NULL,
    back_to BIGINT NOT NULL,
    unknown BIGINT NOT NULL,
    at BIGINT NOT NULL,
    by_id TEXT NOT NULL,
    by_name TEXT NOT NULL,
    PRIMARY KEY (unit, rhythm, version)
);

CREATE TABLE periodic_edition (
    id TEXT PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    unit TEXT NOT NULL,
    unit_path TEXT NOT NULL,
    area TEXT NOT NULL,
    area_path TEXT NOT NULL,
    rhythm TEXT NOT NULL,
    period TEXT NOT NULL,
    first_day TEXT NOT NULL,
    state TEXT NOT NULL,
    version BIGINT NOT NULL,
    digest TEXT NOT NULL,
    unknown BIGINT NOT NULL,
    composed_at BIGINT NOT NULL,
    signed_at BIGINT,
    signed_by TEXT NOT NULL DEFAULT '',
    signed_name TEXT NOT NULL DEFAULT '',
    withdrawn_at BIGINT,
    withdrawn_name TEXT NOT NULL DEFAULT '',
    reason TEXT NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX periodic_edition_live ON periodic_edition (unit, rhythm, period) WHERE state <> 'withdrawn';
CREATE INDEX periodic_edition_day ON periodic_edition (first_day, id);

CREATE TABLE periodic_version (
    edition TEXT NOT NULL REFERENCES periodic_edition (id),
    version BIGINT NOT NULL,
    content TEXT NOT NULL,
    digest TEXT NOT NULL,
    sha TEXT NOT NULL,
    at BIGINT NOT NULL,
    by_id TEXT NOT NULL,
    by_name TEXT NOT NULL,
    PRIMARY KEY (edition, version)
);

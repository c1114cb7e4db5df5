-- The one queue: items with an owner unit and a clock, what was done to them, and
-- the evidence. log and evidence are only ever added to.
-- +goose Up
CREATE TABLE work_item (
    id TEXT PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    subject_number TEXT NOT NULL,
    title_vi TEXT NOT NULL,
    title_en TEXT NOT NULL,
    severity BIGINT NOT NULL,
    unit TEXT NOT NULL,
    unit_path TEXT NOT NULL,
    area TEXT NOT NULL,
    area_path TEXT NOT NULL,
    person TEXT NOT NULL DEFAULT '',
    person_name TEXT NOT NULL DEFAULT '',
    opened_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    working BIGINT NOT NULL,
    wants_evidence BIGINT NOT NULL,
    state TEXT NOT NULL,
    closed_at BIGINT,
    closed_by TEXT NOT NULL DEFAULT '',
    closed_name TEXT NOT NULL DEFAULT '',
    reason TEXT NOT NULL DEFAULT '',
    search TEXT NOT NULL
);
-- One subject stands in the queue once per kind.
CREATE UNIQUE INDEX work_item_open ON work_item (kind, subject_id) WHERE state = 'open';
CREATE INDEX work_item_due ON work_item (state, due_at, id);
CREATE INDEX work_item_person ON work_item (person, state, due_at);
CREATE INDEX work_item_unit ON work_item (unit_path, state, due_at);

CREATE TABLE work_log (
    item TEXT NOT NULL REFERENCES work_item (id),
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    by_id TEXT NOT NULL,
    by_name TEXT NOT NULL,
    kind TEXT NOT NULL,
    words TEXT NOT NULL,
    args TEXT NOT NULL,
    PRIMARY KEY (item, seq)
);

CREATE TABLE work_evidence (
    id TEXT PRIMARY KEY,
    item TEXT NOT NULL REFERENCES work_item (id),
    sha TEXT NOT NULL,
    name TEXT NOT NULL,
    type TEXT NOT NULL,
    size BIGINT NOT NULL,
    note TEXT NOT NULL,
    at BIGINT NOT NULL,
    by_id TEXT NOT NULL,
    by_name TEXT NOT NULL,
    UNIQUE (item, sha)
);
CREATE INDEX work_evidence_sha ON work_evidence (sha);

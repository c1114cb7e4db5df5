-- A clock that stands still for a listed reason, more time that is asked for and granted, handing on to
-- another unit, and what is raised to the unit above. counts_from is the instant from which limit_us
-- counts, null for the opening: a pause and an extension move the pair, so that a changed calendar
-- still leads from it to the due time. Reasons are data of packs.
-- +goose Up
ALTER TABLE work_item ADD COLUMN counts_from BIGINT;
ALTER TABLE work_item ADD COLUMN paused_until BIGINT;
ALTER TABLE work_item ADD COLUMN raised_to TEXT NOT NULL DEFAULT '';
ALTER TABLE work_item ADD COLUMN reopened BIGINT NOT NULL DEFAULT 0;
CREATE INDEX work_item_raised ON work_item (raised_to, due_at) WHERE raised_to <> '' AND state = 'open';

CREATE TABLE work_reason (
    code TEXT PRIMARY KEY,
    use TEXT NOT NULL,
    name_vi TEXT NOT NULL,
    name_en TEXT NOT NULL,
    longest_us BIGINT NOT NULL,
    basis TEXT NOT NULL,
    mark TEXT NOT NULL,
    ended_at BIGINT
);

CREATE TABLE work_pause (
    item TEXT NOT NULL REFERENCES work_item (id),
    seq BIGINT NOT NULL,
    reason TEXT NOT NULL REFERENCES work_reason (code),
    words TEXT NOT NULL,
    began BIGINT NOT NULL,
    ended BIGINT NOT NULL,
    by_id TEXT NOT NULL,
    by_name TEXT NOT NULL,
    PRIMARY KEY (item, seq)
);

CREATE TABLE work_request (
    id TEXT PRIMARY KEY,
    item TEXT NOT NULL REFERENCES work_item (id),
    wish TEXT NOT NULL,
    reason TEXT NOT NULL,
    more_us BIGINT NOT NULL,
    unit TEXT NOT NULL,
    words TEXT NOT NULL,
    state TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    asked_by TEXT NOT NULL,
    asked_name TEXT NOT NULL,
    decided_at BIGINT,
    decided_by TEXT NOT NULL DEFAULT '',
    decided_name TEXT NOT NULL DEFAULT '',
    answer TEXT NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX work_request_open ON work_request (item, wish) WHERE state = 'asked';
CREATE INDEX work_request_item ON work_request (item, asked_at);

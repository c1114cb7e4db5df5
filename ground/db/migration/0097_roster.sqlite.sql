-- Who is on duty: rosters in versions, and what changes single turns of them. Turns
-- themselves are computed and never stored, so that nothing must be kept in step.
-- +goose Up
CREATE TABLE roster (
    code TEXT PRIMARY KEY,
    unit TEXT NOT NULL,
    unit_path TEXT NOT NULL,
    area TEXT NOT NULL,
    area_path TEXT NOT NULL,
    version BIGINT NOT NULL
);

-- A turn follows the version that stood when it began.
CREATE TABLE roster_version (
    roster TEXT NOT NULL REFERENCES roster (code),
    version BIGINT NOT NULL,
    body TEXT NOT NULL,
    put_at BIGINT NOT NULL,
    put_by TEXT NOT NULL,
    put_name TEXT NOT NULL,
    PRIMARY KEY (roster, version)
);

CREATE TABLE roster_override (
    roster TEXT NOT NULL REFERENCES roster (code),
    shift TEXT NOT NULL,
    day TEXT NOT NULL,
    person TEXT NOT NULL,
    kind TEXT NOT NULL,
    reason TEXT NOT NULL,
    at BIGINT NOT NULL,
    by_id TEXT NOT NULL,
    PRIMARY KEY (roster, shift, day)
);

-- Why somebody is away is not kept.
CREATE TABLE roster_leave (
    id TEXT PRIMARY KEY,
    roster TEXT NOT NULL REFERENCES roster (code),
    person TEXT NOT NULL,
    from_day TEXT NOT NULL,
    to_day TEXT NOT NULL,
    stand_in TEXT NOT NULL,
    at BIGINT NOT NULL,
    by_id TEXT NOT NULL
);
CREATE INDEX roster_leave_person ON roster_leave (person, to_day);

CREATE TABLE roster_swap (
    id TEXT PRIMARY KEY,
    roster TEXT NOT NULL REFERENCES roster (code),
    shift TEXT NOT NULL,
    day TEXT NOT NULL,
    asker TEXT NOT NULL,
    other TEXT NOT NULL,
    other_shift TEXT NOT NULL,
    other_day TEXT NOT NULL,
    state TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    answered_at BIGINT
);
-- A turn is offered once at a time.
CREATE UNIQUE INDEX roster_swap_asked ON roster_swap (roster, shift, day) WHERE state = 'asked';

CREATE TABLE roster_deputy (
    id TEXT PRIMARY KEY,
    unit TEXT NOT NULL,
    unit_path TEXT NOT NULL,
    area_path TEXT NOT NULL,
    person TEXT NOT NULL,
    deputy TEXT NOT NULL,
    from_day TEXT NOT NULL,
    to_day TEXT NOT NULL,
    at BIGINT NOT NULL,
    by_id TEXT NOT NULL
);
CREATE INDEX roster_deputy_unit ON roster_deputy (unit, to_day);

-- Gaps that were told, so that each is told once.
CREATE TABLE roster_gap (
    roster TEXT NOT NULL REFERENCES roster (code),
    shift TEXT NOT NULL,
    day TEXT NOT NULL,
    kind TEXT NOT NULL,
    found_at BIGINT NOT NULL,
    PRIMARY KEY (roster, shift, day, kind)
);

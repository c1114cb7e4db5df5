-- What units hand in: forms as packs say them, sets of values by unit and period, and every value that a cell had. num is a whole number of the element's smallest step.
-- +goose Up
CREATE TABLE dataset_form (
    code TEXT PRIMARY KEY,
    body TEXT NOT NULL,
    version BIGINT NOT NULL,
    ended_at BIGINT
);

CREATE TABLE dataset_set (
    id TEXT PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    form TEXT NOT NULL REFERENCES dataset_form (code),
    period TEXT NOT NULL,
    start_on TEXT NOT NULL,
    end_on TEXT NOT NULL,
    unit TEXT NOT NULL,
    area TEXT NOT NULL,
    area_path TEXT NOT NULL,
    -- who answers for it today, the unit itself or who took over from it; unit and area stay those that the values are of
    holder_unit_path TEXT NOT NULL,
    holder_area_path TEXT NOT NULL,
    owner_path TEXT NOT NULL,
    owner_area_path TEXT NOT NULL,
    state TEXT NOT NULL,
    level BIGINT NOT NULL DEFAULT 0,
    due_at BIGINT NOT NULL,
    opened_at BIGINT NOT NULL,
    submitted_at BIGINT,
    submitted_by TEXT NOT NULL DEFAULT '',
    first_at BIGINT,
    approved_at BIGINT,
    locked_at BIGINT,
    work TEXT NOT NULL DEFAULT '',
    filled BIGINT NOT NULL DEFAULT 0,
    version BIGINT NOT NULL DEFAULT 0,
    UNIQUE (form, unit, period)
);
CREATE INDEX dataset_set_due ON dataset_set (due_at, id);
CREATE INDEX dataset_set_span ON dataset_set (form, start_on);

CREATE TABLE dataset_value (
    set_id TEXT NOT NULL REFERENCES dataset_set (id),
    element TEXT NOT NULL,
    opt TEXT NOT NULL,
    num BIGINT,
    words TEXT NOT NULL,
    comment TEXT NOT NULL,
    source TEXT NOT NULL,
    at BIGINT NOT NULL,
    by_id TEXT NOT NULL,
    by_name TEXT NOT NULL,
    changes BIGINT NOT NULL,
    PRIMARY KEY (set_id, element, opt)
) WITHOUT ROWID;

CREATE TABLE dataset_change (
    set_id TEXT NOT NULL REFERENCES dataset_set (id),
    element TEXT NOT NULL,
    opt TEXT NOT NULL,
    seq BIGINT NOT NULL,
    kind TEXT NOT NULL,
    before_num BIGINT,
    before_words TEXT NOT NULL,
    after_num BIGINT,
    after_words TEXT NOT NULL,
    words TEXT NOT NULL,
    at BIGINT NOT NULL,
    by_id TEXT NOT NULL,
    by_name TEXT NOT NULL,
    PRIMARY KEY (set_id, element, opt, seq)
);

CREATE TABLE dataset_log (
    set_id TEXT NOT NULL REFERENCES dataset_set (id),
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    by_id TEXT NOT NULL,
    by_name TEXT NOT NULL,
    kind TEXT NOT NULL,
    words TEXT NOT NULL,
    PRIMARY KEY (set_id, seq)
);

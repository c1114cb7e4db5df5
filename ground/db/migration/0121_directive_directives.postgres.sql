-- Directives: who has to do what by when, with which result, who answers for it; and what was reported. The
-- due time and the proof lie with the item of the queue.
-- +goose Up
CREATE TABLE directive (
    id TEXT PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    parent TEXT NOT NULL,
    title TEXT NOT NULL,
    result TEXT NOT NULL,
    responsibility TEXT NOT NULL,
    source_kind TEXT NOT NULL,
    source_words TEXT NOT NULL,
    source_day TEXT NOT NULL,
    unit TEXT NOT NULL,
    unit_path TEXT COLLATE "C" NOT NULL,
    area TEXT NOT NULL,
    area_path TEXT COLLATE "C" NOT NULL,
    doer_unit TEXT NOT NULL,
    doer_unit_path TEXT COLLATE "C" NOT NULL,
    doer_area TEXT NOT NULL,
    doer_area_path TEXT COLLATE "C" NOT NULL,
    person TEXT NOT NULL,
    person_name TEXT NOT NULL,
    given_at BIGINT NOT NULL,
    given_by TEXT NOT NULL,
    given_name TEXT NOT NULL,
    state TEXT NOT NULL,
    percent BIGINT NOT NULL DEFAULT 0,
    work TEXT NOT NULL,
    ended_at BIGINT,
    search TEXT NOT NULL
);
CREATE INDEX directive_parent ON directive (parent) WHERE parent <> '';
CREATE INDEX directive_work ON directive (work);
CREATE INDEX directive_person ON directive (person, state);

CREATE TABLE directive_log (
    directive TEXT NOT NULL REFERENCES directive (id),
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    by_id TEXT NOT NULL,
    by_name TEXT NOT NULL,
    kind TEXT NOT NULL,
    percent BIGINT NOT NULL,
    words TEXT NOT NULL,
    PRIMARY KEY (directive, seq)
);

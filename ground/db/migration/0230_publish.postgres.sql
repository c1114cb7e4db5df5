-- The open data catalogue: data sets as packs propose them (body) and as somebody approved them (public), what stands in their files, what was done, and how often each file was taken.
-- use is counted by data set, format and day alone: nothing of who took it is known here.
-- +goose Up
CREATE TABLE publish_set (
    code TEXT PRIMARY KEY,
    body TEXT NOT NULL,
    version BIGINT NOT NULL,
    unit_path TEXT COLLATE "C" NOT NULL,
    area_path TEXT COLLATE "C" NOT NULL,
    search TEXT NOT NULL,
    state TEXT NOT NULL,
    public TEXT NOT NULL DEFAULT '',
    public_version BIGINT NOT NULL DEFAULT 0,
    proposed_at BIGINT NOT NULL,
    approved_at BIGINT,
    approved_by TEXT NOT NULL DEFAULT '',
    approved_role TEXT NOT NULL DEFAULT '',
    approved_unit TEXT NOT NULL DEFAULT '',
    issued_at BIGINT,
    withdrawn_at BIGINT,
    words TEXT NOT NULL DEFAULT '',
    digest TEXT NOT NULL DEFAULT '',
    changed_at BIGINT,
    rows_count BIGINT NOT NULL DEFAULT 0,
    hidden_count BIGINT NOT NULL DEFAULT 0,
    trouble TEXT NOT NULL DEFAULT '',
    ended_at BIGINT
);

CREATE TABLE publish_table (
    code TEXT PRIMARY KEY REFERENCES publish_set (code),
    digest TEXT NOT NULL,
    body TEXT NOT NULL
);

CREATE TABLE publish_log (
    code TEXT NOT NULL REFERENCES publish_set (code),
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    by_id TEXT NOT NULL,
    by_name TEXT NOT NULL,
    kind TEXT NOT NULL,
    words TEXT NOT NULL,
    PRIMARY KEY (code, seq)
);

CREATE TABLE publish_use (
    code TEXT NOT NULL REFERENCES publish_set (code),
    format TEXT NOT NULL,
    day TEXT NOT NULL,
    n BIGINT NOT NULL,
    PRIMARY KEY (code, format, day)
);

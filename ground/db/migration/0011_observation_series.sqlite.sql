-- What was measured. On SQLite the rows lie time-major: all series of one
-- instant beside each other, because that is the order they arrive in and an
-- append to a B-tree is several times cheaper than an insert into it (measured).
-- Newest values lie in a table of their own, so that an observation never
-- rewrites the document of its station.
-- +goose Up
CREATE TABLE observation_series (
    id INTEGER PRIMARY KEY,
    entity TEXT NOT NULL,
    parameter TEXT NOT NULL,
    unit TEXT NOT NULL,
    cadence BIGINT NOT NULL DEFAULT 0,
    created BIGINT NOT NULL,
    UNIQUE (entity, parameter)
);

-- Feed codes as numbers, because every row carries one.
CREATE TABLE observation_source (
    id INTEGER PRIMARY KEY,
    code TEXT NOT NULL UNIQUE
);

CREATE TABLE observation_recent (
    at BIGINT NOT NULL,
    series BIGINT NOT NULL,
    value DOUBLE PRECISION,
    status BIGINT NOT NULL,
    source BIGINT NOT NULL,
    received BIGINT NOT NULL,
    PRIMARY KEY (at, series)
) WITHOUT ROWID;

-- Counts the writing transactions, so that the head in memory knows whether it
-- stands where a reader's snapshot stands.
CREATE TABLE observation_commit (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    n BIGINT NOT NULL
);
INSERT INTO observation_commit (id, n) VALUES (1, 0);

CREATE TABLE observation_latest (
    series INTEGER PRIMARY KEY,
    at BIGINT NOT NULL,
    value DOUBLE PRECISION,
    status BIGINT NOT NULL,
    source BIGINT NOT NULL,
    received BIGINT NOT NULL
);

-- Earlier values of corrected observations; the last received counts.
CREATE TABLE observation_correction (
    id INTEGER PRIMARY KEY,
    series BIGINT NOT NULL,
    at BIGINT NOT NULL,
    value DOUBLE PRECISION,
    status BIGINT NOT NULL,
    source BIGINT NOT NULL,
    received BIGINT NOT NULL,
    replaced BIGINT NOT NULL
);
CREATE INDEX observation_correction_at ON observation_correction (series, at, id);

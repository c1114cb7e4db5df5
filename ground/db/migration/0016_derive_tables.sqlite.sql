-- Tables of indices as packs bring them, and for each computed hour what made the
-- value: method, dominant parameter, sub-indices. The value itself is an
-- observation like any other. Hours that wait to be computed again are rows, so
-- that a restart forgets none.
-- +goose Up
CREATE TABLE derive_table (
    method TEXT PRIMARY KEY,
    parameter TEXT NOT NULL UNIQUE,
    body TEXT NOT NULL,
    created BIGINT NOT NULL,
    changed BIGINT NOT NULL
) WITHOUT ROWID;

CREATE TABLE derive_index (
    entity TEXT NOT NULL,
    parameter TEXT NOT NULL,
    at BIGINT NOT NULL,
    method TEXT NOT NULL,
    detail TEXT NOT NULL,
    computed BIGINT NOT NULL,
    PRIMARY KEY (entity, parameter, at)
) WITHOUT ROWID;

CREATE TABLE derive_pending (
    entity TEXT NOT NULL,
    first BIGINT NOT NULL,
    last BIGINT NOT NULL,
    PRIMARY KEY (entity, first)
) WITHOUT ROWID;

-- What figures are, as packs say: formula, targets, owner; and others' lists of figures. Values are computed when they are asked for.
-- flaws: how many soft rules did not hold when a set was handed in.
-- +goose Up
CREATE TABLE indicator_def (
    code TEXT PRIMARY KEY,
    body TEXT NOT NULL,
    version BIGINT NOT NULL,
    ended_at BIGINT
);

CREATE TABLE indicator_frame (
    code TEXT PRIMARY KEY,
    body TEXT NOT NULL
);

ALTER TABLE dataset_set ADD COLUMN flaws BIGINT NOT NULL DEFAULT 0;

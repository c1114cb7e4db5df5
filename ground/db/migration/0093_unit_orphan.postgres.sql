-- Units that ended while things hang on them and nobody stated who takes over, so that it is told once.
-- A row goes when a successor is stated and what hung on the unit was passed on.
-- +goose Up
CREATE TABLE unit_orphan (
    unit TEXT COLLATE "C" PRIMARY KEY,
    found_at BIGINT NOT NULL
);

-- What units became on which day: departments merge and split as areas do, and records of the old ones
-- are handed on by shares. No share says that nobody stated one.
-- +goose Up
CREATE TABLE unit_lineage (
    old_code TEXT NOT NULL,
    new_code TEXT NOT NULL,
    day TEXT NOT NULL,
    share DOUBLE PRECISION,
    source TEXT NOT NULL,
    PRIMARY KEY (old_code, new_code, day)
);
CREATE INDEX unit_lineage_new ON unit_lineage (new_code);

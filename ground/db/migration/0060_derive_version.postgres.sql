-- A table of a method may be put again with other figures. Values keep the version
-- that made them, so that a figure of last year can be explained by the table of
-- last year. What exists is of version 1.
-- +goose Up
ALTER TABLE derive_table ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE derive_index ADD COLUMN version BIGINT NOT NULL DEFAULT 1;

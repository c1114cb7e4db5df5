-- Which packs were applied, and which pack brought which row. The digest of a row
-- lets a second apply leave everything alone; "below" names the pack whose row is
-- covered by an overlay, so that applying that pack again does not undo it.
-- +goose Up
CREATE TABLE pack (
    name TEXT PRIMARY KEY,
    version TEXT NOT NULL,
    title_vi TEXT NOT NULL,
    title_en TEXT NOT NULL,
    digest TEXT NOT NULL,
    body TEXT NOT NULL,
    sample BIGINT NOT NULL,
    applied_at BIGINT NOT NULL,
    applied_by TEXT NOT NULL
);

CREATE TABLE pack_row (
    part TEXT NOT NULL,
    code TEXT NOT NULL,
    pack TEXT NOT NULL,
    below TEXT NOT NULL,
    digest TEXT NOT NULL,
    body TEXT NOT NULL,
    put_at BIGINT NOT NULL,
    PRIMARY KEY (part, code)
);
CREATE INDEX pack_row_pack ON pack_row (pack, part);

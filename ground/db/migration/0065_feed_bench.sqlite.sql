-- What lies in quarantine can be read again: its form, the line of names before
-- it and which value of the row it is are kept, and what people decided about it.
-- Contracts get a number that grows with each saving, so that two who edit at once
-- do not write over each other, and each version is kept.
-- +goose Up
ALTER TABLE feed_quarantine ADD COLUMN form TEXT NOT NULL DEFAULT '';
ALTER TABLE feed_quarantine ADD COLUMN head TEXT NOT NULL DEFAULT '';
ALTER TABLE feed_quarantine ADD COLUMN cell TEXT NOT NULL DEFAULT '';
ALTER TABLE feed_quarantine ADD COLUMN state TEXT NOT NULL DEFAULT 'open';
ALTER TABLE feed_quarantine ADD COLUMN decided BIGINT NOT NULL DEFAULT 0;
ALTER TABLE feed_quarantine ADD COLUMN decided_by TEXT NOT NULL DEFAULT '';
ALTER TABLE feed_quarantine ADD COLUMN decision TEXT NOT NULL DEFAULT '';
CREATE INDEX feed_quarantine_open ON feed_quarantine (feed, state, id);

ALTER TABLE feed ADD COLUMN rev BIGINT NOT NULL DEFAULT 1;
CREATE TABLE feed_revision (
    feed TEXT NOT NULL,
    rev BIGINT NOT NULL,
    body TEXT NOT NULL,
    saved BIGINT NOT NULL,
    saved_by TEXT NOT NULL,
    PRIMARY KEY (feed, rev)
) WITHOUT ROWID;
INSERT INTO feed_revision (feed, rev, body, saved, saved_by) SELECT code, 1, body, changed, '' FROM feed;

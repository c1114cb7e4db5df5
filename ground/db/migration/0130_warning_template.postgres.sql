-- Words that a warning of a hazard begins with, brought by packs.
-- +goose Up
CREATE TABLE warning_template (
    code TEXT PRIMARY KEY,
    body TEXT NOT NULL,
    put_at BIGINT NOT NULL,
    ended_at BIGINT
);

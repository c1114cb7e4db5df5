-- Answers that came by e-mail, so that the same letter twice is one.
-- +goose Up
CREATE TABLE report_reply (
    key TEXT PRIMARY KEY,
    at BIGINT NOT NULL
);

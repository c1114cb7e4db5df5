-- Playbooks by version. A version never changes: what a case was opened with can
-- be read as it was then.
-- +goose Up
CREATE TABLE playbook (
    id TEXT PRIMARY KEY,
    code TEXT NOT NULL,
    version BIGINT NOT NULL,
    title_vi TEXT NOT NULL,
    title_en TEXT NOT NULL,
    valid_from TEXT,
    valid_to TEXT,
    body TEXT NOT NULL,
    digest TEXT NOT NULL,
    used BIGINT NOT NULL,
    put_at BIGINT NOT NULL,
    UNIQUE (code, version)
);

-- What people agreed to, how long kinds of data are kept, what is planned to be erased and what is held back from it; the
-- legal clocks of requests about data and of breaches.
-- +goose Up
CREATE TABLE consent_setting (
    kind TEXT NOT NULL,
    code TEXT NOT NULL,
    body TEXT NOT NULL,
    ended_at BIGINT,
    PRIMARY KEY (kind, code)
);

CREATE TABLE consent_given (
    id TEXT PRIMARY KEY,
    purpose TEXT NOT NULL,
    kind TEXT NOT NULL,
    piece TEXT NOT NULL,
    words TEXT NOT NULL,
    how TEXT NOT NULL,
    at BIGINT NOT NULL,
    by_name TEXT NOT NULL,
    withdrawn_at BIGINT,
    withdrawn_how TEXT NOT NULL DEFAULT '',
    withdrawn_by TEXT NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX consent_given_stands ON consent_given (purpose, kind, piece) WHERE withdrawn_at IS NULL;
CREATE INDEX consent_given_piece ON consent_given (kind, piece);

CREATE TABLE consent_sweep (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    cutoff BIGINT NOT NULL,
    found BIGINT NOT NULL,
    planned_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    state TEXT NOT NULL,
    erased BIGINT NOT NULL DEFAULT 0,
    ended_at BIGINT
);
CREATE INDEX consent_sweep_kind ON consent_sweep (kind, id);

CREATE TABLE consent_hold (
    kind TEXT NOT NULL,
    piece TEXT NOT NULL,
    words TEXT NOT NULL,
    why TEXT NOT NULL,
    by_name TEXT NOT NULL,
    at BIGINT NOT NULL,
    until BIGINT,
    PRIMARY KEY (kind, piece)
);

CREATE TABLE privacy_clock (
    code TEXT PRIMARY KEY,
    body TEXT NOT NULL,
    ended_at BIGINT
);
ALTER TABLE privacy_request ADD COLUMN clock TEXT NOT NULL DEFAULT '';
ALTER TABLE privacy_breach ADD COLUMN clock TEXT NOT NULL DEFAULT '';

-- The ground's own machinery: the event log and its readers, timers and leases,
-- the ledger, and human numbers. All of them are rows, so that a restart
-- continues what was pending.
-- +goose Up
CREATE TABLE number (
    kind TEXT NOT NULL,
    year BIGINT NOT NULL,
    last BIGINT NOT NULL,
    PRIMARY KEY (kind, year)
) WITHOUT ROWID;

-- xid is the transaction's number on PostgreSQL, where rows become visible out
-- of order; SQLite commits in order and keeps 0.
CREATE TABLE event (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    xid BIGINT NOT NULL DEFAULT 0,
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL
);

CREATE TABLE reader (
    name TEXT PRIMARY KEY,
    xid BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    failures BIGINT NOT NULL DEFAULT 0,
    fault TEXT NOT NULL DEFAULT ''
) WITHOUT ROWID;

CREATE TABLE timer (
    duty TEXT NOT NULL,
    key TEXT NOT NULL,
    at BIGINT NOT NULL,
    due BIGINT NOT NULL, -- when to try next: at, or later after a failure
    body TEXT NOT NULL,
    failures BIGINT NOT NULL DEFAULT 0,
    fault TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (duty, key)
) WITHOUT ROWID;
CREATE INDEX timer_due ON timer (duty, due);

CREATE TABLE lease (
    duty TEXT PRIMARY KEY,
    holder TEXT NOT NULL,
    until BIGINT NOT NULL
) WITHOUT ROWID;

CREATE TABLE ledger (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    xid BIGINT NOT NULL DEFAULT 0,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    verb TEXT NOT NULL,
    subject TEXT NOT NULL,
    unit_path TEXT NOT NULL,
    area_path TEXT NOT NULL,
    digest BLOB NOT NULL,
    position BIGINT UNIQUE,
    link BLOB
);
CREATE INDEX ledger_open ON ledger (seq) WHERE position IS NULL;
CREATE INDEX ledger_subject ON ledger (subject, seq);

-- Payloads lie apart, so that a person's words can be erased and the chain still
-- verifies: the entry keeps only the salted digest.
CREATE TABLE ledger_payload (
    seq BIGINT PRIMARY KEY,
    salt BLOB NOT NULL,
    payload TEXT NOT NULL
);

-- Readers walk the log of their kinds by (transaction, number): see ground/bus.
CREATE INDEX event_order ON event (kind, xid, seq);

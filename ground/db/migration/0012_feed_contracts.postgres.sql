-- Contracts of sources, how they fare, and what could not be taken. State and
-- counts lie apart from the contract, because they change with every commit and
-- the contract with the years.
-- +goose Up
CREATE TABLE feed (
    code TEXT COLLATE "C" PRIMARY KEY,
    body TEXT NOT NULL,
    unit TEXT NOT NULL,
    unit_path TEXT COLLATE "C" NOT NULL,
    area TEXT NOT NULL,
    area_path TEXT COLLATE "C" NOT NULL,
    created BIGINT NOT NULL,
    changed BIGINT NOT NULL
);

-- Grows with every change, so that what is kept in memory knows when it is old.
CREATE TABLE feed_version (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    n BIGINT NOT NULL
);
INSERT INTO feed_version (id, n) VALUES (1, 0);

CREATE TABLE feed_state (
    feed TEXT PRIMARY KEY,
    received BIGINT NOT NULL DEFAULT 0,
    observed BIGINT NOT NULL DEFAULT 0,
    health TEXT NOT NULL,
    since BIGINT NOT NULL,
    look BIGINT NOT NULL DEFAULT 0 -- when the timer looks next; 0 when none is set
);

CREATE TABLE feed_count (
    feed TEXT NOT NULL,
    hour BIGINT NOT NULL,
    accepted BIGINT NOT NULL,
    duplicate BIGINT NOT NULL,
    corrected BIGINT NOT NULL,
    quarantined BIGINT NOT NULL,
    PRIMARY KEY (feed, hour)
);

-- A row that comes again and again is one row with a count: a logger that is set
-- up wrongly sends the same line for days.
CREATE TABLE feed_quarantine (
    id TEXT PRIMARY KEY,
    feed TEXT NOT NULL,
    digest TEXT NOT NULL,
    station TEXT NOT NULL,
    parameter TEXT NOT NULL,
    raw TEXT NOT NULL,
    origin TEXT NOT NULL,
    reason TEXT NOT NULL,
    args TEXT NOT NULL,
    unit_path TEXT COLLATE "C" NOT NULL,
    area_path TEXT COLLATE "C" NOT NULL,
    received BIGINT NOT NULL,
    first BIGINT NOT NULL,
    times BIGINT NOT NULL,
    UNIQUE (feed, digest)
);
CREATE INDEX feed_quarantine_list ON feed_quarantine (feed, received, id);

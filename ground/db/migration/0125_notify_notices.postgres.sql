-- What people are told, by which ways, and what became of each try. A delivery
-- is a row before anything is sent, so that no page is lost with a process.
-- +goose Up
CREATE TABLE notify_notice (
    id TEXT PRIMARY KEY,
    origin TEXT NOT NULL,
    person TEXT NOT NULL,
    kind TEXT NOT NULL,
    severity BIGINT NOT NULL,
    about_kind TEXT NOT NULL,
    about TEXT NOT NULL,
    number TEXT NOT NULL,
    title_vi TEXT NOT NULL,
    title_en TEXT NOT NULL,
    text_vi TEXT NOT NULL,
    text_en TEXT NOT NULL,
    link TEXT NOT NULL,
    wants TEXT NOT NULL,
    at BIGINT NOT NULL,
    read_at BIGINT,
    acknowledged_at BIGINT,
    acknowledged_via TEXT NOT NULL DEFAULT ''
);
-- One event tells a person once.
CREATE UNIQUE INDEX notify_notice_once ON notify_notice (origin, person);
CREATE INDEX notify_notice_person ON notify_notice (person, id);
CREATE INDEX notify_notice_unread ON notify_notice (person) WHERE read_at IS NULL;

CREATE TABLE notify_delivery (
    id TEXT PRIMARY KEY,
    notice TEXT NOT NULL REFERENCES notify_notice (id),
    person TEXT NOT NULL,
    channel TEXT NOT NULL,
    address TEXT NOT NULL,
    severity BIGINT NOT NULL,
    state TEXT NOT NULL,
    held_for TEXT NOT NULL DEFAULT '',
    due_at BIGINT NOT NULL,
    tries BIGINT NOT NULL DEFAULT 0,
    claimed_until BIGINT,
    cause TEXT NOT NULL DEFAULT '',
    cause_args TEXT NOT NULL DEFAULT '',
    created_at BIGINT NOT NULL,
    sent_at BIGINT,
    receipt TEXT NOT NULL DEFAULT '',
    doubled BIGINT NOT NULL DEFAULT 0,
    digest TEXT NOT NULL DEFAULT ''
);
CREATE INDEX notify_delivery_due ON notify_delivery (channel, due_at) WHERE state = 'waiting';
CREATE INDEX notify_delivery_sending ON notify_delivery (channel, claimed_until) WHERE state = 'sending';
CREATE INDEX notify_delivery_held ON notify_delivery (person, channel) WHERE state = 'held';
CREATE INDEX notify_delivery_state ON notify_delivery (state, id);
CREATE INDEX notify_delivery_person ON notify_delivery (person, id);
CREATE INDEX notify_delivery_notice ON notify_delivery (notice);

-- Where a person can be reached. The code is kept as a digest; keys are what a
-- browser gave for its push service.
CREATE TABLE notify_address (
    id TEXT PRIMARY KEY,
    person TEXT NOT NULL,
    channel TEXT NOT NULL,
    address TEXT NOT NULL,
    label TEXT NOT NULL,
    keys TEXT NOT NULL DEFAULT '',
    created_at BIGINT NOT NULL,
    verified_at BIGINT,
    code TEXT NOT NULL DEFAULT '',
    code_until BIGINT,
    code_tries BIGINT NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX notify_address_once ON notify_address (person, channel, address);

CREATE TABLE notify_person (
    person TEXT PRIMARY KEY,
    body TEXT NOT NULL,
    version BIGINT NOT NULL
);

-- What an administrator entered for a channel. Secrets are written and used,
-- never given back.
CREATE TABLE notify_setting (
    channel TEXT PRIMARY KEY,
    active BIGINT NOT NULL,
    plain TEXT NOT NULL,
    secret TEXT NOT NULL,
    version BIGINT NOT NULL,
    at BIGINT NOT NULL,
    by_id TEXT NOT NULL,
    by_name TEXT NOT NULL
);

-- How many were sent since the window began, for the caps.
CREATE TABLE notify_window (
    key TEXT PRIMARY KEY,
    began BIGINT NOT NULL,
    n BIGINT NOT NULL
);

-- Made once: the key that signs links, and the pair by which push services know
-- this installation.
CREATE TABLE notify_key (
    name TEXT PRIMARY KEY,
    private TEXT NOT NULL,
    public TEXT NOT NULL
);

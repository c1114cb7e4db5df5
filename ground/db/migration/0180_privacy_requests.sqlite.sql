-- A person's requests about their data, what was found for each and what became of it, and breaches with whom was told.
-- +goose Up
CREATE TABLE privacy_request (
    id TEXT PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    code TEXT NOT NULL UNIQUE,
    asks TEXT NOT NULL,
    words TEXT NOT NULL,
    name TEXT NOT NULL,
    phone TEXT NOT NULL,
    email TEXT NOT NULL,
    codes TEXT NOT NULL,
    unit TEXT NOT NULL,
    unit_path TEXT NOT NULL,
    area TEXT NOT NULL,
    area_path TEXT NOT NULL,
    filed_at BIGINT NOT NULL,
    filed_by TEXT NOT NULL,
    state TEXT NOT NULL,
    identified_how TEXT NOT NULL DEFAULT '',
    identified_words TEXT NOT NULL DEFAULT '',
    identified_at BIGINT,
    identified_name TEXT NOT NULL DEFAULT '',
    searched_at BIGINT,
    answer TEXT NOT NULL DEFAULT '',
    basis TEXT NOT NULL DEFAULT '',
    ended_at BIGINT,
    ended_name TEXT NOT NULL DEFAULT '',
    work TEXT NOT NULL,
    erased_at BIGINT
);
CREATE INDEX privacy_request_work ON privacy_request (work);
CREATE INDEX privacy_request_list ON privacy_request (state, filed_at);

CREATE TABLE privacy_piece (
    request TEXT NOT NULL REFERENCES privacy_request (id),
    kind TEXT NOT NULL,
    piece TEXT NOT NULL,
    title TEXT NOT NULL,
    why TEXT NOT NULL,
    at BIGINT NOT NULL,
    unit_path TEXT NOT NULL,
    area_path TEXT NOT NULL,
    outcome TEXT NOT NULL DEFAULT '',
    words TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (request, kind, piece)
);

CREATE TABLE privacy_window (
    key TEXT PRIMARY KEY,
    began BIGINT NOT NULL,
    n BIGINT NOT NULL
);

CREATE TABLE privacy_breach (
    id TEXT PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    what TEXT NOT NULL,
    kinds TEXT NOT NULL,
    people BIGINT NOT NULL,
    happened_at BIGINT NOT NULL,
    found_at BIGINT NOT NULL,
    unit TEXT NOT NULL,
    unit_path TEXT NOT NULL,
    area TEXT NOT NULL,
    area_path TEXT NOT NULL,
    state TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    recorded_name TEXT NOT NULL,
    measures TEXT NOT NULL DEFAULT '',
    ended_at BIGINT,
    work TEXT NOT NULL
);
CREATE INDEX privacy_breach_work ON privacy_breach (work);

CREATE TABLE privacy_told (
    breach TEXT NOT NULL REFERENCES privacy_breach (id),
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    whom TEXT NOT NULL,
    words TEXT NOT NULL,
    by_name TEXT NOT NULL,
    PRIMARY KEY (breach, seq)
);


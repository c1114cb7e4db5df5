-- The morning page: what it is made by, each brief with every version of its content as it was, whom it was sent to, meetings and what they decided.
-- +goose Up
CREATE TABLE briefing_setting (
    unit TEXT PRIMARY KEY,
    body TEXT NOT NULL,
    ended_at BIGINT
);

CREATE TABLE briefing_brief (
    id TEXT PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    day TEXT NOT NULL,
    unit TEXT NOT NULL,
    unit_path TEXT COLLATE "C" NOT NULL,
    area TEXT NOT NULL,
    area_path TEXT COLLATE "C" NOT NULL,
    state TEXT NOT NULL,
    version BIGINT NOT NULL,
    digest TEXT NOT NULL,
    composed_at BIGINT NOT NULL,
    signed_at BIGINT,
    signed_by TEXT NOT NULL DEFAULT '',
    signed_name TEXT NOT NULL DEFAULT '',
    sent_at BIGINT,
    sent_by TEXT NOT NULL DEFAULT '',
    sent_name TEXT NOT NULL DEFAULT '',
    UNIQUE (unit, day)
);
CREATE INDEX briefing_brief_day ON briefing_brief (day, id);

CREATE TABLE briefing_version (
    brief TEXT NOT NULL REFERENCES briefing_brief (id),
    version BIGINT NOT NULL,
    content TEXT NOT NULL,
    digest TEXT NOT NULL,
    at BIGINT NOT NULL,
    by_id TEXT NOT NULL,
    by_name TEXT NOT NULL,
    PRIMARY KEY (brief, version)
);

CREATE TABLE briefing_told (
    brief TEXT NOT NULL REFERENCES briefing_brief (id),
    account TEXT NOT NULL,
    PRIMARY KEY (brief, account)
);
CREATE INDEX briefing_told_account ON briefing_told (account, brief);

CREATE TABLE briefing_meeting (
    id TEXT PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    brief TEXT NOT NULL UNIQUE REFERENCES briefing_brief (id),
    day TEXT NOT NULL,
    unit TEXT NOT NULL,
    unit_path TEXT COLLATE "C" NOT NULL,
    area TEXT NOT NULL,
    area_path TEXT COLLATE "C" NOT NULL,
    state TEXT NOT NULL,
    began_at BIGINT NOT NULL,
    began_name TEXT NOT NULL,
    ended_at BIGINT
);
CREATE INDEX briefing_meeting_unit ON briefing_meeting (unit, began_at);

CREATE TABLE briefing_decision (
    meeting TEXT NOT NULL REFERENCES briefing_meeting (id),
    seq BIGINT NOT NULL,
    directive TEXT NOT NULL UNIQUE,
    words TEXT NOT NULL,
    at BIGINT NOT NULL,
    by_name TEXT NOT NULL,
    PRIMARY KEY (meeting, seq)
);

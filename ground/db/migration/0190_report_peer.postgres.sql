-- Servers of others to which reports are passed on, and how those stand there. key is the peer's, a secret.
-- +goose Up
CREATE TABLE report_peer (
    code TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    url TEXT NOT NULL,
    key TEXT NOT NULL,
    jurisdiction TEXT NOT NULL,
    unit TEXT NOT NULL,
    services TEXT NOT NULL,
    off BIGINT NOT NULL
);

CREATE TABLE report_passed (
    report TEXT NOT NULL REFERENCES report (id),
    peer TEXT NOT NULL REFERENCES report_peer (code),
    round BIGINT NOT NULL,
    state TEXT NOT NULL,
    remote TEXT NOT NULL DEFAULT '',
    token TEXT NOT NULL DEFAULT '',
    status TEXT NOT NULL DEFAULT '',
    tries BIGINT NOT NULL DEFAULT 0,
    cause TEXT NOT NULL DEFAULT '',
    next_at BIGINT NOT NULL,
    sent_at BIGINT,
    heard_at BIGINT,
    PRIMARY KEY (report, peer, round)
);
CREATE INDEX report_passed_next ON report_passed (state, next_at) WHERE state IN ('waiting', 'sent');

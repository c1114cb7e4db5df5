-- Letters to people without an account who asked for them, and who asked to be told about a report.
-- +goose Up
CREATE TABLE notify_letter (
    id TEXT PRIMARY KEY,
    channel TEXT NOT NULL,
    address TEXT NOT NULL,
    lang TEXT NOT NULL,
    number TEXT NOT NULL,
    title TEXT NOT NULL,
    words TEXT NOT NULL,
    link TEXT NOT NULL,
    link_words TEXT NOT NULL,
    why TEXT NOT NULL,
    end_link TEXT NOT NULL,
    reply_to TEXT NOT NULL,
    answers TEXT NOT NULL,
    subject TEXT NOT NULL,
    state TEXT NOT NULL,
    tries BIGINT NOT NULL DEFAULT 0,
    due_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    cause TEXT NOT NULL DEFAULT ''
);
CREATE INDEX notify_letter_due ON notify_letter (due_at) WHERE state = 'waiting';
CREATE INDEX notify_letter_address ON notify_letter (address, created_at);

CREATE TABLE report_follower (
    id TEXT PRIMARY KEY,
    report TEXT NOT NULL REFERENCES report (id),
    email TEXT NOT NULL,
    lang TEXT NOT NULL,
    token TEXT NOT NULL UNIQUE,
    own BIGINT NOT NULL,
    asked_at BIGINT NOT NULL,
    confirmed_at BIGINT,
    failed_at BIGINT, -- there is no such mailbox
    UNIQUE (report, email)
);
CREATE INDEX report_follower_email ON report_follower (email);

-- Citizens' reports: what was noticed at the door, who may not send for a while, drafts of answers, what of it is published, pictures of what was done.
-- +goose Up
ALTER TABLE report ADD COLUMN flags TEXT NOT NULL DEFAULT '';
ALTER TABLE report ADD COLUMN sender TEXT NOT NULL DEFAULT '';
ALTER TABLE report ADD COLUMN callback BIGINT NOT NULL DEFAULT 0;
ALTER TABLE report ADD COLUMN draft_answer TEXT NOT NULL DEFAULT '';
ALTER TABLE report ADD COLUMN draft_easy TEXT NOT NULL DEFAULT '';
ALTER TABLE report ADD COLUMN public_words TEXT NOT NULL DEFAULT '';
ALTER TABLE report ADD COLUMN public_answer TEXT NOT NULL DEFAULT '';
CREATE INDEX report_sender ON report (sender, received_at) WHERE sender <> '';

ALTER TABLE report_photo ADD COLUMN proof BIGINT NOT NULL DEFAULT 0;
ALTER TABLE report_photo ADD COLUMN public BIGINT NOT NULL DEFAULT 0;
ALTER TABLE report_photo ADD COLUMN boxes TEXT NOT NULL DEFAULT '[]';
CREATE INDEX report_photo_waits ON report_photo (at, sha) WHERE shown = '' AND cannot = '';

CREATE TABLE report_salt (
    day TEXT PRIMARY KEY,
    salt TEXT NOT NULL
);

CREATE TABLE report_ban (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    day TEXT NOT NULL,
    words TEXT NOT NULL,
    at BIGINT NOT NULL,
    until BIGINT NOT NULL,
    by_id TEXT NOT NULL,
    by_name TEXT NOT NULL,
    lifted_at BIGINT
);
CREATE INDEX report_ban_value ON report_ban (kind, value);

-- Pictures of a draft that was not sent yet, under its idempotency key.
-- +goose Up
CREATE TABLE report_draft_photo (
    key TEXT NOT NULL,
    sha TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (key, sha)
);
CREATE INDEX report_draft_photo_at ON report_draft_photo (at);

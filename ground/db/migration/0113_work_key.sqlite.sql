-- A closing that a phone sends again, because the answer to the first was lost on the way, is known by
-- the key that it carries.
-- +goose Up
CREATE TABLE work_key (
    account TEXT NOT NULL,
    key TEXT NOT NULL,
    item TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (account, key)
);
CREATE INDEX work_key_at ON work_key (at);

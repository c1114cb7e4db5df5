-- People change rules in the console: every version is kept, because alerts name
-- the one they fired under; a rule may be switched off with a reason.
-- +goose Up
ALTER TABLE rule ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE rule ADD COLUMN off BIGINT NOT NULL DEFAULT 0;
ALTER TABLE rule ADD COLUMN off_why TEXT NOT NULL DEFAULT '';

CREATE TABLE rule_version (
    rule TEXT NOT NULL REFERENCES rule (code),
    version BIGINT NOT NULL,
    body TEXT NOT NULL,
    put_at BIGINT NOT NULL,
    put_by TEXT NOT NULL,
    PRIMARY KEY (rule, version)
);
INSERT INTO rule_version (rule, version, body, put_at, put_by) SELECT code, 1, body, put_at, '' FROM rule;

ALTER TABLE alert ADD COLUMN rule_version BIGINT NOT NULL DEFAULT 1;
CREATE INDEX alert_rule ON alert (rule, fired_at);

-- Work that nobody takes, and late work, walks a chain of people. walk is why it walks, walk_next its next
-- station, walk_from and walk_at when the waiting for it began and ends; walk_at is null while it stands.
-- work_escalation is only ever added to, one row for each account that a step told; an empty account says
-- that nobody was there. doubled marks an account that an earlier step had told already.
-- +goose Up
ALTER TABLE work_item ADD COLUMN walk TEXT NOT NULL DEFAULT '';
ALTER TABLE work_item ADD COLUMN walk_next BIGINT NOT NULL DEFAULT 0;
ALTER TABLE work_item ADD COLUMN walk_from BIGINT;
ALTER TABLE work_item ADD COLUMN walk_at BIGINT;

CREATE TABLE work_escalation (
    item TEXT NOT NULL REFERENCES work_item (id),
    step BIGINT NOT NULL,
    at BIGINT NOT NULL,
    walk TEXT NOT NULL,
    station TEXT NOT NULL,
    unit TEXT NOT NULL,
    account TEXT NOT NULL,
    doubled BIGINT NOT NULL,
    PRIMARY KEY (item, step, account)
);
CREATE INDEX work_escalation_account ON work_escalation (account, item) WHERE account <> '';

-- What is open already begins its walk; the timer of the earlier raising is the walk's now.
INSERT INTO timer (duty, key, at, due, body) VALUES ('work.walks', 'all', 0, 0, '{"after":""}');

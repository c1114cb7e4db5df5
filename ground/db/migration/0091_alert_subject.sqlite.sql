-- What an alert is about need not be a station: a feed that breaks its contract is
-- found too. An alert names its subject by kind and id, a case likewise, and which
-- promise of a contract was broken; beside the condition in plain words it keeps the
-- expression that was judged. A feed remembers which breaches of its contract stand;
-- sources that fare badly already are looked at once after the upgrade.
-- +goose Up
ALTER TABLE alert RENAME COLUMN station TO subject;
ALTER TABLE alert ADD COLUMN subject_kind TEXT NOT NULL DEFAULT 'station';
ALTER TABLE alert ADD COLUMN breach TEXT NOT NULL DEFAULT '';
ALTER TABLE alert ADD COLUMN expression TEXT NOT NULL DEFAULT '';
DROP INDEX alert_live;
CREATE UNIQUE INDEX alert_live ON alert (rule, subject_kind, subject, parameter, breach) WHERE state <> 'resolved';

ALTER TABLE incident RENAME COLUMN station TO subject;
ALTER TABLE incident ADD COLUMN subject_kind TEXT NOT NULL DEFAULT 'station';

ALTER TABLE feed_state ADD COLUMN breaches TEXT NOT NULL DEFAULT '';
INSERT INTO timer (duty, key, at, due, body)
    SELECT 'feed.health', feed, since, since, 'null' FROM feed_state WHERE health IN ('late', 'silent', 'bad')
    ON CONFLICT (duty, key) DO NOTHING;

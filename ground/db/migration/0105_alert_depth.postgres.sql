-- Alerts at depth: what groups, mutes and damps them.
-- +goose Up
ALTER TABLE alert ADD COLUMN labels TEXT NOT NULL DEFAULT '{}';
ALTER TABLE alert ADD COLUMN grp TEXT NOT NULL DEFAULT '';
ALTER TABLE alert ADD COLUMN muted BIGINT NOT NULL DEFAULT 0;
ALTER TABLE alert ADD COLUMN raised BIGINT NOT NULL DEFAULT 0;
ALTER TABLE alert ADD COLUMN raised_at BIGINT;
ALTER TABLE alert ADD COLUMN stale_at BIGINT;
ALTER TABLE alert ADD COLUMN flapping_since BIGINT;
ALTER TABLE alert ADD COLUMN quiet_at BIGINT;
ALTER TABLE alert ADD COLUMN over BIGINT NOT NULL DEFAULT 0;
ALTER TABLE alert ADD COLUMN over_value DOUBLE PRECISION;
ALTER TABLE alert ADD COLUMN taken TEXT NOT NULL DEFAULT '';
ALTER TABLE alert ADD COLUMN link TEXT NOT NULL DEFAULT '';
-- How often one finding came back, and who is in a group.
CREATE INDEX alert_again ON alert (rule, subject_kind, subject, parameter, breach, fired_at);
CREATE INDEX alert_in_group ON alert (grp) WHERE state <> 'resolved';
CREATE INDEX alert_taken ON alert (taken) WHERE taken <> '';

-- What stands for many alerts: one notice, and one item of work.
CREATE TABLE alert_group (
    id TEXT PRIMARY KEY,
    number TEXT NOT NULL,
    grouping TEXT NOT NULL,
    gkey TEXT NOT NULL,
    labels TEXT NOT NULL,
    unit TEXT NOT NULL,
    unit_path TEXT COLLATE "C" NOT NULL,
    area TEXT NOT NULL,
    area_path TEXT COLLATE "C" NOT NULL,
    severity BIGINT NOT NULL,
    count BIGINT NOT NULL,
    firing BIGINT NOT NULL,
    title_vi TEXT NOT NULL,
    title_en TEXT NOT NULL,
    began_at BIGINT NOT NULL,
    pending BIGINT NOT NULL,
    notified_at BIGINT,
    notices BIGINT NOT NULL,
    ended_at BIGINT
);
CREATE UNIQUE INDEX alert_group_live ON alert_group (gkey) WHERE ended_at IS NULL;

-- Why an alert is muted, and why it was.
CREATE TABLE alert_mute (
    alert TEXT NOT NULL REFERENCES alert (id),
    kind TEXT NOT NULL,
    cause TEXT NOT NULL,
    rule TEXT NOT NULL,
    at BIGINT NOT NULL,
    ended_at BIGINT,
    PRIMARY KEY (alert, kind, rule, cause)
);
CREATE INDEX alert_mute_cause ON alert_mute (kind, rule, cause, alert) WHERE ended_at IS NULL;

-- On which side of a rule of inhibition a living alert stands, and with which values.
CREATE TABLE alert_side (
    rule TEXT NOT NULL,
    side TEXT NOT NULL,
    eq TEXT NOT NULL,
    alert TEXT NOT NULL REFERENCES alert (id),
    PRIMARY KEY (rule, side, eq, alert)
);
CREATE INDEX alert_side_alert ON alert_side (alert);

CREATE TABLE alert_silence (
    id TEXT PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    plan TEXT NOT NULL,
    matchers TEXT NOT NULL,
    comment TEXT NOT NULL,
    unit TEXT NOT NULL,
    unit_path TEXT COLLATE "C" NOT NULL,
    area TEXT NOT NULL,
    area_path TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    created_name TEXT NOT NULL,
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    state TEXT NOT NULL,
    ended_by TEXT NOT NULL,
    ended_name TEXT NOT NULL
);
CREATE INDEX alert_silence_state ON alert_silence (state, ends_at);

-- Planned silences that come again.
CREATE TABLE alert_plan (
    id TEXT PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    matchers TEXT NOT NULL,
    comment TEXT NOT NULL,
    unit TEXT NOT NULL,
    unit_path TEXT COLLATE "C" NOT NULL,
    area TEXT NOT NULL,
    area_path TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    created_name TEXT NOT NULL,
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    every TEXT NOT NULL,
    until_at BIGINT NOT NULL,
    next_at BIGINT,
    ended_by TEXT NOT NULL,
    ended_name TEXT NOT NULL
);

-- What a province sets: groupings, inhibitions, times. The row of the kind "gate" holds
-- still what alerts are judged by while somebody changes it.
CREATE TABLE alert_setting (
    kind TEXT NOT NULL,
    code TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (kind, code)
);
INSERT INTO alert_setting (kind, code, body) VALUES ('gate', '', '');

-- Alerts that stand already are found by the name of their station too.
UPDATE alert SET labels = (SELECT json_build_object('station', e.code)::text FROM entity e WHERE e.id = alert.subject)
    WHERE subject_kind = 'station' AND state <> 'resolved' AND EXISTS (SELECT 1 FROM entity e WHERE e.id = alert.subject);

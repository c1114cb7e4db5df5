-- Which closed reports were drawn by lot to be looked at again, and what was found. With the seed of a month the draw can be made again.
-- +goose Up
CREATE TABLE report_draw (
    month TEXT PRIMARY KEY,
    at BIGINT NOT NULL,
    seed TEXT NOT NULL,
    closed BIGINT NOT NULL,
    drawn BIGINT NOT NULL
);

CREATE TABLE report_visit (
    report TEXT NOT NULL REFERENCES report (id),
    month TEXT NOT NULL,
    item TEXT NOT NULL DEFAULT '',
    result TEXT NOT NULL DEFAULT '',
    words TEXT NOT NULL DEFAULT '',
    at BIGINT,
    by_id TEXT NOT NULL DEFAULT '',
    by_name TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (report, month)
);
CREATE INDEX report_visit_open ON report_visit (report) WHERE item = '' AND result = '';
CREATE INDEX report_ended ON report (ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX report_resolved ON report (resolved_at) WHERE resolved_at IS NOT NULL;

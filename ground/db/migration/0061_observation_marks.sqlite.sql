-- What people say of observations. A correction by a person carries who and why,
-- beside the earlier value that it replaced. A mark holds for a span of a series;
-- marks are only ever added, and the newest over an instant counts, so that the
-- history can be shown. The count of marks tells a process whether those it
-- remembers are all. Values that people set have a provenance of their own, whose
-- number every process knows, because a machine must not undo them.
-- +goose Up
ALTER TABLE observation_correction ADD COLUMN actor TEXT NOT NULL DEFAULT '';
ALTER TABLE observation_correction ADD COLUMN reason TEXT NOT NULL DEFAULT '';

CREATE TABLE observation_mark (
    id INTEGER PRIMARY KEY,
    series BIGINT NOT NULL,
    first BIGINT NOT NULL, -- the span is [first, last)
    last BIGINT NOT NULL,
    mark TEXT NOT NULL,
    reason TEXT NOT NULL,
    actor TEXT NOT NULL,
    made BIGINT NOT NULL
);
CREATE INDEX observation_mark_series ON observation_mark (series, id);

CREATE TABLE observation_marking (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    n BIGINT NOT NULL
);
INSERT INTO observation_marking (id, n) VALUES (1, 0);

INSERT INTO observation_source (id, code) VALUES (-1, '@hand');

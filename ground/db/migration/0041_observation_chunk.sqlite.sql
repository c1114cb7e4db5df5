-- Folded observations. Rows lie time-major while they are new; a background duty
-- folds the older ones into chunks of one series each, which take a tenth of the
-- place and are read in one piece. Chunks of a series do not overlap in time.
-- +goose Up
CREATE TABLE observation_chunk (
    series BIGINT NOT NULL,
    first BIGINT NOT NULL, -- instant of the first point
    last BIGINT NOT NULL, -- instant of the last point
    points BIGINT NOT NULL,
    valid BIGINT NOT NULL, -- points of status 00; low, high and total are of these
    low DOUBLE PRECISION,
    high DOUBLE PRECISION,
    total DOUBLE PRECISION NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (series, first)
) WITHOUT ROWID;

-- Everything before this instant counts as folded: observation_recent takes no
-- more rows there, and none of those it has changes any more. The default lies
-- before any instant.
ALTER TABLE observation_commit ADD COLUMN frozen BIGINT NOT NULL DEFAULT -9000000000000000000;

-- Values that came for an instant that counts as folded: late ones and
-- corrections. They win over observation_recent and over the chunk, until they
-- are folded themselves. By series, because they are few and are folded by series.
CREATE TABLE observation_late (
    at BIGINT NOT NULL,
    series BIGINT NOT NULL,
    value DOUBLE PRECISION,
    status BIGINT NOT NULL,
    source BIGINT NOT NULL,
    received BIGINT NOT NULL,
    PRIMARY KEY (series, at)
) WITHOUT ROWID;

-- How long each kind of observation is kept in full, and what is left of what is
-- not: the sums of an hour or of a local day of one series. Sums are made in the
-- transaction that removes the values they are of. A kind without a row is kept
-- for ever. A shortening is a row, so that it goes on where it stood after any end
-- of the process. observation_marking also tells readers before which instant
-- there may be sums, so that who asks for newer values looks no further.
-- +goose Up
CREATE TABLE observation_rollup (
    series BIGINT NOT NULL,
    hours BIGINT NOT NULL, -- 1 or 24: how long the period is
    at BIGINT NOT NULL, -- where it begins
    came BIGINT NOT NULL, -- values of any status that were removed
    n BIGINT NOT NULL, -- of them those that counted; low, high and total are of these
    low DOUBLE PRECISION NOT NULL,
    high DOUBLE PRECISION NOT NULL,
    total DOUBLE PRECISION NOT NULL,
    first BIGINT NOT NULL, -- instants of the first and the last value that came
    last BIGINT NOT NULL,
    source BIGINT NOT NULL, -- of the last
    PRIMARY KEY (series, hours, at)
) WITHOUT ROWID;

ALTER TABLE observation_marking ADD COLUMN rolled BIGINT NOT NULL DEFAULT -9000000000000000000;
ALTER TABLE observation_marking ADD COLUMN rolls BIGINT NOT NULL DEFAULT 0;

CREATE TABLE observation_keeping (
    parameter TEXT PRIMARY KEY,
    raw_days BIGINT NOT NULL, -- 0: for ever
    hourly_days BIGINT NOT NULL, -- 0: for ever
    done BIGINT NOT NULL, -- values before this instant were looked at; those that came since stay
    version BIGINT NOT NULL,
    reason TEXT NOT NULL,
    actor TEXT NOT NULL,
    set_at BIGINT NOT NULL
);

-- The last shortening of each kind.
CREATE TABLE observation_shortening (
    parameter TEXT PRIMARY KEY,
    state TEXT NOT NULL, -- running, done, stopped
    raw_from BIGINT NOT NULL,
    raw_to BIGINT NOT NULL,
    hourly_to BIGINT NOT NULL,
    arrived BIGINT NOT NULL, -- values that came from then on stay
    days BIGINT NOT NULL, -- above 0: values stay that were this old when they came
    phase BIGINT NOT NULL, -- 0 values, 1 hours
    series BIGINT NOT NULL, -- where it stands
    at BIGINT NOT NULL,
    planned BIGINT NOT NULL,
    removed BIGINT NOT NULL,
    spared BIGINT NOT NULL,
    made BIGINT NOT NULL, -- hours
    joined BIGINT NOT NULL, -- hours put together to days
    started BIGINT NOT NULL,
    ended BIGINT NOT NULL
);
CREATE INDEX observation_series_parameter ON observation_series (parameter, id);

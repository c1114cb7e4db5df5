-- Exercises: what is planned and run, who takes part, what of the script was played,
-- and what would have gone out. Their worlds are stores of their own.
-- +goose Up
CREATE TABLE exercise_script (
    code TEXT PRIMARY KEY,
    body TEXT NOT NULL,
    ended_at BIGINT
);

CREATE TABLE exercise (
    id TEXT PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    script TEXT NOT NULL,
    playbook TEXT NOT NULL,
    unit TEXT NOT NULL,
    unit_path TEXT NOT NULL,
    area TEXT NOT NULL,
    area_path TEXT NOT NULL,
    speed BIGINT NOT NULL,
    state TEXT NOT NULL,
    planned_at BIGINT NOT NULL,
    planned_by TEXT NOT NULL,
    planned_name TEXT NOT NULL,
    base BIGINT,
    played_us BIGINT NOT NULL DEFAULT 0,
    resumed_at BIGINT,
    beat_at BIGINT,
    ended_at BIGINT,
    report TEXT,
    archived_at BIGINT
);
CREATE INDEX exercise_unit ON exercise (unit_path, area_path);
CREATE INDEX exercise_state ON exercise (state);

CREATE TABLE exercise_person (
    exercise TEXT NOT NULL REFERENCES exercise (id),
    account TEXT NOT NULL,
    PRIMARY KEY (exercise, account)
);

CREATE TABLE exercise_played (
    exercise TEXT NOT NULL REFERENCES exercise (id),
    step BIGINT NOT NULL,
    at BIGINT NOT NULL,
    fault TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (exercise, step)
);

CREATE TABLE exercise_record (
    id TEXT PRIMARY KEY,
    exercise TEXT NOT NULL REFERENCES exercise (id),
    way TEXT NOT NULL,
    recipient TEXT NOT NULL,
    title TEXT NOT NULL,
    words TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX exercise_record_of ON exercise_record (exercise, id);

-- Rules as they were last put, and where each stands at each station: holds and
-- silences continue after a restart because they are rows here and in timer.
-- +goose Up
CREATE TABLE rule (
    code TEXT PRIMARY KEY,
    body TEXT NOT NULL,
    kind TEXT NOT NULL,
    parameter TEXT NOT NULL,
    unit TEXT NOT NULL,
    unit_path TEXT COLLATE "C" NOT NULL,
    playbook TEXT NOT NULL,
    in_force BIGINT NOT NULL,
    put_at BIGINT NOT NULL
);
CREATE INDEX rule_playbook ON rule (playbook);

CREATE TABLE rule_state (
    rule TEXT NOT NULL REFERENCES rule (code),
    station TEXT NOT NULL,
    parameter TEXT NOT NULL,
    phase TEXT NOT NULL,
    since BIGINT NOT NULL,
    judged BIGINT NOT NULL,
    value DOUBLE PRECISION NOT NULL,
    unit TEXT NOT NULL,
    feed TEXT NOT NULL,
    PRIMARY KEY (rule, station, parameter)
);

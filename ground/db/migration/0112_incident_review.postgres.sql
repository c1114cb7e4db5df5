-- What was learned from a closed case: findings, each with its cause and what is proposed; one may have
-- become a proposed version of the playbook.
-- +goose Up
CREATE TABLE incident_finding (
    incident TEXT NOT NULL REFERENCES incident (id),
    no BIGINT NOT NULL,
    what TEXT NOT NULL,
    why TEXT NOT NULL,
    proposal TEXT NOT NULL,
    step BIGINT NOT NULL DEFAULT 0,
    at BIGINT NOT NULL,
    by_name TEXT NOT NULL,
    version TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (incident, no)
);

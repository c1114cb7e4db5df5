-- How a case is run: who holds which role from when to when, what shall be reached, what was asked for
-- and came, which other cases it hangs together with, and the situation reports as they were sent.
-- +goose Up
CREATE TABLE incident_role (
    incident TEXT NOT NULL REFERENCES incident (id),
    seq BIGINT NOT NULL,
    role TEXT NOT NULL,
    account TEXT NOT NULL,
    name TEXT NOT NULL,
    began BIGINT NOT NULL,
    ended BIGINT,
    PRIMARY KEY (incident, seq)
);
CREATE UNIQUE INDEX incident_role_now ON incident_role (incident, role) WHERE ended IS NULL;

CREATE TABLE incident_objective (
    incident TEXT NOT NULL REFERENCES incident (id),
    no BIGINT NOT NULL,
    words TEXT NOT NULL,
    at BIGINT NOT NULL,
    by_name TEXT NOT NULL,
    met_at BIGINT,
    met_name TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (incident, no)
);

CREATE TABLE incident_resource (
    incident TEXT NOT NULL REFERENCES incident (id),
    no BIGINT NOT NULL,
    what TEXT NOT NULL,
    amount BIGINT NOT NULL,
    giver TEXT NOT NULL,
    state TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    there_at BIGINT,
    released_at BIGINT,
    by_name TEXT NOT NULL,
    PRIMARY KEY (incident, no)
);

CREATE TABLE incident_related (
    a TEXT NOT NULL REFERENCES incident (id),
    b TEXT NOT NULL REFERENCES incident (id),
    at BIGINT NOT NULL,
    by_name TEXT NOT NULL,
    PRIMARY KEY (a, b)
);
CREATE INDEX incident_related_b ON incident_related (b);

CREATE TABLE incident_sitrep (
    incident TEXT NOT NULL REFERENCES incident (id),
    no BIGINT NOT NULL,
    due_at BIGINT,
    sent_at BIGINT NOT NULL,
    by_id TEXT NOT NULL,
    by_name TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (incident, no)
);

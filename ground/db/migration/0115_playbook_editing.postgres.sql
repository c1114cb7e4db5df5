-- Playbooks are edited by people: a version says whose it is and where it came
-- from, a proposal is what somebody wants it to become, and a flag says that a
-- cited text has changed. Scores of drills are kept for each version.
-- +goose Up
ALTER TABLE playbook ADD COLUMN unit TEXT NOT NULL DEFAULT '';
ALTER TABLE playbook ADD COLUMN unit_path TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE playbook ADD COLUMN origin TEXT NOT NULL DEFAULT 'pack';
ALTER TABLE playbook ADD COLUMN put_name TEXT NOT NULL DEFAULT '';
ALTER TABLE playbook ADD COLUMN proposal TEXT NOT NULL DEFAULT '';
ALTER TABLE playbook ADD COLUMN why TEXT NOT NULL DEFAULT '';

-- The units that the newest version of a playbook names, so that they can be
-- followed by their successors.
CREATE TABLE playbook_unit (
    code TEXT NOT NULL,
    unit TEXT NOT NULL,
    unit_path TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (code, unit)
);
CREATE INDEX playbook_unit_place ON playbook_unit (unit, unit_path);

CREATE TABLE playbook_proposal (
    id TEXT PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    code TEXT NOT NULL,
    base BIGINT NOT NULL,
    body TEXT NOT NULL,
    why TEXT NOT NULL,
    case_id TEXT NOT NULL DEFAULT '',
    case_number TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL,
    revision BIGINT NOT NULL,
    unit TEXT NOT NULL,
    unit_path TEXT COLLATE "C" NOT NULL,
    author TEXT NOT NULL,
    author_name TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    changed_name TEXT NOT NULL,
    version BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX playbook_proposal_code ON playbook_proposal (code, state);

CREATE TABLE playbook_proposal_move (
    proposal TEXT NOT NULL REFERENCES playbook_proposal (id),
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    by_id TEXT NOT NULL,
    by_name TEXT NOT NULL,
    what TEXT NOT NULL,
    words TEXT NOT NULL,
    PRIMARY KEY (proposal, seq)
);

CREATE TABLE playbook_flag (
    code TEXT NOT NULL,
    act TEXT NOT NULL,
    clause TEXT NOT NULL,
    what TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (code, act, clause)
);

CREATE TABLE playbook_drill (
    exercise TEXT NOT NULL,
    code TEXT NOT NULL,
    version BIGINT NOT NULL,
    name TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    ended_at BIGINT NOT NULL,
    points BIGINT NOT NULL,
    body TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    recorded_name TEXT NOT NULL,
    PRIMARY KEY (exercise, code)
);
CREATE INDEX playbook_drill_code ON playbook_drill (code, started_at);

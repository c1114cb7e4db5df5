-- Citizens' reports. name, phone and email are of their reporters, who may have them erased. seq is the order in which
-- they arrived; stage is what the views of the list are made of, for half a million reports are counted by it; words are searched whole, for nobody
-- finds anything among so many by reading them all.
-- +goose Up
CREATE TABLE report (
    seq BIGINT NOT NULL UNIQUE GENERATED ALWAYS AS IDENTITY,
    id TEXT PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    code TEXT NOT NULL UNIQUE,
    source TEXT NOT NULL,
    category TEXT NOT NULL,
    words TEXT NOT NULL,
    answers TEXT NOT NULL,
    address TEXT NOT NULL,
    lon DOUBLE PRECISION,
    lat DOUBLE PRECISION,
    private BIGINT NOT NULL,
    unit TEXT NOT NULL,
    unit_path TEXT COLLATE "C" NOT NULL,
    area TEXT NOT NULL,
    area_path TEXT COLLATE "C" NOT NULL,
    state TEXT NOT NULL,
    outcome TEXT NOT NULL DEFAULT '',
    approved BIGINT NOT NULL DEFAULT 0,
    name TEXT NOT NULL,
    phone TEXT NOT NULL,
    email TEXT NOT NULL,
    hidden BIGINT NOT NULL,
    merged_into TEXT NOT NULL DEFAULT '',
    reason TEXT NOT NULL DEFAULT '',
    answer TEXT NOT NULL DEFAULT '',
    easy TEXT NOT NULL DEFAULT '',
    rating BIGINT NOT NULL DEFAULT 0,
    reopened BIGINT NOT NULL DEFAULT 0,
    received_at BIGINT NOT NULL,
    resolved_at BIGINT,
    ended_at BIGINT,
    work TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    key TEXT UNIQUE,
    external TEXT UNIQUE,
    search TEXT NOT NULL,
    stage TEXT NOT NULL GENERATED ALWAYS AS (CASE WHEN state IN ('received', 'returned') THEN 'waiting'
        WHEN state IN ('assigned', 'in_progress', 'need_info', 'reopened') THEN 'handled' WHEN state = 'resolved' THEN 'asked' ELSE 'ended' END) STORED,
    lexemes TSVECTOR NOT NULL GENERATED ALWAYS AS (array_to_tsvector(string_to_array(search, ' '))) STORED
);
CREATE INDEX report_words ON report USING GIN (lexemes);
CREATE INDEX report_newest ON report (received_at, id);
CREATE INDEX report_stage ON report (stage, received_at, id);
CREATE INDEX report_state ON report (state, received_at, id);
CREATE INDEX report_unit ON report (unit, received_at, id);
CREATE INDEX report_category ON report (category, received_at, id);
CREATE INDEX report_due ON report (stage, due_at);
CREATE INDEX report_place ON report (category, lat) WHERE lat IS NOT NULL;
CREATE INDEX report_work ON report (work) WHERE work <> '';
CREATE INDEX report_merged ON report (merged_into) WHERE merged_into <> '';

CREATE TABLE report_log (
    report TEXT NOT NULL REFERENCES report (id),
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    by_id TEXT NOT NULL,
    by_name TEXT NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    words TEXT NOT NULL,
    shown BIGINT NOT NULL,
    PRIMARY KEY (report, seq)
);

CREATE TABLE report_photo (
    report TEXT NOT NULL REFERENCES report (id),
    sha TEXT NOT NULL,
    name TEXT NOT NULL,
    type TEXT NOT NULL,
    size BIGINT NOT NULL,
    at BIGINT NOT NULL,
    shown TEXT NOT NULL,
    cannot TEXT NOT NULL,
    PRIMARY KEY (report, sha)
);

CREATE TABLE report_setting (
    kind TEXT NOT NULL,
    code TEXT NOT NULL,
    body TEXT NOT NULL,
    ended_at BIGINT,
    PRIMARY KEY (kind, code)
);

CREATE TABLE report_correction (
    category TEXT NOT NULL,
    area TEXT NOT NULL,
    unit TEXT NOT NULL,
    at BIGINT NOT NULL,
    by_id TEXT NOT NULL,
    PRIMARY KEY (category, area)
);

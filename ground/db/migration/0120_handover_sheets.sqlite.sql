-- What passes from shift to shift: the sheet, what people add to it, and its two signatures.
-- +goose Up
CREATE TABLE handover (
    id TEXT PRIMARY KEY,
    number TEXT NOT NULL,
    roster TEXT NOT NULL,
    name_vi TEXT NOT NULL,
    name_en TEXT NOT NULL,
    unit TEXT NOT NULL,
    unit_path TEXT NOT NULL,
    area TEXT NOT NULL,
    area_path TEXT NOT NULL,
    state TEXT NOT NULL,
    at BIGINT NOT NULL,
    until_at BIGINT NOT NULL,
    opened_at BIGINT NOT NULL,
    opened_by TEXT NOT NULL,
    opened_name TEXT NOT NULL,
    out_at BIGINT,
    out_by TEXT NOT NULL DEFAULT '',
    out_name TEXT NOT NULL DEFAULT '',
    out_reason TEXT NOT NULL DEFAULT '',
    in_at BIGINT,
    in_by TEXT NOT NULL DEFAULT '',
    in_name TEXT NOT NULL DEFAULT '',
    in_reason TEXT NOT NULL DEFAULT '',
    content TEXT NOT NULL DEFAULT '',
    digest TEXT NOT NULL DEFAULT '',
    received TEXT NOT NULL DEFAULT '',
    seal TEXT NOT NULL DEFAULT '',
    unsigned BIGINT NOT NULL DEFAULT 0,
    search TEXT NOT NULL
);
-- One sheet at a time: what is not signed by both is not over.
CREATE UNIQUE INDEX handover_open ON handover (roster) WHERE state <> 'done';
CREATE INDEX handover_at ON handover (at, id);

CREATE TABLE handover_note (
    id TEXT PRIMARY KEY,
    sheet TEXT NOT NULL REFERENCES handover (id),
    words TEXT NOT NULL,
    at BIGINT NOT NULL,
    by_id TEXT NOT NULL,
    by_name TEXT NOT NULL
);
CREATE INDEX handover_note_sheet ON handover_note (sheet);

-- Where a person says otherwise than the sheet proposes.
CREATE TABLE handover_mark (
    sheet TEXT NOT NULL REFERENCES handover (id),
    line TEXT NOT NULL,
    must BIGINT NOT NULL,
    PRIMARY KEY (sheet, line)
);

CREATE TABLE handover_tick (
    sheet TEXT NOT NULL REFERENCES handover (id),
    line TEXT NOT NULL,
    by_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (sheet, line, by_id)
);

CREATE TABLE handover_log (
    sheet TEXT NOT NULL REFERENCES handover (id),
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    by_id TEXT NOT NULL,
    by_name TEXT NOT NULL,
    kind TEXT NOT NULL,
    words TEXT NOT NULL,
    PRIMARY KEY (sheet, seq)
);

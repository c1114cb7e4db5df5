-- Units as dated rows: departments were merged on 2025-03-01 and districts ended on 2025-07-01, and what
-- they did before must stay readable under their names. valid_to is the first day a row is not valid.
-- +goose Up
CREATE TABLE unit (
    code TEXT NOT NULL,
    kind TEXT NOT NULL,
    parent TEXT NOT NULL,
    path TEXT COLLATE "C" NOT NULL,
    area TEXT NOT NULL,
    area_path TEXT COLLATE "C" NOT NULL,
    name_vi TEXT NOT NULL,
    name_en TEXT NOT NULL,
    search TEXT NOT NULL,
    valid_from TEXT COLLATE "C",
    valid_to TEXT COLLATE "C",
    mark TEXT NOT NULL
);
CREATE UNIQUE INDEX unit_version ON unit (code, COALESCE(valid_from, ''));
CREATE INDEX unit_path ON unit (path);
CREATE INDEX unit_area_path ON unit (area_path);

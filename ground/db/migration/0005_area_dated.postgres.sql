-- Areas as dated rows: in 2025 the province itself and all its districts ended, so every row says from
-- when to when it is valid, and lineage says what became of it. valid_to is the first day it is not.
-- +goose Up
CREATE TABLE area (
    code TEXT NOT NULL,
    kind TEXT NOT NULL,
    parent TEXT NOT NULL,
    path TEXT COLLATE "C" NOT NULL,
    name_vi TEXT NOT NULL,
    name_en TEXT NOT NULL,
    search TEXT NOT NULL,
    km2 DOUBLE PRECISION NOT NULL,
    km2_mark TEXT NOT NULL,
    valid_from TEXT COLLATE "C",
    valid_to TEXT COLLATE "C",
    act TEXT NOT NULL,
    mark TEXT NOT NULL,
    source_vi TEXT NOT NULL,
    source_en TEXT NOT NULL
);
CREATE UNIQUE INDEX area_version ON area (code, COALESCE(valid_from, ''));
CREATE INDEX area_path ON area (path);

CREATE TABLE area_boundary (
    code TEXT NOT NULL,
    valid_from TEXT COLLATE "C",
    valid_to TEXT COLLATE "C",
    schematic BIGINT NOT NULL,
    source TEXT NOT NULL,
    min_lon DOUBLE PRECISION NOT NULL,
    min_lat DOUBLE PRECISION NOT NULL,
    max_lon DOUBLE PRECISION NOT NULL,
    max_lat DOUBLE PRECISION NOT NULL,
    geometry TEXT NOT NULL
);
CREATE UNIQUE INDEX area_boundary_version ON area_boundary (code, COALESCE(valid_from, ''));

CREATE TABLE area_lineage (
    old_code TEXT NOT NULL,
    new_code TEXT NOT NULL,
    day TEXT NOT NULL,
    share_area DOUBLE PRECISION,
    share_pop DOUBLE PRECISION,
    source TEXT NOT NULL,
    PRIMARY KEY (old_code, new_code, day)
);
CREATE INDEX area_lineage_new ON area_lineage (new_code);

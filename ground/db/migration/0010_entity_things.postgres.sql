-- Things of the city: stations first, later kinds in the same table. A row keeps
-- the paths of its unit and area, so that rights are a predicate on the row and
-- a later merger changes no old right silently. Latest values lie with the
-- observations, not here.
-- +goose Up
CREATE TABLE entity (
    id TEXT PRIMARY KEY,
    type TEXT NOT NULL,
    code TEXT COLLATE "C" NOT NULL,
    name TEXT NOT NULL,
    name_en TEXT NOT NULL,
    search TEXT NOT NULL,
    unit TEXT NOT NULL,
    unit_path TEXT COLLATE "C" NOT NULL,
    area TEXT NOT NULL,
    area_path TEXT COLLATE "C" NOT NULL,
    lon DOUBLE PRECISION NOT NULL,
    lat DOUBLE PRECISION NOT NULL,
    feeds TEXT NOT NULL,
    attrs TEXT NOT NULL,
    sample BIGINT NOT NULL,
    created BIGINT NOT NULL,
    changed BIGINT NOT NULL,
    UNIQUE (type, code)
);
CREATE INDEX entity_area ON entity (type, area_path, code);

-- Grows with every change, so that what is kept in memory knows when it is old.
CREATE TABLE entity_version (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    n BIGINT NOT NULL
);
INSERT INTO entity_version (id, n) VALUES (1, 0);

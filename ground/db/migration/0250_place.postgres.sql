-- Public places and what is known of how accessible they are. body holds the place whole; needs are the codes of what a reader may look for and
-- finds there, each between spaces, so that one LIKE answers on both engines.
-- +goose Up
CREATE TABLE place (
    code TEXT PRIMARY KEY,
    body TEXT NOT NULL,
    version BIGINT NOT NULL,
    kind TEXT NOT NULL,
    unit TEXT NOT NULL,
    area TEXT NOT NULL,
    area_path TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    search TEXT NOT NULL,
    needs TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    ended_at BIGINT
);

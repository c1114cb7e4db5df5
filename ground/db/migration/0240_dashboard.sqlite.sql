-- Pages of figures that somebody keeps; those that indicators make by themselves are nowhere stored.
-- +goose Up
CREATE TABLE dashboard_board (
    id TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    parts TEXT NOT NULL,
    unit TEXT NOT NULL,
    unit_path TEXT NOT NULL,
    area_path TEXT NOT NULL,
    account TEXT NOT NULL,
    by_name TEXT NOT NULL,
    version BIGINT NOT NULL,
    at BIGINT NOT NULL,
    dropped_at BIGINT
);
CREATE INDEX dashboard_board_account ON dashboard_board (account);

-- What is known about the bytes that lie in the data folder under their SHA-256. The bytes are not in
-- the database: they are large, never change, and are backed up by copying.
-- +goose Up
CREATE TABLE file (
    sha TEXT PRIMARY KEY,
    size BIGINT NOT NULL,
    media_type TEXT NOT NULL,
    name TEXT NOT NULL,
    stored_at BIGINT NOT NULL
);

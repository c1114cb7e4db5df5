-- Files that were erased with a person's data: their bytes are taken away a little later.
-- +goose Up
CREATE TABLE file_forgotten (
    sha TEXT PRIMARY KEY,
    at BIGINT NOT NULL
);

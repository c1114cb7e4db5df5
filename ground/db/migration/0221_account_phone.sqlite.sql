-- The telephone of an account's work place: it is shown to colleagues beside what the person answers for.
-- +goose Up
ALTER TABLE account ADD COLUMN phone TEXT NOT NULL DEFAULT '';

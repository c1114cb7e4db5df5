-- A key may be of a program that speaks for others at a door of ours, instead of a device of one feed.
-- +goose Up
ALTER TABLE account_device ADD COLUMN app TEXT NOT NULL DEFAULT '';
ALTER TABLE account_device ADD COLUMN rate BIGINT NOT NULL DEFAULT 0;

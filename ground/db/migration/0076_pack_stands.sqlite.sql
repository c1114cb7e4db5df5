-- stands is the digest of the row as its room kept it just after the pack was applied: a row that is
-- another now was changed in the province, and no newer pack overwrites it unasked. A feed that ended
-- keeps its contract, its counts and its quarantine.
-- +goose Up
ALTER TABLE pack_row ADD COLUMN stands TEXT NOT NULL DEFAULT '';
ALTER TABLE feed ADD COLUMN ended BIGINT;
ALTER TABLE pack ADD COLUMN conflicts BIGINT NOT NULL DEFAULT 0;

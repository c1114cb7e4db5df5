-- Who asked to be told about a report by a browser's push service: its address, and the keys that encrypt for that browser alone.
-- +goose Up
ALTER TABLE report_follower RENAME COLUMN email TO address;
ALTER TABLE report_follower ADD COLUMN channel TEXT NOT NULL DEFAULT 'email';
ALTER TABLE report_follower ADD COLUMN keys TEXT NOT NULL DEFAULT '';
ALTER TABLE notify_letter ADD COLUMN keys TEXT NOT NULL DEFAULT '';

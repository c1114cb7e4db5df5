-- What was answered to the question of a step: it chooses the way of the case.
-- +goose Up
ALTER TABLE incident_step ADD COLUMN answer TEXT NOT NULL DEFAULT '';

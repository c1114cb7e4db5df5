-- The queue in every order it can be asked for: the newest first and the most severe first, also among what is closed.
-- +goose Up
CREATE INDEX work_item_newest ON work_item (state, opened_at, id);
CREATE INDEX work_item_severe ON work_item (state, severity, id);

-- What people say about single days, kept beside what packs say: a newer pack never overwrites it, and
-- taking the word back gives the pack's day again. given is what the packs said about the day when it
-- was edited; where they say something else now, the day is shown as contradicted.
-- limit_us is the working time an item was given, so that its due time can be counted anew when the
-- calendar changes; items that were open before this column get theirs by a timer, from the calendar
-- that gave them their due time.
-- +goose Up
CREATE TABLE calendar_edit (
    day TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    other TEXT,
    name_vi TEXT NOT NULL,
    name_en TEXT NOT NULL,
    mark TEXT NOT NULL,
    source TEXT NOT NULL,
    given TEXT NOT NULL,
    at BIGINT NOT NULL,
    by_id TEXT NOT NULL,
    by_name TEXT NOT NULL
);

ALTER TABLE work_item ADD COLUMN limit_us BIGINT;

INSERT INTO timer (duty, key, at, due, body)
SELECT 'work.limit', 'all', 0, 0, '{}' WHERE EXISTS (SELECT 1 FROM work_item WHERE state = 'open' AND working = 1);

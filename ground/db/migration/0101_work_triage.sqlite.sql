-- Sorting the queue: an item that is a duplicate names its original; how long an item took is kept when it
-- closes, in the time that it counts, so that load is weighed without a calendar; what a verb of sorting has
-- changed can be undone for a moment; views are kept by a person (unit is empty) or shared by a unit.
-- +goose Up
ALTER TABLE work_item ADD COLUMN dup_of TEXT NOT NULL DEFAULT '';
ALTER TABLE work_item ADD COLUMN spent_us BIGINT;
CREATE INDEX work_item_dup ON work_item (dup_of) WHERE dup_of <> '';
CREATE INDEX work_item_closed ON work_item (kind, severity, closed_at) WHERE state = 'done';
CREATE INDEX work_item_done_unit ON work_item (closed_at, unit) WHERE state = 'done';
CREATE INDEX work_item_where ON work_item (kind, area, closed_at) WHERE state = 'done';

CREATE TABLE work_undo (
    id TEXT PRIMARY KEY,
    item TEXT NOT NULL REFERENCES work_item (id),
    verb TEXT NOT NULL,
    account TEXT NOT NULL,
    at BIGINT NOT NULL,
    seq BIGINT NOT NULL, -- of the last line of the item's log then
    before TEXT NOT NULL
);
CREATE INDEX work_undo_at ON work_undo (at);

CREATE TABLE work_view (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    account TEXT NOT NULL, -- whose; of a shared one who made it
    unit TEXT NOT NULL,
    unit_path TEXT NOT NULL,
    area_path TEXT NOT NULL,
    filter TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX work_view_account ON work_view (account);
CREATE INDEX work_view_unit ON work_view (unit_path) WHERE unit <> '';

-- What was closed lately, by kind, severity and area: the condition is on the instant alone, so that no planner takes
-- the state for a better way in.
-- +goose Up
DROP INDEX work_item_closed;
DROP INDEX work_item_done_unit;
DROP INDEX work_item_where;
CREATE INDEX work_item_lately ON work_item (closed_at) WHERE closed_at IS NOT NULL;
CREATE INDEX work_item_likes ON work_item (kind, severity, closed_at) WHERE closed_at IS NOT NULL;
CREATE INDEX work_item_there ON work_item (kind, area, closed_at) WHERE closed_at IS NOT NULL;

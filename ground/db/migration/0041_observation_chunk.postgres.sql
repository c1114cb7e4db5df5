-- Nothing here: SQLite folds observations into chunks, PostgreSQL keeps them as
-- rows, because other tools read them with SQL.
-- +goose Up
SELECT 1;

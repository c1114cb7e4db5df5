-- Working weeks, known years, and the days in them that differ from the week. Rows and not code,
-- because holidays and swapped days are decided anew each year.
-- +goose Up
CREATE TABLE calendar_week (
    position BIGINT PRIMARY KEY,
    valid_from TEXT COLLATE "C",
    valid_to TEXT COLLATE "C",
    mark TEXT NOT NULL,
    periods TEXT NOT NULL
);

CREATE TABLE calendar_year (
    year BIGINT PRIMARY KEY,
    mark TEXT NOT NULL,
    source TEXT NOT NULL
);

-- works = 1: worked in place of instead_of. works = 0: off; with instead_of it was given for that day.
CREATE TABLE calendar_day (
    day TEXT COLLATE "C" PRIMARY KEY,
    year BIGINT NOT NULL REFERENCES calendar_year (year),
    instead_of TEXT,
    works BIGINT NOT NULL,
    name_vi TEXT NOT NULL,
    name_en TEXT NOT NULL,
    mark TEXT NOT NULL
);

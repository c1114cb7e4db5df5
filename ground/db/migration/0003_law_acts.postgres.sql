-- Acts and clauses that other rows cite. Rows are never removed: an old case must go on showing what
-- it was based on.
-- +goose Up
CREATE TABLE law_act (
    code TEXT PRIMARY KEY,
    title_vi TEXT NOT NULL,
    title_en TEXT NOT NULL,
    number TEXT NOT NULL,
    valid_from TEXT COLLATE "C",
    valid_to TEXT COLLATE "C",
    source TEXT NOT NULL,
    mark TEXT NOT NULL
);

CREATE TABLE law_clause (
    act TEXT NOT NULL REFERENCES law_act (code),
    clause TEXT NOT NULL,
    position BIGINT NOT NULL,
    text_vi TEXT NOT NULL,
    text_en TEXT NOT NULL,
    mark TEXT NOT NULL,
    PRIMARY KEY (act, clause)
);

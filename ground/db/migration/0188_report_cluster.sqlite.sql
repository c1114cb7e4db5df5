-- Reports that lay together and were proposed as one case: each once.
-- +goose Up
CREATE TABLE report_cluster (
    report TEXT PRIMARY KEY REFERENCES report (id),
    signal TEXT NOT NULL
);


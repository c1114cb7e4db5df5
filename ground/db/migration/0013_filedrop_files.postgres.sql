-- What was taken from the drop folders. Senders' files stay where they are, so
-- this memory is all that keeps a file from being taken again; it is written in
-- the commit that stores the file's rows.
-- +goose Up
CREATE TABLE filedrop_file (
    feed TEXT NOT NULL,
    path TEXT NOT NULL,
    size BIGINT NOT NULL,
    mtime BIGINT NOT NULL, -- nanoseconds, as the file system tells
    station TEXT NOT NULL,
    sha TEXT NOT NULL,
    lines BIGINT NOT NULL,
    refused BIGINT NOT NULL,
    taken BIGINT NOT NULL,
    PRIMARY KEY (feed, path)
);
CREATE INDEX filedrop_content ON filedrop_file (sha);

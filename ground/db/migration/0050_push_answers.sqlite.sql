-- What was answered to a sender that named its request (Idempotency-Key), so that
-- the same request again gets the same answer. Written in the commit that stores
-- the request's rows; removed after a day.
-- +goose Up
CREATE TABLE push_answer (
    sender TEXT NOT NULL,
    feed TEXT NOT NULL,
    key TEXT NOT NULL,
    digest TEXT NOT NULL, -- of the body; another body under the same key is refused
    answer TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (sender, feed, key)
) WITHOUT ROWID;
CREATE INDEX push_answer_age ON push_answer (at);

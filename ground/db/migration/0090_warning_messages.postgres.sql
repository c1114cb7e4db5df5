-- Public warnings: what is drafted, who moved it on, the signed message as it was
-- published, which is never changed, and who confirmed that it came.
-- +goose Up
CREATE TABLE warning (
    id TEXT PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    identifier TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL,
    msg_type TEXT NOT NULL,
    follows TEXT NOT NULL DEFAULT '',
    unit TEXT NOT NULL,
    unit_path TEXT COLLATE "C" NOT NULL,
    area TEXT NOT NULL,
    area_path TEXT COLLATE "C" NOT NULL,
    incident TEXT NOT NULL DEFAULT '',
    version BIGINT NOT NULL,
    content TEXT NOT NULL,
    editor TEXT NOT NULL,
    published_at BIGINT,
    expires_at BIGINT NOT NULL,
    message BYTEA,
    search TEXT NOT NULL
);
CREATE INDEX warning_state ON warning (state, id);
CREATE INDEX warning_published ON warning (published_at);
-- One message at a time may be on its way to follow a published one.
CREATE UNIQUE INDEX warning_follows ON warning (follows) WHERE follows <> '' AND state IN ('draft', 'checked', 'approved');

CREATE TABLE warning_move (
    warning TEXT NOT NULL REFERENCES warning (id),
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    by_id TEXT NOT NULL,
    by_name TEXT NOT NULL,
    state TEXT NOT NULL,
    words TEXT NOT NULL,
    PRIMARY KEY (warning, seq)
);

CREATE TABLE warning_receipt (
    warning TEXT NOT NULL REFERENCES warning (id),
    by_id TEXT NOT NULL,
    by_name TEXT NOT NULL,
    unit TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (warning, by_id)
);

-- The key that signs, made at first use; the certificate is public.
CREATE TABLE warning_key (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    certificate TEXT NOT NULL,
    private_key TEXT NOT NULL
);

-- Who may come in: people with their grants and sessions, devices and tokens. Every secret is kept only
-- as a digest. Tries to sign in are counted here and not in memory, so that neither a restart nor a
-- second node gives more of them.
-- +goose Up
CREATE TABLE account (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL UNIQUE,
    title_vi TEXT NOT NULL,
    title_en TEXT NOT NULL,
    search TEXT NOT NULL,
    unit TEXT NOT NULL,
    unit_path TEXT COLLATE "C" NOT NULL,
    area_path TEXT COLLATE "C" NOT NULL,
    password TEXT NOT NULL,
    state TEXT NOT NULL,
    sample BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    last_seen BIGINT
);
CREATE INDEX account_unit_path ON account (unit_path);

CREATE TABLE account_grant (
    account TEXT NOT NULL REFERENCES account (id),
    role TEXT NOT NULL,
    unit TEXT NOT NULL,
    area TEXT NOT NULL,
    PRIMARY KEY (account, role, unit, area)
);

CREATE TABLE account_session (
    digest TEXT PRIMARY KEY,
    account TEXT NOT NULL REFERENCES account (id),
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX account_session_account ON account_session (account);

CREATE TABLE account_try (
    key TEXT PRIMARY KEY,
    since BIGINT NOT NULL,
    count BIGINT NOT NULL
);

CREATE TABLE account_device (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    feed TEXT NOT NULL,
    unit_path TEXT COLLATE "C" NOT NULL,
    area_path TEXT COLLATE "C" NOT NULL,
    digest TEXT NOT NULL UNIQUE,
    created_at BIGINT NOT NULL,
    ended_at BIGINT
);

CREATE TABLE account_token (
    id TEXT PRIMARY KEY,
    account TEXT NOT NULL REFERENCES account (id),
    digest TEXT NOT NULL UNIQUE,
    created_at BIGINT NOT NULL,
    ended_at BIGINT
);
CREATE INDEX account_token_account ON account_token (account);

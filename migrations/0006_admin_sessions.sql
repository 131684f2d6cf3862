-- +goose Up

-- The sites that an agent or a viewer works for. An admin sees every site.
create table user_sites (
    site_id    uuid not null references sites (id) on delete cascade,
    user_id    uuid not null references users (id) on delete cascade,
    created_at timestamptz not null default now(),
    primary key (site_id, user_id)
);
create index on user_sites (user_id);

-- Browsers that are signed in. Only the SHA-256 of a token is kept.
create table user_sessions (
    token_hash   bytea primary key,
    user_id      uuid not null references users (id) on delete cascade,
    created_at   timestamptz not null default now(),
    last_seen_at timestamptz not null default now(),
    expires_at   timestamptz not null
);
create index on user_sessions (user_id);
create index on user_sessions (expires_at);

-- Attempts to sign in that have not succeeded, for each client network and for
-- each e-mail address that was tried. The subject is a hash: people type
-- passwords into the wrong field.
create table login_attempts (
    subject        bytea primary key,
    attempts       integer not null,
    window_ends_at timestamptz not null
);
create index on login_attempts (window_ends_at);

create index on sessions (created_at desc, id desc);

-- +goose Down
drop index sessions_created_at_id_idx;
drop table login_attempts, user_sessions, user_sites;

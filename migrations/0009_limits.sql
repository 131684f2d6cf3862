-- +goose Up

-- Requests that their sender may repeat, with the result of the first one.
create table idempotency_keys (
    site_id      uuid not null references sites (id) on delete cascade,
    scope        text not null, -- the visitor's id; without one, a hash of the client's network
    operation    text not null,
    key          text not null check (char_length(key) between 1 and 128),
    request_hash bytea not null, -- SHA-256: the same key with another request is refused
    result       jsonb,          -- null only within the transaction that does the work
    created_at   timestamptz not null default now(),
    primary key (site_id, scope, operation, key)
);
create index on idempotency_keys (created_at);

-- What has been used of a limit in the window of time that ends then.
create table usage_counters (
    site_id        uuid not null references sites (id) on delete cascade,
    kind           text not null check (kind in ('sessions', 'messages', 'tokens')),
    subject        bytea not null, -- SHA-256 of a client's network; empty for the site as a whole
    window_ends_at timestamptz not null,
    used           bigint not null,
    primary key (site_id, kind, subject, window_ends_at)
);
create index on usage_counters (window_ends_at);

-- The limits of a site. 0 is none.
alter table site_settings
    add column address_messages_per_minute integer not null default 60 check (address_messages_per_minute >= 0),
    add column address_sessions_per_hour   integer not null default 30 check (address_sessions_per_hour >= 0),
    add column site_sessions_per_day       integer not null default 10000 check (site_sessions_per_day >= 0),
    add column address_tokens_per_day      bigint not null default 200000 check (address_tokens_per_day >= 0),
    add column site_tokens_per_day         bigint not null default 5000000 check (site_tokens_per_day >= 0);

-- SHA-256 of the network that began the session, which its tokens count for.
-- Null for sessions that an integration's server began, and older ones.
alter table sessions add column network bytea;

-- The visitor's messages of the last minute.
create index on messages (site_id, session_id, created_at) where role = 'visitor';

-- +goose Down
drop index messages_site_id_session_id_created_at_idx;
alter table sessions drop column network;
alter table site_settings
    drop column address_messages_per_minute, drop column address_sessions_per_hour, drop column site_sessions_per_day,
    drop column address_tokens_per_day, drop column site_tokens_per_day;
drop table usage_counters, idempotency_keys;

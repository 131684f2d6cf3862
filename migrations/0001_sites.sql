-- +goose Up
create extension if not exists vector;

-- A site is a tenant. Its id is the first column of every key below, and every
-- foreign key carries it, so no row can point into another site.
create table sites (
    id         uuid primary key,
    name       text not null check (char_length(name) between 1 and 200),
    language   text not null default 'en' check (language ~ '^[a-z]{2,3}$'),
    created_at timestamptz not null default now()
);

-- Exact origins that may call the chat API for a site: scheme://host[:port].
create table site_origins (
    site_id    uuid not null references sites (id) on delete cascade,
    origin     text not null check (char_length(origin) between 1 and 300),
    created_at timestamptz not null default now(),
    primary key (site_id, origin)
);

-- Public keys. They identify a site and open only chat operations, so they are
-- stored readable: the admin shows them.
create table site_keys (
    key        text primary key check (key ~ '^sk_[A-Za-z0-9]{32}$'),
    site_id    uuid not null references sites (id) on delete cascade,
    created_at timestamptz not null default now(),
    revoked_at timestamptz
);
create index on site_keys (site_id);

create table site_settings (
    site_id             uuid primary key references sites (id) on delete cascade,
    title               text not null default '' check (char_length(title) <= 200),
    welcome_message     text not null default '' check (char_length(welcome_message) <= 2000),
    primary_color       text not null default '#E85D04' check (primary_color ~ '^#[0-9A-Fa-f]{6}$'),
    position            text not null default 'bottom-right' check (position in ('bottom-right', 'bottom-left')),
    suggestions         text[] not null default '{}',
    system_prompt       text not null default '' check (char_length(system_prompt) <= 8000),
    provider            text not null default 'extractive' check (provider in ('extractive', 'mistral', 'openai')),
    model               text not null default '',
    base_url            text not null default '',
    provider_key_sealed bytea, -- AES-256-GCM under INNCONNECT_ENCRYPTION_KEY
    answer_threshold    double precision not null default 0.5 check (answer_threshold between 0 and 1),
    escalation_keywords text[] not null default '{}',
    escalation_patterns text[] not null default '{}',
    idle_close_seconds  integer not null default 86400 check (idle_close_seconds between 60 and 2592000),
    updated_at          timestamptz not null default now()
);

create table users (
    id            uuid primary key,
    email         text not null check (char_length(email) between 3 and 320),
    password_hash text not null, -- argon2id, in the PHC string format
    role          text not null check (role in ('admin', 'agent', 'viewer')),
    created_at    timestamptz not null default now()
);
create unique index on users (lower(email));

-- +goose Down
drop table users, site_settings, site_keys, site_origins, sites;

-- +goose Up

alter table users
    add column if not exists name text not null default '' check (char_length(name) <= 100), -- as visitors see it
    add column if not exists supervisor boolean not null default false, -- is alerted when nobody else comes
    add column disabled_at timestamptz, -- cannot sign in since then
    add column password_temporary boolean not null default false; -- somebody else knows it
update users set name = split_part(email, '@', 1) where name = '';

-- What a session is called where its token must not be.
alter table user_sessions add column id uuid not null unique default gen_random_uuid();

-- What staff did. An entry says who, what and to what, and never what a visitor
-- wrote. It outlives the conversation or key that it is about.
create table audit_log (
    id         uuid primary key default gen_random_uuid(),
    site_id    uuid references sites (id) on delete cascade, -- null for what is of no one site
    user_id    uuid references users (id), -- who did it; null for the command line
    action     text not null check (char_length(action) between 1 and 50),
    session_id uuid, -- the conversation that it was done to
    subject_id uuid, -- the user or key that it was done to
    details    jsonb not null default '{}',
    created_at timestamptz not null default now()
);
create index on audit_log (created_at desc, id desc);
create index on audit_log (site_id, created_at desc, id desc);
create index on audit_log (user_id, created_at desc, id desc);
create index on audit_log (session_id, created_at desc, id desc) where session_id is not null;

-- What staff tell each other about a conversation. Visitors never see it.
create table notes (
    site_id    uuid not null,
    session_id uuid not null,
    id         uuid not null,
    user_id    uuid not null references users (id),
    content    text not null check (char_length(content) between 1 and 4000),
    created_at timestamptz not null default now(),
    primary key (site_id, session_id, id),
    foreign key (site_id, session_id) references sessions (site_id, id) on delete cascade
);

-- +goose Down
drop table notes, audit_log;
alter table user_sessions drop column id;
alter table users drop column password_temporary, drop column disabled_at;

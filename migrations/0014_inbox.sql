-- +goose Up

-- What staff are told, live and for three days after. An event has no seq until
-- its transaction has ended; then one transaction at a time gives numbers out.
create table inbox_events (
    id         bigint primary key generated always as identity,
    site_id    uuid not null,
    session_id uuid not null,
    kind       text not null check (kind in (
        'created', 'message', 'escalated', 'taken', 'released', 'closed', 'changed', 'seen', 'notification')),
    message_id uuid, -- of a message
    user_id    uuid references users (id) on delete cascade, -- the only one who is told; null for all
    seq        bigint,
    created_at timestamptz not null default now(),
    unique (site_id, seq),
    foreign key (site_id, session_id) references sessions (site_id, id) on delete cascade
);
create index on inbox_events (id) where seq is null;

-- One row: who holds it gives out numbers.
create table inbox_numbers (
    one_row boolean primary key default true check (one_row),
    last    bigint not null default 0, -- given out
    removed bigint not null default 0  -- the newest whose event was removed
);
insert into inbox_numbers default values;

-- Up to where a user has read a conversation.
create table conversation_reads (
    site_id    uuid not null,
    session_id uuid not null,
    user_id    uuid not null references users (id) on delete cascade,
    seq        bigint not null, -- of a message
    primary key (site_id, session_id, user_id),
    foreign key (site_id, session_id) references sessions (site_id, id) on delete cascade
);

-- Pages of a site's conversations, by what they are picked by.
drop index sessions_created_at_id_idx;
create index on sessions (site_id, created_at desc, id desc);
create index on sessions (site_id, created_at desc, id desc) where needs_follow_up;
create index on sessions (site_id, escalation_reason, created_at desc, id desc) where escalation_reason is not null;
create index on sessions (site_id, agent_id, created_at desc, id desc) where agent_id is not null;
create index on ratings (site_id, stars, session_id);

-- +goose Down
drop index ratings_site_id_stars_session_id_idx, sessions_site_id_agent_id_created_at_id_idx,
    sessions_site_id_escalation_reason_created_at_id_idx, sessions_site_id_created_at_id_idx1,
    sessions_site_id_created_at_id_idx;
create index on sessions (created_at desc, id desc);
drop table conversation_reads, inbox_numbers, inbox_events;

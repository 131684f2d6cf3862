-- +goose Up
create table visitors (
    site_id       uuid not null references sites (id) on delete cascade,
    id            uuid not null,
    first_seen_at timestamptz not null default now(),
    last_seen_at  timestamptz not null default now(),
    primary key (site_id, id)
);

create table customers (
    site_id    uuid not null references sites (id) on delete cascade,
    id         uuid not null,
    email      text not null check (char_length(email) between 3 and 320),
    name       text not null default '' check (char_length(name) <= 200),
    created_at timestamptz not null default now(),
    primary key (site_id, id)
);
create unique index on customers (site_id, lower(email));

create table sessions (
    site_id           uuid not null references sites (id) on delete cascade,
    id                uuid not null unique, -- also names the session's workflow
    visitor_id        uuid not null,
    customer_id       uuid,
    visitor_name      text not null default '' check (char_length(visitor_name) <= 200),
    visitor_email     text not null default '' check (char_length(visitor_email) <= 320),
    status            text not null default 'active' check (status in ('active', 'escalated', 'closed')),
    escalation_reason text,
    language          text not null,
    page_url          text not null default '' check (char_length(page_url) <= 2000),
    last_seq          bigint not null default 0, -- of the newest message
    created_at        timestamptz not null default now(),
    escalated_at      timestamptz,
    closed_at         timestamptz,
    primary key (site_id, id),
    foreign key (site_id, visitor_id) references visitors (site_id, id),
    foreign key (site_id, customer_id) references customers (site_id, id),
    check ((status = 'closed') = (closed_at is not null))
);
create index on sessions (site_id, visitor_id);
create index on sessions (site_id, status, created_at desc);

create table messages (
    site_id           uuid not null,
    id                uuid not null,
    session_id        uuid not null,
    seq               bigint not null,
    role              text not null check (role in ('visitor', 'assistant', 'agent', 'system')),
    client_message_id text,           -- visitor's messages
    turn_id           uuid,           -- the product's messages: the turn that wrote it
    reply_id          uuid,           -- visitor's messages: the message that answered
    handled           boolean not null default false, -- visitor's messages: a turn is done with it
    content           text not null,  -- as written
    clean_text        text,           -- visitor's messages, after input sanitising
    html              text not null default '', -- safe to show; '' until sanitised
    citations         jsonb not null default '[]',
    answerability     double precision,
    quick_replies     text[] not null default '{}',
    created_at        timestamptz not null default now(),
    primary key (site_id, id),
    unique (site_id, session_id, id),
    unique (site_id, session_id, seq),
    unique (site_id, session_id, client_message_id),
    unique (site_id, session_id, turn_id),
    foreign key (site_id, session_id) references sessions (site_id, id) on delete cascade,
    foreign key (site_id, session_id, reply_id) references messages (site_id, session_id, id),
    check ((role = 'visitor') = (client_message_id is not null))
);

create index on messages (created_at) where role = 'visitor' and not handled;

-- One row for each run of the pipeline: what it saw, and the answer while it is
-- being written. A turn's id is that of its first visitor message.
create table turns (
    site_id       uuid not null,
    id            uuid not null,
    session_id    uuid not null,
    message_ids   uuid[] not null,
    passages      jsonb not null default '[]', -- as they were, best first
    answerability double precision,
    prompt        jsonb not null default '{}',
    provider      text not null default '',
    model         text not null default '',
    attempt       integer not null default 0, -- of generation; a new one starts the draft again
    draft         text not null default '', -- what the visitor sees while the answer is being written
    answer        jsonb,                    -- complete, not yet sanitised
    input_tokens  integer not null default 0,
    output_tokens integer not null default 0,
    created_at    timestamptz not null default now(),
    primary key (site_id, id),
    unique (site_id, session_id, id),
    foreign key (site_id, session_id) references sessions (site_id, id) on delete cascade
);
create index on turns (site_id, session_id);

create table escalations (
    site_id    uuid not null,
    session_id uuid not null,
    turn_id    uuid not null,
    reason     text not null check (reason in ('customer_request', 'keyword', 'missing_knowledge', 'low_confidence', 'provider_failure')),
    created_at timestamptz not null default now(),
    primary key (site_id, session_id, turn_id),
    foreign key (site_id, session_id) references sessions (site_id, id) on delete cascade
);

create table reactions (
    site_id    uuid not null,
    message_id uuid not null,
    value      text not null check (value in ('up', 'down')),
    updated_at timestamptz not null default now(),
    primary key (site_id, message_id),
    foreign key (site_id, message_id) references messages (site_id, id) on delete cascade
);

create table ratings (
    site_id    uuid not null,
    session_id uuid not null,
    stars      smallint not null check (stars between 1 and 5),
    tags       text[] not null default '{}',
    feedback   text not null default '' check (char_length(feedback) <= 2000),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    primary key (site_id, session_id),
    foreign key (site_id, session_id) references sessions (site_id, id) on delete cascade
);

-- +goose Down
drop table ratings, reactions, escalations, turns, messages, sessions, customers, visitors;

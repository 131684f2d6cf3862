-- +goose Up

-- What happened in a session that its visitor is told, in order. Readers follow
-- it by seq; a message's content is read from messages.
alter table sessions add column last_event bigint not null default 0; -- seq of the newest event

create table session_events (
    site_id    uuid not null,
    session_id uuid not null,
    seq        bigint not null, -- 1, 2, … within the session, in the order of commits
    kind       text not null check (kind in ('message', 'status', 'agent_joined', 'agent_left', 'email_requested', 'rating_prompt')),
    message_id uuid, -- of kind message
    data       jsonb not null default '{}', -- of the other kinds
    created_at timestamptz not null default now(),
    primary key (site_id, session_id, seq),
    foreign key (site_id, session_id) references sessions (site_id, id) on delete cascade,
    foreign key (site_id, session_id, message_id) references messages (site_id, session_id, id) on delete cascade,
    check ((kind = 'message') = (message_id is not null))
);

-- Conversations from before events were kept: their messages, then their status.
insert into session_events (site_id, session_id, seq, kind, message_id, created_at)
select site_id, session_id, seq, 'message', id, created_at from messages;

insert into session_events (site_id, session_id, seq, kind, data, created_at)
select site_id, id, last_seq + 1, 'status',
       jsonb_build_object('status', status, 'escalation_reason', coalesce(escalation_reason, '')),
       coalesce(closed_at, escalated_at)
from sessions where status <> 'active';

update sessions set last_event = last_seq + case when status = 'active' then 0 else 1 end;

-- +goose Down
drop table session_events;
alter table sessions drop column last_event;

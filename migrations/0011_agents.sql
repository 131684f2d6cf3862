-- +goose Up

alter table users
    add column name       text not null default '' check (char_length(name) <= 100), -- as visitors see it
    add column supervisor boolean not null default false; -- is called when nobody else comes

-- How a site's conversations reach people and how they end.
alter table site_settings
    add column business_hours           jsonb, -- null: somebody is always there
    add column alert_again_seconds      integer not null default 120 check (alert_again_seconds between 10 and 604800),
    add column supervisors_seconds      integer not null default 300 check (supervisors_seconds between 10 and 604800),
    add column tell_visitor_seconds     integer not null default 600 check (tell_visitor_seconds between 10 and 604800),
    add column close_unattended_seconds integer not null default 3600 check (close_unattended_seconds between 60 and 2592000),
    add column agent_lease_seconds      integer not null default 300 check (agent_lease_seconds between 10 and 86400),
    add column repeated_failures        integer not null default 3 check (repeated_failures between 0 and 20), -- 0: never
    add column idle_warning_seconds     integer not null default 300 check (idle_warning_seconds between 0 and 86400), -- 0: none
    add column rating_follow_up_seconds integer not null default 86400 check (rating_follow_up_seconds between 0 and 2592000); -- 0: none

alter table sessions
    -- The person who has the session, and after its end the one who had it.
    add column agent_id          uuid references users (id) on delete set null,
    add column agent_name        text not null default '',
    add column agent_since       timestamptz, -- null while nobody has it
    add column agent_lease_until timestamptz, -- the person loses it when silent for so long
    add column agent_seen_seq    bigint not null default 0, -- of the newest message that a person has read
    add column epoch             bigint not null default 0, -- grows when the right to speak changes hands
    -- A wait begins when a person is asked for, or goes silent, and nobody has come yet.
    add column waits             integer not null default 0, -- how many there were; the number of the newest
    add column waiting_since     timestamptz, -- null while nobody is waited for
    add column ladder_step       smallint not null default 0 check (ladder_step between 0 and 5), -- of the newest wait
    add column last_activity_at  timestamptz not null default now(), -- of anybody who wrote
    add column closed_by         text check (closed_by in ('visitor', 'agent', 'idle', 'unattended')),
    add column needs_follow_up   boolean not null default false, -- nobody came: staff owe the visitor an answer
    add check (agent_since is null or status <> 'active'),
    add check (waiting_since is null or status = 'escalated' and agent_since is null);
create index on sessions (site_id, waiting_since) where waiting_since is not null;
create index on sessions (agent_id) where agent_id is not null;

update sessions s set last_activity_at = coalesce(
    (select m.created_at from messages m where m.site_id = s.site_id and m.session_id = s.id and m.seq = s.last_seq),
    s.created_at);
update sessions set waits = 1, waiting_since = escalated_at where status = 'escalated';

alter table turns add column epoch bigint not null default 0; -- of the session when it began

-- A person's messages have client ids, too, which are not the visitor's.
alter table messages
    add column agent_id   uuid references users (id) on delete set null, -- who wrote it
    add column agent_name text not null default '', -- then
    add column notice     text, -- of the product by itself: which one, so that it is written once
    drop constraint messages_check,
    add check (case role when 'visitor' then client_message_id is not null
                         when 'agent' then true else client_message_id is null end),
    drop constraint messages_site_id_session_id_client_message_id_key,
    add unique (site_id, session_id, role, client_message_id),
    add unique (site_id, session_id, notice);

-- A person may be asked for, or come, without any turn.
alter table escalations add column number integer; -- 1, 2, … within the session
update escalations e set number = n.number
from (select site_id, session_id, turn_id, row_number() over (partition by site_id, session_id order by created_at, turn_id) as number
      from escalations) n
where n.site_id = e.site_id and n.session_id = e.session_id and n.turn_id = e.turn_id;
alter table escalations
    drop constraint escalations_pkey,
    alter column turn_id drop not null,
    add primary key (site_id, session_id, number),
    add unique (site_id, session_id, turn_id),
    drop constraint escalations_reason_check,
    add constraint escalations_reason_check check (reason in (
        'customer_request', 'keyword', 'missing_knowledge', 'low_confidence', 'repeated', 'provider_failure', 'manual'));

-- What staff are to be told of, once each.
create table alerts (
    site_id    uuid not null,
    session_id uuid not null,
    number     bigint not null, -- of the session's wait; with 'transferred', its epoch
    step       text not null check (step in ('escalated', 'again', 'supervisors', 'follow_up', 'transferred')),
    user_id    uuid references users (id) on delete cascade, -- with 'transferred': who has it now
    created_at timestamptz not null default now(),
    primary key (site_id, session_id, number, step),
    foreign key (site_id, session_id) references sessions (site_id, id) on delete cascade,
    check ((step = 'transferred') = (user_id is not null))
);

-- +goose Down
drop table alerts;
delete from escalations where turn_id is null or reason in ('repeated', 'manual');
alter table escalations
    drop constraint escalations_reason_check,
    add constraint escalations_reason_check check (reason in (
        'customer_request', 'keyword', 'missing_knowledge', 'low_confidence', 'provider_failure')),
    drop constraint escalations_site_id_session_id_turn_id_key,
    drop column number,
    alter column turn_id set not null,
    add primary key (site_id, session_id, turn_id);
update messages set client_message_id = null where role = 'agent';
alter table messages
    drop column notice,
    drop constraint messages_site_id_session_id_role_client_message_id_key,
    add unique (site_id, session_id, client_message_id),
    drop constraint messages_check,
    add check ((role = 'visitor') = (client_message_id is not null)),
    drop column agent_name,
    drop column agent_id;
alter table turns drop column epoch;
alter table sessions
    drop column needs_follow_up, drop column closed_by, drop column last_activity_at, drop column ladder_step,
    drop column waiting_since, drop column waits, drop column epoch, drop column agent_seen_seq,
    drop column agent_lease_until, drop column agent_since, drop column agent_name, drop column agent_id;
alter table site_settings
    drop column rating_follow_up_seconds, drop column idle_warning_seconds, drop column repeated_failures,
    drop column agent_lease_seconds, drop column close_unattended_seconds, drop column tell_visitor_seconds,
    drop column supervisors_seconds, drop column alert_again_seconds, drop column business_hours;
alter table users drop column supervisor, drop column name;

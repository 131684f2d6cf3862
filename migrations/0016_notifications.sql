-- +goose Up

-- What a user is told of, once for each alert, and in which ways. The ways are
-- decided when the alert is raised.
create table notifications (
    site_id    uuid not null references sites (id) on delete cascade,
    id         uuid not null,
    user_id    uuid not null references users (id) on delete cascade,
    session_id uuid not null,
    number     bigint not null, -- of the alert
    step       text not null,
    in_app     boolean not null, -- the admin panel shows it
    read_at    timestamptz,
    by_mail    boolean not null, -- a mail tells of it, too
    settled_at timestamptz,      -- the mail is queued, or nobody needs it any more
    created_at timestamptz not null default now(),
    primary key (site_id, id),
    unique (site_id, session_id, number, step, user_id),
    foreign key (site_id, session_id, number, step) references alerts (site_id, session_id, number, step) on delete cascade
);
create index on notifications (user_id, created_at desc, id desc) where in_app;
create index on notifications (user_id) where in_app and read_at is null;
create index on notifications (created_at) where by_mail and settled_at is null;
create index on mails (site_id, user_id, created_at) where kind = 'alert'; -- for digests

-- How a user wants to be told of a kind of alert; without a row, in both ways.
create table notification_preferences (
    user_id uuid not null references users (id) on delete cascade,
    step    text not null check (step in ('escalated', 'again', 'supervisors', 'follow_up', 'transferred')),
    in_app  boolean not null,
    by_mail boolean not null,
    primary key (user_id, step)
);

-- +goose Down
drop index mails_site_id_user_id_created_at_idx;
drop table notification_preferences, notifications;

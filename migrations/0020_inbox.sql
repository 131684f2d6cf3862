-- +goose Up

-- How soon a conversation wants a person.
alter table sessions
    add column priority text not null default 'normal' check (priority in ('low', 'normal', 'high', 'urgent'));
create index on sessions (site_id, priority, created_at desc, id desc) where priority <> 'normal';

-- Texts that people send often.
create table canned_replies (
    site_id    uuid not null references sites (id) on delete cascade,
    id         uuid not null,
    shortcut   text not null check (shortcut ~ '^[a-z0-9][a-z0-9_-]{0,39}$'),
    content    text not null check (char_length(content) between 1 and 4000), -- Markdown with placeholders
    updated_at timestamptz not null default now(),
    primary key (site_id, id),
    unique (site_id, shortcut)
);

-- Who has a conversation on the screen, and who writes there. It passes within
-- seconds, so nothing is lost when a crash of the database empties it.
create unlogged table conversation_presence (
    site_id      uuid not null,
    session_id   uuid not null,
    user_id      uuid not null references users (id) on delete cascade,
    there_until  timestamptz not null,
    typing_until timestamptz not null,
    primary key (site_id, session_id, user_id),
    foreign key (site_id, session_id) references sessions (site_id, id) on delete cascade
);
create index on conversation_presence (there_until);

-- +goose Down
drop table conversation_presence, canned_replies;
alter table sessions drop column priority;

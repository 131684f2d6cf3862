-- +goose Up
create table articles (
    site_id     uuid not null references sites (id) on delete cascade,
    id          uuid not null,
    external_id text not null check (char_length(external_id) between 1 and 300),
    title       text not null check (char_length(title) between 1 and 500),
    body        text not null,
    language    text not null check (language ~ '^[a-z]{2,3}$'),
    tags        text[] not null default '{}',
    url         text not null default '',
    status      text not null check (status in ('draft', 'published', 'archived')),
    revision    integer not null default 1,
    created_at  timestamptz not null default now(),
    updated_at  timestamptz not null default now(),
    primary key (site_id, id),
    unique (site_id, external_id)
);

create table article_revisions (
    site_id    uuid not null,
    article_id uuid not null,
    revision   integer not null,
    title      text not null,
    body       text not null,
    created_at timestamptz not null default now(),
    primary key (site_id, article_id, revision),
    foreign key (site_id, article_id) references articles (site_id, id) on delete cascade
);

-- +goose Down
drop table article_revisions, articles;

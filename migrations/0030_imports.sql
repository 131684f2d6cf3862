-- +goose Up

create table imports (
    site_id        uuid not null references sites (id) on delete cascade,
    id             uuid not null,
    user_id        uuid references users (id) on delete set null, -- who asked for it
    source         text not null check (source in ('files', 'url', 'sitemap')),
    address        text not null default '' check (char_length(address) <= 2000),
    article_status text not null check (article_status in ('draft', 'published')), -- of new articles
    state          text not null default 'queued' check (state in ('queued', 'running', 'done', 'failed', 'stopped')),
    problem        text not null default '', -- of the whole
    detail         text not null default '',
    more           boolean not null default false, -- the sitemap names more than was taken
    documents      integer not null default 0,
    created        integer not null default 0,
    updated        integer not null default 0,
    unchanged      integer not null default 0,
    refused        integer not null default 0,
    created_at     timestamptz not null default now(),
    handed_at      timestamptz, -- to its workflow
    finished_at    timestamptz,
    primary key (site_id, id),
    check ((state in ('done', 'failed', 'stopped')) = (finished_at is not null))
);
create index on imports (site_id, created_at desc, id desc);
create index on imports (created_at);
create index on imports (coalesce(handed_at, '-infinity')) where state in ('queued', 'running');

create table import_documents (
    site_id     uuid not null,
    import_id   uuid not null,
    number      integer not null,
    name        text not null check (char_length(name) between 1 and 2000), -- of the file, or the page's address
    content     bytea, -- of a file, until it is imported
    outcome     text check (outcome in ('created', 'updated', 'unchanged', 'refused')),
    problem     text not null default '',
    detail      text not null default '',
    article_id  uuid,
    title       text not null default '',
    finished_at timestamptz,
    primary key (site_id, import_id, number),
    unique (site_id, import_id, name),
    foreign key (site_id, import_id) references imports (site_id, id) on delete cascade
);
create index on import_documents (site_id, import_id, outcome, number);
alter table import_documents alter column content set storage external; -- pages and PDFs are packed already

-- What an article was imported from, as it was: what has not changed there is
-- left alone, also when somebody has changed the article since.
create table article_sources (
    site_id     uuid not null,
    article_id  uuid not null,
    hash        bytea not null, -- SHA-256 of the document's text
    imported_at timestamptz not null default now(),
    primary key (site_id, article_id),
    foreign key (site_id, article_id) references articles (site_id, id) on delete cascade
);

-- +goose Down
drop table article_sources, import_documents, imports;

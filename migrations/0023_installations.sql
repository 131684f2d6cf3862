-- +goose Up

-- Where the widget is installed: what its own first call told.
create table widget_installations (
    site_id        uuid not null references sites (id) on delete cascade,
    origin         text not null check (char_length(origin) between 1 and 300),
    page_url       text not null default '' check (char_length(page_url) <= 2000), -- the newest, without query and fragment
    widget_version text not null default '' check (char_length(widget_version) <= 20),
    first_seen_at  timestamptz not null default now(),
    last_seen_at   timestamptz not null default now(),
    primary key (site_id, origin)
);
create index on widget_installations (site_id, last_seen_at desc);

-- +goose Down
drop table widget_installations;

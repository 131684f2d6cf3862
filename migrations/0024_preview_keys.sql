-- +goose Up

-- Keys of the admin panel's preview of the widget. They have the form of public
-- keys. Only the SHA-256 is kept: a key is shown once.
create table site_preview_keys (
    site_id    uuid not null references sites (id) on delete cascade,
    key_hash   bytea not null,
    user_id    uuid not null references users (id) on delete cascade, -- who it was made for
    created_at timestamptz not null default now(),
    expires_at timestamptz not null,
    primary key (site_id, key_hash)
);
create unique index on site_preview_keys (key_hash);
create index on site_preview_keys (expires_at);

-- +goose Down
drop table site_preview_keys;

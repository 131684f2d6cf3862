-- +goose Up

-- Secret keys for programs that are no browser and so send no Origin. Only the
-- SHA-256 of a key is kept: it is shown once. The key has 238 random bits, so a
-- slow hash would add nothing.
create table site_server_keys (
    site_id    uuid not null references sites (id) on delete cascade,
    id         uuid not null,
    name       text not null check (char_length(name) between 1 and 200),
    key_hash   bytea not null unique,
    created_at timestamptz not null default now(),
    revoked_at timestamptz,
    primary key (site_id, id)
);

-- Whether the visitor's client has ever sent this id itself. It then keeps the
-- id, and the visitor's sessions open only with it.
alter table visitors add column sends_id boolean not null default false;

-- +goose Down
alter table visitors drop column sends_id;
drop table site_server_keys;

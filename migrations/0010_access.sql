-- +goose Up

-- What a site's owner decides about the widget, ratings and visitors. The JSON
-- is checked by internal/chat before it is stored.
alter table site_settings
    add column features               jsonb not null default '{"person":true,"sound":true,"email":true,"reactions":true}',
    add column page_suggestions       jsonb not null default '[]',
    add column texts                  jsonb not null default '{}', -- the widget's texts in the owner's words
    add column rating_tags            text[] not null default '{Helpful,Friendly,Too slow,Wrong answer}',
    add column tracking               text not null default 'consent' check (tracking in ('off', 'consent', 'on')),
    add column identity_required      boolean not null default false,
    add column identity_secret_sealed bytea; -- AES-256-GCM under INNCONNECT_ENCRYPTION_KEY

-- A site may have several keys at a time. One that was rotated works until it
-- expires, so that web pages and programs can change over.
alter table site_keys
    add column id         uuid not null default gen_random_uuid(),
    add column name       text not null default 'Website' check (char_length(name) between 1 and 200),
    add column expires_at timestamptz,
    add unique (site_id, id);
alter table site_keys alter column id drop default, alter column name drop default;
alter table site_server_keys add column expires_at timestamptz;

-- A customer is known by an e-mail address, by the owner's own id of a user, or
-- by both. A verified one came with a token that the site signed.
alter table customers
    alter column email drop not null,
    add column external_id text check (char_length(external_id) between 1 and 200),
    add column verified    boolean not null default false,
    add check (email is not null or external_id is not null);
create unique index on customers (site_id, external_id);

-- The customer that a signed token named for this visitor.
alter table visitors
    add column customer_id uuid,
    add foreign key (site_id, customer_id) references customers (site_id, id);
create index on visitors (site_id, last_seen_at desc, id desc);
create index on visitors (site_id, customer_id);

-- Whether the session's name, address and customer came with a signed token.
alter table sessions add column identity_verified boolean not null default false;
create index on sessions (site_id, customer_id);

-- Pages that visitors opened. The id is the client's, unique within the visitor.
create table visits (
    site_id    uuid not null,
    visitor_id uuid not null,
    id         uuid not null,
    page_url   text not null check (char_length(page_url) between 1 and 2000), -- without fragment and credentials
    title      text not null default '' check (char_length(title) <= 300),
    referrer   text not null default '' check (char_length(referrer) <= 2000), -- as page_url
    seconds    integer not null default 0 check (seconds between 0 and 86400), -- on the page
    started_at timestamptz not null,
    created_at timestamptz not null default now(),
    primary key (site_id, visitor_id, id),
    foreign key (site_id, visitor_id) references visitors (site_id, id) on delete cascade
);
create index on visits (site_id, visitor_id, started_at desc);
create index on visits (created_at);

-- What visitors did that the owner counts, such as an order.
create table conversions (
    site_id    uuid not null,
    visitor_id uuid not null,
    id         uuid not null, -- the client's
    name       text not null check (char_length(name) between 1 and 100),
    value      numeric(14, 2) check (value >= 0),
    currency   text check (currency ~ '^[A-Z]{3}$'),
    page_url   text not null default '' check (char_length(page_url) <= 2000), -- as in visits
    created_at timestamptz not null default now(),
    primary key (site_id, visitor_id, id),
    foreign key (site_id, visitor_id) references visitors (site_id, id) on delete cascade
);
create index on conversions (site_id, visitor_id, created_at desc);
create index on conversions (created_at);

-- +goose Down
drop table conversions, visits;
drop index sessions_site_id_customer_id_idx;
alter table sessions drop column identity_verified;
drop index visitors_site_id_customer_id_idx, visitors_site_id_last_seen_at_id_idx;
alter table visitors drop column customer_id;
update sessions set customer_id = null where (site_id, customer_id) in (select site_id, id from customers where email is null);
delete from customers where email is null;
alter table customers drop column verified, drop column external_id;
alter table customers alter column email set not null;
alter table site_server_keys drop column expires_at;
alter table site_keys drop column expires_at, drop column name, drop column id;
alter table site_settings
    drop column identity_secret_sealed, drop column identity_required, drop column tracking, drop column rating_tags,
    drop column texts, drop column page_suggestions, drop column features;

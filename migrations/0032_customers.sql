-- +goose Up

-- Further addresses of a customer, of customers that were merged into it.
create table customer_emails (
    site_id     uuid not null,
    email       text not null check (char_length(email) between 3 and 320),
    customer_id uuid not null,
    primary key (site_id, customer_id, email),
    foreign key (site_id, customer_id) references customers (site_id, id) on delete cascade
);
create unique index on customer_emails (site_id, lower(email));

-- What staff write down about a customer. Customers never see it.
create table customer_notes (
    site_id     uuid not null,
    customer_id uuid not null,
    id          uuid not null, -- of the writer's making
    user_id     uuid references users (id) on delete set null,
    content     text not null check (char_length(content) between 1 and 4000),
    created_at  timestamptz not null default now(),
    primary key (site_id, customer_id, id),
    foreign key (site_id, customer_id) references customers (site_id, id) on delete cascade
);

-- The words of name, address and id, by their beginnings.
alter table customers add column words tsvector not null generated always as (to_tsvector('simple',
    regexp_replace(lower(name || ' ' || coalesce(email, '') || ' ' || coalesce(external_id, '')), '[^[:alnum:]]+', ' ', 'g'))) stored;
create index on customers using gin (words);
create index on customers (site_id, created_at desc, id desc);

-- Since when a session holds nothing of its visitor any more but numbers. Nobody
-- reads it then.
alter table sessions
    add column erased_at timestamptz,
    drop constraint sessions_closed_by_check,
    add constraint sessions_closed_by_check check (closed_by in ('visitor', 'agent', 'idle', 'unattended', 'erasure')),
    add check (erased_at is null or status = 'closed');

-- +goose Down
update sessions set closed_by = null where closed_by = 'erasure';
alter table sessions
    drop column erased_at,
    drop constraint sessions_closed_by_check,
    add constraint sessions_closed_by_check check (closed_by in ('visitor', 'agent', 'idle', 'unattended'));
drop index customers_site_id_created_at_id_idx;
alter table customers drop column words;
drop table customer_notes, customer_emails;

-- +goose Up

-- What happened on a site on one day of its own clock, counted once the day is
-- over. Days that are not in counted_days, or are in changed_days, are counted
-- from the rows themselves when somebody asks.
create table day_numbers (
    site_id uuid not null references sites (id) on delete cascade,
    kind    text not null,
    day     date not null,
    label   text not null, -- what is told apart: a reason, a number of stars, an hour …
    n       bigint not null,
    primary key (site_id, kind, day, label)
);
create table counted_days (
    site_id uuid not null references sites (id) on delete cascade,
    day     date not null,
    zone    text not null, -- the clock that says when the day began
    primary key (site_id, day)
);
-- A day of which something changed after it was over. Every change adds a row,
-- so that nobody waits for anybody.
create table changed_days (
    id      bigint primary key generated always as identity,
    site_id uuid not null references sites (id) on delete cascade,
    day     date not null
);
create index on changed_days (site_id, day);

alter table turns add column finished_at timestamptz; -- when the answer was complete
update turns set finished_at = created_at where answer is not null;

create index on sessions (site_id, closed_at) where closed_at is not null;
create index on escalations (site_id, created_at);
create index on messages (site_id, created_at) where role in ('assistant', 'agent');
create index on turns (site_id, finished_at) where finished_at is not null;
create index on ratings (site_id, created_at);
create index on reactions (site_id, updated_at);
create index on visitors (site_id, first_seen_at);
create index on visits (site_id, started_at);
create index on conversions (site_id, created_at);

-- What a site pays for a million tokens of a model. Without a row nothing is
-- said about cost.
create table model_prices (
    site_id      uuid not null references sites (id) on delete cascade,
    model        text not null check (char_length(model) between 1 and 200), -- as the provider names it
    currency     text not null check (currency ~ '^[A-Z]{3}$'),
    input_price  numeric(12, 4) not null check (input_price >= 0),
    output_price numeric(12, 4) not null check (output_price >= 0),
    primary key (site_id, model)
);

-- +goose Down
drop table model_prices;
drop index conversions_site_id_created_at_idx, visits_site_id_started_at_idx, visitors_site_id_first_seen_at_idx,
    reactions_site_id_updated_at_idx, ratings_site_id_created_at_idx, turns_site_id_finished_at_idx,
    messages_site_id_created_at_idx, escalations_site_id_created_at_idx, sessions_site_id_closed_at_idx;
alter table turns drop column finished_at;
drop table changed_days, counted_days, day_numbers;

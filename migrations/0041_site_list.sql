-- +goose Up

-- Sites are listed by name, and found by the beginnings of words of their name
-- and domains.
create index sites_name on sites (lower(name), id);
alter table sites add column words tsvector not null generated always as (to_tsvector('simple',
    regexp_replace(lower(name), '[^[:alnum:]]+', ' ', 'g'))) stored;
create index sites_words on sites using gin (words);
alter table site_origins add column words tsvector not null generated always as (to_tsvector('simple',
    regexp_replace(lower(origin), '[^[:alnum:]]+', ' ', 'g'))) stored;
create index site_origins_words on site_origins using gin (words);

-- +goose Down
alter table site_origins drop column words;
alter table sites drop column words;
drop index sites_name;

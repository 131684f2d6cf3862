-- +goose Up

-- A part of a page's address finds the visits of that page.
create extension if not exists pg_trgm;
create index visits_page_url on visits using gin (page_url gin_trgm_ops);

-- An opened page finds the articles that it shows, whatever its query.
create index articles_page on articles (site_id, rtrim(split_part(url, '?', 1), '/')) where url <> '';

-- What hardly anybody does is found without reading what everybody does.
create index on audit_log (action, created_at desc, id desc);

-- +goose Down
drop index audit_log_action_created_at_id_idx, articles_page, visits_page_url;

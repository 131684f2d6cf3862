-- +goose Up

-- version grows with every change of an article: an editor names the one that
-- they saw, so that nobody overwrites what another wrote meanwhile. words are
-- what staff search in: those of drafts and of archived articles, too. Marks
-- within words part them, as they do in what is searched for.
alter table articles
    add column version    integer not null default 1,
    add column updated_by uuid references users (id) on delete set null,
    add column words      tsvector not null generated always as (
        to_tsvector('simple', translate(title || ' ' || left(body, 100000), '-./\_:@+&=?#%', '             '))) stored;

alter table article_revisions add column written_by uuid references users (id) on delete set null;

create index articles_newest on articles (site_id, updated_at desc, id desc);

-- +goose Down
drop index articles_newest;
alter table article_revisions drop column written_by;
alter table articles drop column words, drop column updated_by, drop column version;

-- +goose Up

-- How a site's model did when it was last asked, for operators. What visitors
-- ask is not here.
create table model_calls (
    site_id      uuid primary key references sites (id) on delete cascade,
    provider     text not null,
    model        text not null default '', -- as the provider named it in its last answer
    succeeded_at timestamptz,
    millis       integer not null default 0 check (millis >= 0), -- that the last answer took
    failed_at    timestamptz,
    failure      text not null default '' -- of the last call that failed, safe to show
);
create index on sites (created_at desc, id desc);

-- +goose Down
drop index sites_created_at_id_idx;
drop table model_calls;

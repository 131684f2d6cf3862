-- +goose Up

-- The inbox lists what is urgent first, then the longest wait.
alter table sessions
    add column urgency smallint not null generated always as ( -- the lowest first
        case priority when 'urgent' then 0 when 'high' then 1 when 'normal' then 2 else 3 end) stored;
create index on sessions (site_id, urgency, waiting_since, id) where waiting_since is not null;

-- +goose Down
alter table sessions drop column urgency;

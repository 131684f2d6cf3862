-- +goose Up

-- Visits and typed identities are counted too, so that nobody fills the disk.
alter table usage_counters drop constraint usage_counters_kind_check;
alter table usage_counters add constraint usage_counters_kind_check
    check (kind in ('sessions', 'messages', 'tokens', 'visits', 'identities'));

-- +goose Down
delete from usage_counters where kind in ('visits', 'identities');
alter table usage_counters drop constraint usage_counters_kind_check;
alter table usage_counters add constraint usage_counters_kind_check check (kind in ('sessions', 'messages', 'tokens'));

-- +goose Up

-- Until when somebody is shown as typing; null or past: they are not.
alter table sessions
    add column visitor_typing_until timestamptz,
    add column agent_typing_until   timestamptz;

-- What a session waits for is looked up whenever something passes in it.
create index on messages (site_id, session_id, seq) where role = 'visitor' and not handled;

-- +goose Down
drop index messages_site_id_session_id_seq_idx;
alter table sessions
    drop column visitor_typing_until,
    drop column agent_typing_until;

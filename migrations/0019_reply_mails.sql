-- +goose Up

-- Since when a person's reply waits for the visitor's client to fetch it or for
-- a mail to bring it; null when there is none.
alter table sessions
    drop column mailed_seq,
    add column replies_unseen_since timestamptz;
create index on sessions (replies_unseen_since) where replies_unseen_since is not null;

-- +goose Down
drop index sessions_replies_unseen_since_idx;
alter table sessions
    drop column replies_unseen_since,
    add column mailed_seq bigint not null default 0;

-- +goose Up

alter table users
    add column invited    boolean not null default false, -- has not chosen a password yet, and cannot sign in before
    add column deleted_at timestamptz, -- gone; the row stays for what the user did
    add check (deleted_at is null or disabled_at is not null);
drop index users_lower_idx;
create unique index on users (lower(email)) where deleted_at is null;

-- Links that let in without a password: each once, and until it expires. Only
-- the SHA-256 of a token is kept.
create table user_links (
    token_hash bytea primary key,
    kind       text not null check (kind in ('invitation', 'password_reset', 'setup')),
    user_id    uuid references users (id) on delete cascade, -- null for the first user
    created_at timestamptz not null default now(),
    expires_at timestamptz not null,
    check ((kind = 'setup') = (user_id is null))
);
create index on user_links (user_id);
create index on user_links (expires_at);

-- Links that were asked for and that no mail has been written for yet. Whether
-- anybody has the address is looked up when the mail is written, so that asking
-- takes as long for an address that nobody has.
create table link_requests (
    id         uuid primary key,
    kind       text not null check (kind in ('invitation', 'password_reset')),
    email      text not null check (char_length(email) between 1 and 320),
    created_at timestamptz not null default now()
);

-- The secrets of authenticator apps.
create table user_totp (
    user_id       uuid primary key references users (id) on delete cascade,
    secret_sealed bytea not null, -- AES-256-GCM under INNCONNECT_ENCRYPTION_KEY
    confirmed_at  timestamptz,    -- null until a first code has been entered
    last_step     bigint not null default 0, -- of the last code that was accepted; none is accepted twice
    created_at    timestamptz not null default now()
);

-- Codes that stand in for the app's, each once. Only the SHA-256 of a code is
-- kept; it has 80 random bits.
create table user_recovery_codes (
    user_id    uuid not null references users (id) on delete cascade,
    code_hash  bytea not null,
    created_at timestamptz not null default now(),
    primary key (user_id, code_hash)
);

-- Sign-ins with a right password that wait for a code.
create table sign_in_challenges (
    token_hash bytea primary key,
    user_id    uuid not null references users (id) on delete cascade,
    attempts   integer not null default 0,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null
);
create index on sign_in_challenges (user_id);
create index on sign_in_challenges (expires_at);

-- Mails of the installation belong to no site. Those with a link that lets in
-- keep their texts sealed, and only until they are sent or the link has expired.
alter table mails drop constraint mails_pkey;
alter table mails alter column site_id drop not null;
alter table mails
    add primary key (id),
    add unique (site_id, id),
    add column body_sealed bytea, -- AES-256-GCM under INNCONNECT_ENCRYPTION_KEY; body_text and body_html are empty then
    drop constraint mails_kind_check,
    add check (kind in ('alert', 'reply', 'rating', 'invitation', 'password_reset', 'test')),
    add check ((site_id is null) = (kind in ('invitation', 'password_reset')));
create unique index on mails (dedupe_key) where site_id is null;
create index on mails (status, created_at desc, id desc);
create index on mails (sent_at) where body_text <> ''; -- whose texts are removed one day
create index on mails (created_at) where body_sealed is not null;

-- +goose Down
drop index mails_created_at_idx, mails_sent_at_idx, mails_status_created_at_id_idx, mails_dedupe_key_idx;
delete from mails where kind in ('invitation', 'password_reset', 'test');
alter table mails
    drop constraint mails_site_id_id_key,
    drop constraint mails_pkey,
    drop column body_sealed,
    drop constraint mails_kind_check,
    drop constraint mails_check1,
    add check (kind in ('alert', 'reply', 'rating'));
alter table mails alter column site_id set not null;
alter table mails add primary key (site_id, id);
drop table sign_in_challenges, user_recovery_codes, user_totp, link_requests, user_links;
delete from users where deleted_at is not null; -- fails where what they did is still known
drop index users_lower_idx;
create unique index on users (lower(email));
alter table users drop column deleted_at, drop column invited;

-- +goose Up

-- Mails, written in the transaction that causes them and sent afterwards.
create table mails (
    site_id    uuid not null references sites (id) on delete cascade,
    id         uuid not null, -- also names the mail's workflow
    kind       text not null check (kind in ('alert', 'reply', 'rating')),
    session_id uuid,          -- null when it is about several
    user_id    uuid references users (id) on delete set null, -- of a mail to staff
    recipient  text not null check (char_length(recipient) between 3 and 320 and recipient !~ '[[:cntrl:]]'),
    subject    text not null check (char_length(subject) between 1 and 300 and subject !~ '[[:cntrl:]]'),
    body_text  text not null,
    body_html  text not null,
    dedupe_key text not null, -- what causes the mail
    status     text not null default 'queued' check (status in ('queued', 'sent', 'failed')),
    attempts   integer not null default 0,
    last_error text not null default '',
    created_at timestamptz not null default now(),
    handed_at  timestamptz,   -- when its workflow was last started
    sent_at    timestamptz,
    primary key (site_id, id),
    unique (site_id, dedupe_key),
    foreign key (site_id, session_id) references sessions (site_id, id) on delete cascade,
    check ((status = 'sent') = (sent_at is not null))
);
create index on mails (created_at desc, id desc);
create index on mails (site_id, created_at) where kind in ('reply', 'rating'); -- for the caps
create index on mails (handed_at) where status = 'queued';

alter table site_settings
    add column mail_from                text not null default '' check (char_length(mail_from) <= 320),
    add column mail_from_name           text not null default '' check (char_length(mail_from_name) <= 200),
    add column sendgrid_key_sealed      bytea, -- AES-256-GCM under INNCONNECT_ENCRYPTION_KEY
    add column reply_mail_after_seconds integer not null default 120 check (reply_mail_after_seconds between 0 and 86400),
    add column visitor_mails_per_day    integer not null default 500 check (visitor_mails_per_day between 0 and 1000000),
    add column address_mails_per_day    integer not null default 10 check (address_mails_per_day between 0 and 1000);

-- When the visitor's client last read the conversation, to within half a minute,
-- and up to where the replies of people have been mailed.
alter table sessions
    add column visitor_seen_at timestamptz,
    add column mailed_seq      bigint not null default 0; -- of messages

-- +goose Down
alter table sessions drop column visitor_seen_at, drop column mailed_seq;
alter table site_settings
    drop column mail_from, drop column mail_from_name, drop column sendgrid_key_sealed,
    drop column reply_mail_after_seconds, drop column visitor_mails_per_day, drop column address_mails_per_day;
drop table mails;

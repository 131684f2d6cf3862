-- +goose Up

-- Changes of how users sign in that no mail has been written for yet. The address
-- is the one at that time.
create table security_notices (
    id         uuid primary key,
    user_id    uuid not null references users (id) on delete cascade,
    email      text not null check (char_length(email) between 1 and 320),
    event      text not null check (event in ('password_changed', 'password_reset', 'two_steps_on', 'two_steps_off', 'two_steps_removed')),
    created_at timestamptz not null default now()
);
create index on security_notices (created_at);

alter table mails
    drop constraint mails_kind_check,
    drop constraint mails_check1,
    add constraint mails_kind_check check (kind in ('alert', 'reply', 'rating', 'invitation', 'password_reset', 'security', 'test')),
    add constraint mails_check1 check ((site_id is null) = (kind in ('invitation', 'password_reset', 'security')));

-- +goose Down
delete from mails where kind = 'security';
alter table mails
    drop constraint mails_kind_check,
    drop constraint mails_check1,
    add constraint mails_kind_check check (kind in ('alert', 'reply', 'rating', 'invitation', 'password_reset', 'test')),
    add constraint mails_check1 check ((site_id is null) = (kind in ('invitation', 'password_reset')));
drop table security_notices;

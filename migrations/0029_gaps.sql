-- +goose Up

-- A gap is what several visitors asked in different words and the articles did
-- not answer well. It holds no visitor's text: that is in the messages, and goes
-- with them.
create table gaps (
    site_id      uuid not null references sites (id) on delete cascade,
    id           uuid not null,
    language     text not null,
    terms        sparsevec(536870912) not null, -- of its first question; ids are hashes of language and stem
    model        text not null default '',      -- of the vector; '' for none
    embedding    vector,
    dismissed_at timestamptz,                   -- only questions after it count
    created_at   timestamptz not null default now(),
    primary key (site_id, id),
    check ((model = '') = (embedding is null))
);

-- The questions of gaps: the first message of a turn that failed, and why.
create table gap_questions (
    site_id    uuid not null,
    message_id uuid not null,
    session_id uuid not null,
    gap_id     uuid not null,
    unanswered boolean not null,
    thumb_down boolean not null,
    low_rating boolean not null,
    asked_at   timestamptz not null,
    primary key (site_id, message_id),
    foreign key (site_id, gap_id) references gaps (site_id, id) on delete cascade,
    foreign key (site_id, session_id, message_id) references messages (site_id, session_id, id) on delete cascade
);
create index on gap_questions (site_id, gap_id, asked_at desc);
create index on gap_questions (site_id, asked_at) include (gap_id, session_id, unanswered, thumb_down, low_rating);
create index on gap_questions (site_id, session_id, message_id);

-- Questions whose failure is new, or may have been taken back. Written by the
-- transaction that escalates, reacts or rates.
create table gap_queue (
    site_id    uuid not null,
    message_id uuid not null,
    queued_at  timestamptz not null default now(),
    primary key (site_id, message_id),
    foreign key (site_id, message_id) references messages (site_id, id) on delete cascade
);
create index on gap_queue (queued_at);

insert into gap_queue (site_id, message_id)
select e.site_id, e.turn_id from escalations e
join messages m on m.site_id = e.site_id and m.id = e.turn_id
where e.reason in ('missing_knowledge', 'low_confidence', 'repeated')
union
select m.site_id, m.turn_id from reactions r
join messages m on m.site_id = r.site_id and m.id = r.message_id
join messages q on q.site_id = m.site_id and q.id = m.turn_id
where r.value = 'down'
union
select a.site_id, a.turn_id from ratings r
cross join lateral (
    select m.site_id, m.turn_id from messages m
    where m.site_id = r.site_id and m.session_id = r.session_id and m.role = 'assistant' and m.answerability is not null
    order by m.seq desc limit 1) a
join messages q on q.site_id = a.site_id and q.id = a.turn_id
where r.stars <= 2;

-- +goose Down
drop table gap_queue, gap_questions, gaps;

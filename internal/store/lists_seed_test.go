package store_test

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
)

// seedConversations writes conversations of ten messages each, a minute apart,
// in the mix of a busy site, with what visitors and staff leave beside them.
func seedConversations(t *testing.T, url, siteID, agentID string, n int) {
	t.Helper()
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, url)
	require.NoError(t, err)
	defer conn.Close(ctx)
	for _, query := range []string{
		`insert into visitors (site_id, id, first_seen_at, last_seen_at)
		 select $1::uuid, gen_random_uuid(), now() - n * interval '10 minutes', now() - n * interval '9 minutes'
		 from generate_series(1, $2::int / 10) n where $3::uuid is not null`,
		`insert into customers (site_id, id, email, name, verified, created_at)
		 select $1::uuid, gen_random_uuid(), 'customer' || n || '@example.org', case n % 2 when 0 then 'Ana Smit' else 'Bo' end, n % 5 = 0,
		        now() - n * interval '5 minutes'
		 from generate_series(1, $2::int / 5) n where $3::uuid is not null`,
		`insert into sessions (site_id, id, visitor_id, status, escalation_reason, language, last_seq, last_event, created_at,
		                       escalated_at, closed_at, waiting_since, waits, agent_id, agent_name, agent_since, needs_follow_up, priority)
		 select $1, gen_random_uuid(), (select id from visitors where site_id = $1 order by id limit 1), x.status, x.reason, 'en', 10, 10, x.at,
		        case when x.reason is not null then x.at end, case when x.status = 'closed' then x.at + interval '20 minutes' end,
		        case when x.status = 'escalated' and x.n % 2 = 0 then x.at end, case when x.reason is null then 0 else 1 end,
		        case when x.reason is not null and x.n % 2 = 1 then $3::uuid end, '',
		        case when x.reason is not null and x.n % 2 = 1 then x.at end, x.n % 500 = 0,
		        case when x.n % 1000 = 1 then 'urgent' else 'normal' end
		 from (select n, now() - n * interval '1 minute' as at,
		              case when n % 100 < 3 then 'escalated' when n % 100 < 8 then 'active' else 'closed' end as status,
		              case when n % 10000 = 50 then 'repeated' when n % 100 < 3 or n % 5 = 0 and n % 100 >= 8 then 'keyword' end as reason
		       from generate_series(1, $2::int) n) x
		 join (select id, row_number() over (order by id) as n from visitors where site_id = $1) v on v.n = 1 + x.n % ($2::int / 10)
		 join (select id, row_number() over (order by id) as n from customers where site_id = $1) k on k.n = 1 + x.n % ($2::int / 5)`,
		`insert into articles (site_id, id, external_id, title, body, language, tags, url, status, updated_at)
		 select $1::uuid, gen_random_uuid(), 'a' || n, 'Article ' || n, 'This has word' || n || repeat(' and more', 300), 'en', array['tag' || n % 40],
		        'https://shop.example/rooms/' || n, case n % 10 when 0 then 'draft' when 1 then 'archived' else 'published' end, now() - n * interval '1 minute'
		 from generate_series(1, 5000) n where $2::int > 0 and $3::uuid is not null`,
		`insert into messages (site_id, id, session_id, seq, role, client_message_id, content, html, handled, created_at)
		 select s.site_id, gen_random_uuid(), s.id, m, case when m % 2 = 1 then 'visitor' else 'assistant' end,
		        case when m % 2 = 1 then m::text end, 'Can I bring my dog, and what does it cost for three nights?', '<p>…</p>', true,
		        s.created_at + m * interval '10 seconds'
		 from sessions s, generate_series(1, 10) m where s.site_id = $1 and $2::int > 0 and $3::uuid is not null`,
		`update messages m set turn_id = q.id, citations = jsonb_build_array(jsonb_build_object('article_id', a.id))
		 from messages q, (select id, row_number() over (order by id) as n from articles where site_id = $1) a
		 where m.site_id = $1 and m.role = 'assistant' and q.site_id = $1 and q.session_id = m.session_id and q.seq = m.seq - 1
		   and a.n = 1 + ascii(m.id::text) % 20 and $2::int > 0 and $3::uuid is not null`,
		`insert into turns (site_id, id, session_id, message_ids, model, input_tokens, output_tokens, created_at, finished_at)
		 select site_id, id, session_id, array[id], case seq % 3 when 0 then 'large' else 'small' end, 1000, 100, created_at, created_at
		 from messages where site_id = $1 and role = 'visitor' and $2::int > 0 and $3::uuid is not null`,
		`insert into escalations (site_id, session_id, number, reason, created_at)
		 select site_id, id, 1, escalation_reason, escalated_at from sessions
		 where site_id = $1 and escalation_reason is not null and $2::int > 0 and $3::uuid is not null`,
		`insert into reactions (site_id, message_id, value, updated_at)
		 select site_id, id, case when id::text < '1' then 'down' else 'up' end, created_at
		 from messages where site_id = $1 and role = 'assistant' and id::text < '3' and $2::int > 0 and $3::uuid is not null`,
		`insert into visits (site_id, visitor_id, id, page_url, seconds, started_at)
		 select $1::uuid, v.id, gen_random_uuid(), 'https://shop.example/rooms/' || i % 200 || '?n=' || i, 20, now() - i * interval '20 seconds'
		 from generate_series(1, $2::int * 3) i
		 join (select id, row_number() over (order by id) as n from visitors where site_id = $1) v on v.n = 1 + i % ($2::int / 10)
		 where $3::uuid is not null`,
		`insert into conversions (site_id, visitor_id, id, name, value, currency, created_at)
		 select $1::uuid, id, gen_random_uuid(), 'booking', 100, 'EUR', first_seen_at from visitors
		 where site_id = $1 and id::text < '4' and $2::int > 0 and $3::uuid is not null`,
		`insert into gaps (site_id, id, language, terms)
		 select $1::uuid, gen_random_uuid(), 'en', '{1:1}/536870912' from generate_series(1, 200) where $2::int > 0 and $3::uuid is not null`,
		`insert into gap_questions (site_id, message_id, session_id, gap_id, unanswered, thumb_down, low_rating, asked_at)
		 select m.site_id, m.id, m.session_id, g.id, true, false, false, m.created_at
		 from (select *, row_number() over (order by id) as n from messages where site_id = $1 and role = 'visitor' and id::text < '1') m
		 join (select id, row_number() over (order by id) as n from gaps where site_id = $1) g on g.n = 1 + m.n % 200
		 where $2::int > 0 and $3::uuid is not null`,
		`insert into canned_replies (site_id, id, shortcut, content)
		 select $1::uuid, gen_random_uuid(), 'r' || n, 'This is reply ' || n from generate_series(1, 1000) n where $2::int > 0 and $3::uuid is not null`,
		`insert into audit_log (site_id, user_id, action, session_id, created_at)
		 select site_id, $3::uuid, (array['conversation_taken', 'reply_sent', 'note_added'])[n], id, created_at + n * interval '1 minute'
		 from sessions, generate_series(1, 3) n where site_id = $1 and $2::int > 0`,
		`insert into mails (site_id, id, kind, session_id, recipient, subject, body_text, body_html, dedupe_key, status, sent_at, created_at)
		 select site_id, gen_random_uuid(), 'reply', id, 'visitor@example.org', 'A reply', repeat('text ', 200), repeat('<p>html</p>', 200), id::text,
		        case when id::text < '01' then 'failed' else 'sent' end, case when id::text < '01' then null else created_at end, created_at
		 from sessions where site_id = $1 and escalation_reason is not null and $2::int > 0 and $3::uuid is not null`,
		`insert into alerts (site_id, session_id, number, step, created_at)
		 select site_id, id, 1, 'escalated', created_at from sessions
		 where site_id = $1 and escalation_reason is not null and $2::int > 0 and $3::uuid is not null`,
		`insert into notifications (site_id, id, user_id, session_id, number, step, in_app, by_mail, read_at, created_at)
		 select site_id, gen_random_uuid(), $3::uuid, session_id, 1, 'escalated', true, false, case when session_id::text < 'f' then now() end, created_at
		 from alerts where site_id = $1 and $2::int > 0`,
		`insert into ratings (site_id, session_id, stars, created_at)
		 select site_id, id, case when r < 0.0003 then 1 when r < 0.03 then 2 else 3 + (r * 1000)::int % 3 end, closed_at
		 from (select site_id, id, closed_at, random() as r from sessions where site_id = $1 and status = 'closed') s
		 where r < 0.4 and $2::int > 0 and $3::uuid is not null`,
	} {
		_, err := conn.Exec(ctx, query, siteID, n, agentID)
		require.NoError(t, err)
	}
	_, err = conn.Exec(ctx, `vacuum analyze`)
	require.NoError(t, err)
}

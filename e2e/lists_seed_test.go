package e2e

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
)

// seedConversations writes conversations of ten messages each, a minute apart,
// in the mix of a busy site, with what visitors and staff, such as the user of an
// address, leave beside them.
func seedConversations(t *testing.T, db *pgx.Conn, siteID, user string, n int) {
	t.Helper()
	ctx := context.Background()
	var agentID string
	require.NoError(t, db.QueryRow(ctx, `select id from users where email = $1`, user).Scan(&agentID))
	for _, query := range []string{
		`insert into visitors (site_id, id, first_seen_at, last_seen_at)
		 select @site::uuid, gen_random_uuid(), now() - n * interval '10 minutes', now() - n * interval '9 minutes'
		 from generate_series(1, @n::int / 10) n`,
		`insert into customers (site_id, id, email, name, verified, created_at)
		 select @site::uuid, gen_random_uuid(), 'customer' || n || '@example.org', case n % 2 when 0 then 'Ana Smit' else 'Bo' end, n % 5 = 0,
		        now() - n * interval '5 minutes'
		 from generate_series(1, @n::int / 5) n`,
		`insert into sessions (site_id, id, visitor_id, status, escalation_reason, language, last_seq, last_event, created_at,
		                       escalated_at, closed_at, waiting_since, waits, agent_id, agent_name, agent_since, needs_follow_up, priority, customer_id)
		 select @site, gen_random_uuid(), v.id, x.status, x.reason, 'en', 10, 10, x.at,
		        case when x.reason is not null then x.at end, case when x.status = 'closed' then x.at + interval '20 minutes' end,
		        case when x.status = 'escalated' and x.n % 2 = 0 then x.at end, case when x.reason is null then 0 else 1 end,
		        case when x.reason is not null and x.n % 2 = 1 then @agent::uuid end, '',
		        case when x.reason is not null and x.n % 2 = 1 then x.at end, x.n % 500 = 0,
		        case when x.n % 1000 = 1 then 'urgent' else 'normal' end, case when x.n % 3 = 0 then k.id end
		 from (select n, now() - n * interval '1 minute' as at,
		              case when n % 100 < 3 then 'escalated' when n % 100 < 8 then 'active' else 'closed' end as status,
		              case when n % 10000 = 50 then 'repeated' when n % 100 < 3 or n % 5 = 0 and n % 100 >= 8 then 'keyword' end as reason
		       from generate_series(1, @n::int) n) x
		 join (select id, row_number() over (order by id) as n from visitors where site_id = @site) v on v.n = 1 + x.n % (@n::int / 10)
		 join (select id, row_number() over (order by id) as n from customers where site_id = @site) k on k.n = 1 + x.n % (@n::int / 5)
		 order by x.at`,
		`insert into articles (site_id, id, external_id, title, body, language, tags, url, status, updated_at)
		 select @site::uuid, gen_random_uuid(), 'a' || n, 'Article ' || n, 'This has word' || n || repeat(' and more', 300), 'en', array['tag' || n % 40],
		        'https://shop.example/rooms/' || n, case n % 10 when 0 then 'draft' when 1 then 'archived' else 'published' end, now() - n * interval '1 minute'
		 from generate_series(1, 5000) n`,
		// Messages lie in the order of their time, as a site writes them.
		`create or replace function pg_temp.id_at(at timestamptz) returns uuid language sql as $$
		 select overlay(replace(gen_random_uuid()::text, '-', '') placing lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7' from 1)::uuid $$`,
		`drop table if exists asked`,
		`create temp table asked as
		 select s.id as session_id, m, at, at + n * interval '190 milliseconds' as answered_at, n, pg_temp.id_at(at) as id
		 from sessions s, generate_series(1, 5) m
		 cross join lateral (select s.created_at + m * interval '20 seconds' as at, 8 + (random() * 60)::int as n) x
		 where s.site_id = @site`,
		`insert into messages (site_id, id, session_id, seq, role, client_message_id, turn_id, content, html, citations, handled, created_at)
		 select @site::uuid, x.* from (
		     select id, session_id, 2 * m - 1, 'visitor', m::text, null::uuid, 'Can I bring my dog, and what does it cost for three nights?', '<p>…</p>',
		            '[]'::jsonb, true, at as at
		     from asked
		     union all
		     select pg_temp.id_at(q.answered_at), q.session_id, 2 * q.m, 'assistant', null, q.id, 'Dogs cost 15 euros a night.', '<p>…</p>',
		            jsonb_build_array(jsonb_build_object('article_id', a.id)), false, q.answered_at
		     from asked q
		     join (select id, row_number() over (order by id) as n from articles where site_id = @site) a on a.n = 1 + q.n % 20) x
		 order by at`,
		`analyze`,
		`insert into turns (site_id, id, session_id, message_ids, model, input_tokens, output_tokens, created_at, finished_at)
		 select site_id, id, session_id, array[id], case seq % 3 when 0 then 'large' else 'small' end, 1000, 100, created_at, created_at
		 from messages where site_id = @site and role = 'visitor' order by created_at`,
		`insert into escalations (site_id, session_id, number, reason, created_at)
		 select site_id, id, 1, escalation_reason, escalated_at from sessions
		 where site_id = @site and escalation_reason is not null`,
		`insert into reactions (site_id, message_id, value, updated_at)
		 select site_id, id, case when right(id::text, 1) < '1' then 'down' else 'up' end, created_at
		 from messages where site_id = @site and role = 'assistant' and right(id::text, 1) < '3'`,
		`insert into visits (site_id, visitor_id, id, page_url, seconds, started_at)
		 select @site::uuid, v.id, gen_random_uuid(), 'https://shop.example/rooms/' || i % 200 || '?n=' || i, 20, now() - i * interval '20 seconds'
		 from generate_series(1, @n::int * 3) i
		 join (select id, row_number() over (order by id) as n from visitors where site_id = @site) v on v.n = 1 + i % (@n::int / 10)
		 order by i desc`,
		`insert into conversions (site_id, visitor_id, id, name, value, currency, created_at)
		 select @site::uuid, id, gen_random_uuid(), 'booking', 100, 'EUR', first_seen_at from visitors
		 where site_id = @site and id::text < '4'`,
		`insert into users (id, email, name, password_hash, role, disabled_at)
		 select gen_random_uuid(), 'colleague' || n || '@' || left(@site::text, 8) || '.example', 'Colleague ' || n, '', 'viewer', now()
		 from generate_series(1, 1000) n`,
		`insert into imports (site_id, id, source, article_status, state, documents, created, created_at, finished_at)
		 select @site::uuid, gen_random_uuid(), 'files', 'draft', 'done', 100, 100, now() - n * interval '1 hour', now() - n * interval '1 hour'
		 from generate_series(1, 1000) n`,
		`insert into import_documents (site_id, import_id, number, name, outcome, title, finished_at)
		 select site_id, id, n, n || '.md', case when n % 50 = 0 then 'refused' else 'created' end, 'Article', finished_at
		 from imports, generate_series(1, 100) n where site_id = @site`,
		`insert into gaps (site_id, id, language, terms)
		 select @site::uuid, gen_random_uuid(), 'en', '{1:1}/536870912' from generate_series(1, 200)`,
		`insert into gap_questions (site_id, message_id, session_id, gap_id, unanswered, thumb_down, low_rating, asked_at)
		 select m.site_id, m.id, m.session_id, g.id, true, false, false, m.created_at
		 from (select *, row_number() over (order by id) as n from messages where site_id = @site and role = 'visitor' and right(id::text, 1) < '1') m
		 join (select id, row_number() over (order by id) as n from gaps where site_id = @site) g on g.n = 1 + m.n % 200
		`,
		`insert into canned_replies (site_id, id, shortcut, content)
		 select @site::uuid, gen_random_uuid(), 'r' || n, 'This is reply ' || n from generate_series(1, 1000) n`,
		`insert into audit_log (site_id, user_id, action, session_id, created_at)
		 select site_id, @agent::uuid, (array['conversation_taken', 'reply_sent', 'note_added'])[n], id, created_at + n * interval '1 minute'
		 from sessions, generate_series(1, 3) n where site_id = @site`,
		`insert into mails (site_id, id, kind, session_id, recipient, subject, body_text, body_html, dedupe_key, status, sent_at, created_at)
		 select site_id, gen_random_uuid(), 'reply', id, 'visitor@example.org', 'A reply', repeat('text ', 200), repeat('<p>html</p>', 200), id::text,
		        case when id::text < '01' then 'failed' else 'sent' end, case when id::text < '01' then null else created_at end, created_at
		 from sessions where site_id = @site and escalation_reason is not null`,
		`insert into alerts (site_id, session_id, number, step, created_at)
		 select site_id, id, 1, 'escalated', created_at from sessions
		 where site_id = @site and escalation_reason is not null`,
		`insert into notifications (site_id, id, user_id, session_id, number, step, in_app, by_mail, read_at, created_at)
		 select site_id, gen_random_uuid(), @agent::uuid, session_id, 1, 'escalated', true, false, case when session_id::text < 'f' then now() end, created_at
		 from alerts where site_id = @site`,
		`insert into ratings (site_id, session_id, stars, created_at)
		 select site_id, id, case when r < 0.0003 then 1 when r < 0.03 then 2 else 3 + (r * 1000)::int % 3 end, closed_at
		 from (select site_id, id, closed_at, random() as r from sessions where site_id = @site and status = 'closed') s
		 where r < 0.4`,
	} {
		_, err := db.Exec(ctx, query, pgx.NamedArgs{"site": siteID, "n": n, "agent": agentID})
		require.NoError(t, err)
	}
	_, err := db.Exec(ctx, `vacuum analyze`)
	require.NoError(t, err)
}

// seedSites writes sites with two domains each, of which the user of an address
// sees three.
func seedSites(t *testing.T, db *pgx.Conn, user string, n int) {
	t.Helper()
	for _, query := range []string{
		`insert into sites (id, name) select gen_random_uuid(), 'Hotel ' || n from generate_series(1, @n::int) n`,
		`insert into site_origins (site_id, origin) select id, 'https://' || p || '.' || replace(lower(name), ' ', '') || '.example'
		 from sites, unnest(array['www', 'book']) p`,
		`insert into widget_installations (site_id, origin, page_url, last_seen_at)
		 select site_id, origin, origin || '/', now() from site_origins`,
		`insert into user_sites (user_id, site_id)
		 select u.id, s.id from users u, sites s where u.email = @user and s.name in ('Hotel 1', 'Hotel 9999', 'Hotel 20000')`,
		`analyze`,
	} {
		_, err := db.Exec(context.Background(), query, pgx.NamedArgs{"n": n, "user": user})
		require.NoError(t, err)
	}
}

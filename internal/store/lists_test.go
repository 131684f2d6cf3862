package store_test

import (
	"context"
	"fmt"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
	"github.com/innconnect/innconnect/internal/store/storetest"
)

// TestListsOfManyConversations measures how long the database takes for pages
// of the staff's lists over 100,000 conversations with 1,000,000 messages, nine
// tenths of which are of one site. It prints the table of docs/staff.md and
// holds the limit there; `make lists` runs it.
func TestListsOfManyConversations(t *testing.T) {
	if os.Getenv("LISTS") == "" {
		t.Skip("a measurement: run `make lists`")
	}
	ctx, url := context.Background(), storetest.URL(t)
	s := openAt(t, url)
	large, small := storetest.Site(t, s), storetest.Site(t, s)
	admin := newUser(t, s, "admin@example.org", chat.UserAdmin)
	agent := newUser(t, s, "agent@example.org", chat.UserAgent, small.ID)
	seedConversations(t, url, large.ID, admin.ID, 90_000)
	seedConversations(t, url, small.ID, agent.ID, 10_000)

	page := func(user chat.User, f store.ConversationFilter) func() {
		f.Limit = 50
		return func() {
			_, err := s.ListConversations(ctx, user.ID, f)
			require.NoError(t, err)
		}
	}
	// The last page of all, to show that a cursor costs the same everywhere.
	deep := store.ConversationFilter{Limit: store.MaxPage}
	for range 500 {
		found, err := s.ListConversations(ctx, admin.ID, deep)
		require.NoError(t, err)
		deep.After = found.Next
	}
	measurements := []struct {
		name string
		do   func()
	}{
		{"newest, an admin", page(admin, store.ConversationFilter{})},
		{"newest, page 501 of 100", page(admin, deep)},
		{"newest, an agent of the small site", page(agent, store.ConversationFilter{})},
		{"site", page(admin, store.ConversationFilter{SiteID: small.ID})},
		{"status active", page(admin, store.ConversationFilter{Status: chat.StatusActive})},
		{"status escalated", page(admin, store.ConversationFilter{Status: chat.StatusEscalated})},
		{"status closed", page(admin, store.ConversationFilter{Status: chat.StatusClosed})},
		{"reason, common", page(admin, store.ConversationFilter{Reason: chat.ReasonKeyword})},
		{"reason, one in 10,000", page(admin, store.ConversationFilter{Reason: chat.ReasonRepeated})},
		{"urgent, one in 1,000", page(admin, store.ConversationFilter{Priority: chat.PriorityUrgent})},
		{"rated 2 or lower", page(admin, store.ConversationFilter{RatingMax: 2})},
		{"rated 1, one in 10,000", page(admin, store.ConversationFilter{RatingMax: 1})},
		{"assigned to me", page(admin, store.ConversationFilter{Assigned: store.AssignedMe})},
		{"assigned to nobody", page(admin, store.ConversationFilter{Assigned: store.AssignedNone})},
		{"assigned to somebody", page(admin, store.ConversationFilter{Assigned: store.AssignedAny})},
		{"waiting for 30 minutes", page(admin, store.ConversationFilter{WaitingMin: 30 * time.Minute})},
		{"longest wait first", page(admin, store.ConversationFilter{Order: store.ByWaiting})},
		{"owed an answer", page(admin, store.ConversationFilter{FollowUp: true})},
		{"closed, to nobody, keyword, rated 2 or lower", page(admin, store.ConversationFilter{
			Status: chat.StatusClosed, Assigned: store.AssignedNone, RatingMax: 2, Reason: chat.ReasonKeyword})},
		{"counts of the inbox", func() {
			_, err := s.CountInbox(ctx, admin.ID)
			require.NoError(t, err)
		}},
	}
	const runs = 40
	fmt.Println("| list | p50 ms | p95 ms |\n|---|---|---|")
	for _, m := range measurements {
		var took []float64
		for range runs {
			start := time.Now()
			m.do()
			took = append(took, float64(time.Since(start).Microseconds())/1000)
		}
		slices.Sort(took)
		fmt.Printf("| %s | %.1f | %.1f |\n", m.name, took[runs/2], took[runs*95/100])
		require.Less(t, took[runs/2], 100.0, m.name)
	}
}

// seedConversations writes conversations of ten messages each, a minute apart,
// in the mix of a busy site.
func seedConversations(t *testing.T, url, siteID, agentID string, n int) {
	t.Helper()
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, url)
	require.NoError(t, err)
	defer conn.Close(ctx)
	for _, query := range []string{
		`insert into visitors (site_id, id) select $1::uuid, gen_random_uuid() from generate_series(1, $2::int / 10) where $3::uuid is not null`,
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
		       from generate_series(1, $2::int) n) x`,
		`insert into messages (site_id, id, session_id, seq, role, client_message_id, content, html, handled, created_at)
		 select s.site_id, gen_random_uuid(), s.id, m, case when m % 2 = 1 then 'visitor' else 'assistant' end,
		        case when m % 2 = 1 then m::text end, 'Can I bring my dog, and what does it cost for three nights?', '<p>…</p>', true,
		        s.created_at + m * interval '10 seconds'
		 from sessions s, generate_series(1, 10) m where s.site_id = $1 and $2::int > 0 and $3::uuid is not null`,
		`insert into ratings (site_id, session_id, stars)
		 select site_id, id, case when r < 0.0003 then 1 when r < 0.03 then 2 else 3 + (r * 1000)::int % 3 end
		 from (select site_id, id, random() as r from sessions where site_id = $1 and status = 'closed') s
		 where r < 0.4 and $2::int > 0 and $3::uuid is not null`,
	} {
		_, err := conn.Exec(ctx, query, siteID, n, agentID)
		require.NoError(t, err)
	}
	_, err = conn.Exec(ctx, `vacuum analyze`)
	require.NoError(t, err)
}

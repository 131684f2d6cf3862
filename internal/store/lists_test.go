package store_test

import (
	"context"
	"fmt"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
	"github.com/innconnect/innconnect/internal/store/storetest"
)

// TestListsOfManyConversations measures how long the database takes for pages
// of the staff's lists, and for the numbers of their charts, over 100,000
// conversations with 1,000,000 messages and all that comes with them, nine tenths
// of which are of one site. It prints the table of docs/staff.md and holds the
// limit there; `make lists` runs it.
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
	require.NoError(t, s.UpdateSettings(ctx, store.SettingsChange{SiteID: large.ID, Change: func(c *chat.Settings) {
		c.Ladder.Hours, _ = chat.ParseHours([]byte(`{"time_zone": "Europe/Amsterdam", "days": {"mon": [["09:00", "17:00"]]}}`))
	}}))
	countAll(t, s)

	page := func(user chat.User, f store.ConversationFilter) func() {
		f.Limit = 50
		return func() {
			_, err := s.ListConversations(ctx, user.ID, f)
			require.NoError(t, err)
		}
	}
	customers := func(f store.CustomerFilter) func() {
		return func() { f.Limit = 50; _, _, err := s.ListCustomers(ctx, admin.ID, f); require.NoError(t, err) }
	}
	visitors := func(f store.VisitorFilter) func() {
		return func() { f.Limit = 50; _, _, err := s.ListVisitors(ctx, admin.ID, f); require.NoError(t, err) }
	}
	articles := func(f store.ArticleFilter) func() {
		f.SiteID = large.ID
		return func() { f.Limit = 50; _, _, err := s.ListArticles(ctx, f); require.NoError(t, err) }
	}
	audit := func(f store.AuditFilter) func() {
		return func() { f.Limit = 50; _, _, err := s.ListAudit(ctx, f); require.NoError(t, err) }
	}
	mails := func(f store.MailFilter) func() {
		return func() { f.Limit = 50; _, _, err := s.ListMails(ctx, admin.ID, f); require.NoError(t, err) }
	}
	analytics := func(days store.Days) func() {
		return func() { _, err := s.FindAnalytics(ctx, admin.ID, days); require.NoError(t, err) }
	}
	insights := func(days store.Days) func() {
		return func() { _, err := s.FindInsights(ctx, admin.ID, days); require.NoError(t, err) }
	}
	var customerID, visitorID, sessionID, importID, articleID string
	conn, err := pgx.Connect(ctx, url)
	require.NoError(t, err)
	defer conn.Close(ctx)
	require.NoError(t, conn.QueryRow(ctx, `
		select customer_id, visitor_id, id from sessions where site_id = $1 and customer_id is not null limit 1`, large.ID).
		Scan(&customerID, &visitorID, &sessionID))
	require.NoError(t, conn.QueryRow(ctx, `
		select i.id, a.id from imports i, articles a where i.site_id = $1 and a.site_id = $1 limit 1`, large.ID).Scan(&importID, &articleID))
	// The last page of all, to show that a cursor costs the same everywhere.
	deep := store.ConversationFilter{Limit: store.MaxPage}
	for range 500 {
		found, err := s.ListConversations(ctx, admin.ID, deep)
		require.NoError(t, err)
		deep.After = found.Next
	}
	measurements := []measurement{
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
		{"urgent first, then the longest wait", page(admin, store.ConversationFilter{Order: store.ByPriority})},
		{"owed an answer", page(admin, store.ConversationFilter{FollowUp: true})},
		{"closed, to nobody, keyword, rated 2 or lower", page(admin, store.ConversationFilter{
			Status: chat.StatusClosed, Assigned: store.AssignedNone, RatingMax: 2, Reason: chat.ReasonKeyword})},
		{"counts of the inbox", func() {
			_, err := s.CountInbox(ctx, admin.ID)
			require.NoError(t, err)
		}},
		{"customers", customers(store.CustomerFilter{})},
		{"customers, an address", customers(store.CustomerFilter{Words: "customer4711@exa"})},
		{"customers, a name that half of them have", customers(store.CustomerFilter{Words: "ana"})},
		{"customers, signed", customers(store.CustomerFilter{Verified: true})},
		{"a customer", func() {
			_, err := s.FindCustomer(ctx, admin.ID, customerID)
			require.NoError(t, err)
		}},
		{"visitors", visitors(store.VisitorFilter{})},
		{"visitors, known", visitors(store.VisitorFilter{Identified: true})},
		{"visitors, with a conversion", visitors(store.VisitorFilter{Converted: true})},
		{"visitors of a page that few opened", visitors(store.VisitorFilter{Page: "/rooms/199"})},
		{"visitors of a page that all opened", visitors(store.VisitorFilter{Page: "/rooms"})},
		{"visitors of a page that nobody opened", visitors(store.VisitorFilter{Page: "/nowhere"})},
		{"a visitor", func() {
			_, err := s.FindVisitor(ctx, admin.ID, visitorID, store.Days{SiteID: large.ID})
			require.NoError(t, err)
		}},
		{"analytics of 30 days and the 30 before", analytics(lastDays("", 30))},
		{"analytics of a year", analytics(lastDays("", 365))},
		{"analytics of today", analytics(lastDays(large.ID, 1))},
		{"insights of 30 days", insights(lastDays("", 30))},
		{"insights of a year", insights(lastDays("", 365))},
		{"articles", articles(store.ArticleFilter{})},
		{"articles, drafts with a tag", articles(store.ArticleFilter{Status: chat.ArticleDraft, Tag: "tag7"})},
		{"articles, a word", articles(store.ArticleFilter{Words: "word4711"})},
		{"gaps of 30 days", func() {
			_, _, err := s.ListGaps(ctx, admin.ID, store.GapFilter{SiteID: large.ID, From: time.Now().Add(-30 * 24 * time.Hour), To: time.Now(), Limit: 50})
			require.NoError(t, err)
		}},
		{"imports", func() {
			_, _, err := s.ListImports(ctx, admin.ID, large.ID, "", 50)
			require.NoError(t, err)
		}},
		{"an import's refused documents", func() {
			_, _, err := s.ListImportDocuments(ctx, admin.ID, store.ImportDocumentFilter{SiteID: large.ID, ImportID: importID, Outcome: chat.OutcomeRefused, Limit: 50})
			require.NoError(t, err)
		}},
		{"an article's revisions", func() {
			_, _, err := s.ListRevisions(ctx, large.ID, articleID, "", 50)
			require.NoError(t, err)
		}},
		{"canned replies, a word", func() {
			_, _, err := s.ListCannedReplies(ctx, store.CannedFilter{UserID: admin.ID, SiteID: large.ID, Search: "reply 77", Limit: 50})
			require.NoError(t, err)
		}},
		{"users", func() {
			_, _, err := s.ListUsers(ctx, store.UserFilter{Limit: 50})
			require.NoError(t, err)
		}},
		{"users, a name", func() {
			_, _, err := s.ListUsers(ctx, store.UserFilter{Search: "colleague 77", Limit: 50})
			require.NoError(t, err)
		}},
		{"audit log", audit(store.AuditFilter{})},
		{"audit log, a user", audit(store.AuditFilter{UserID: agent.ID})},
		{"audit log, an action of a site", audit(store.AuditFilter{SiteID: small.ID, Action: chat.ActionNoteAdded})},
		{"audit log, a rare action", audit(store.AuditFilter{Action: chat.ActionPricesChanged})},
		{"mails", mails(store.MailFilter{})},
		{"mails, failed ones of a site", mails(store.MailFilter{SiteID: small.ID, Status: chat.MailFailed})},
		{"mails of a conversation", mails(store.MailFilter{SessionID: sessionID})},
		{"notifications, unread", func() {
			_, _, _, err := s.ListNotifications(ctx, admin.ID, store.NotificationFilter{Unread: true, Limit: 50})
			require.NoError(t, err)
		}},
	}
	measure(t, measurements)
}

// measurement is a call of which it is measured how long it takes.
type measurement struct {
	name string
	do   func()
}

// measure prints a table, and holds that half of all calls are below the limit.
func measure(t *testing.T, measurements []measurement) {
	t.Helper()
	const runs, most = 40, 100.0 // milliseconds
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
		assert.Less(t, took[runs/2], most, m.name)
	}
}

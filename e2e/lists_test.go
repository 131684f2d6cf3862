package e2e

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
)

// TestListsOfManyConversations measures how long an API process takes for pages
// of the staff's lists, and for the numbers of their charts, over 100,000
// conversations with 1,000,000 messages and all that comes with them, nine tenths
// of which are of one site. It prints the table of docs/staff.md and holds the
// limit there; `make lists` runs it.
func TestListsOfManyConversations(t *testing.T) {
	s, db := seededStack(t)
	s.hireTeam() // the agent has the small site alone
	var large siteCreated
	require.NoError(t, json.Unmarshal(s.run("site", "create", "--name", "Large", "--origin", testOrigin), &large))
	seedConversations(t, db, large.ID, "admin@example.org", 90_000)
	seedConversations(t, db, s.site.ID, "agent@example.org", 10_000)
	s.countDays(large.ID)
	_, err := db.Exec(context.Background(), `analyze day_numbers`) // as the database does by itself within a minute
	require.NoError(t, err)
	s.start("api")
	s.waitReady()

	id := func(query string) (id string) {
		t.Helper()
		require.NoError(t, db.QueryRow(context.Background(), query, large.ID).Scan(&id))
		return id
	}
	customer := id(`select customer_id from sessions where site_id = $1 and customer_id is not null limit 1`)
	visitor := id(`select visitor_id from sessions where site_id = $1 and customer_id is not null limit 1`)
	session := id(`select id from sessions where site_id = $1 and customer_id is not null limit 1`)
	user := id(`select user_id from audit_log where site_id = $1 and user_id is not null limit 1`)
	site := "/api/admin/sites/" + large.ID
	document := site + "/imports/" + id(`select id from imports where site_id = $1 limit 1`) + "/documents"
	revisions := site + "/articles/" + id(`select id from articles where site_id = $1 limit 1`) + "/revisions"
	days := func(n int) string {
		today := time.Now().UTC()
		return "from=" + today.AddDate(0, 0, 1-n).Format(time.DateOnly) + "&to=" + today.Format(time.DateOnly)
	}
	admin, agent := s.signIn("Admin"), s.signIn("Agent")
	const conversations = "/api/admin/conversations"
	measure(t, []measurement{
		{"conversations", admin, conversations},
		{"conversations, page 501 of 100", admin, admin.deep(conversations, 500)},
		{"conversations, an agent of the small site", agent, conversations},
		{"conversations of a site", admin, conversations + "?site=" + s.site.ID},
		{"active", admin, conversations + "?status=active"},
		{"escalated", admin, conversations + "?status=escalated"},
		{"closed", admin, conversations + "?status=closed"},
		{"reason, common", admin, conversations + "?reason=keyword"},
		{"reason, one in 10,000", admin, conversations + "?reason=repeated"},
		{"urgent, one in 1,000", admin, conversations + "?priority=urgent"},
		{"rated 2 or lower", admin, conversations + "?rating_max=2"},
		{"rated 1, one in 10,000", admin, conversations + "?rating_max=1"},
		{"assigned to me", admin, conversations + "?assigned=me"},
		{"assigned to nobody", admin, conversations + "?assigned=none"},
		{"assigned to somebody", admin, conversations + "?assigned=any"},
		{"waiting for 30 minutes", admin, conversations + "?waiting_min=30"},
		{"longest wait first", admin, conversations + "?sort=waiting"},
		{"urgent first, then the longest wait", admin, conversations + "?sort=priority"},
		{"owed an answer", admin, conversations + "?follow_up=1"},
		{"closed, to nobody, keyword, rated 2 or lower", admin, conversations + "?status=closed&assigned=none&reason=keyword&rating_max=2"},
		{"a conversation", admin, conversations + "/" + session},
		{"the live inbox, until it has its counts", admin, "/api/admin/events"},
		{"customers", admin, "/api/admin/customers"},
		{"customers, an address", admin, "/api/admin/customers?q=" + url.QueryEscape("customer4711@exa")},
		{"customers, a name that half of them have", admin, "/api/admin/customers?q=ana"},
		{"customers, signed", admin, "/api/admin/customers?verified=1"},
		{"a customer", admin, "/api/admin/customers/" + customer},
		{"visitors", admin, "/api/admin/visitors"},
		{"visitors, known", admin, "/api/admin/visitors?identified=1"},
		{"visitors, with a conversion", admin, "/api/admin/visitors?converted=1"},
		{"visitors of a page that few opened", admin, "/api/admin/visitors?page=/rooms/199"},
		{"visitors of a page that all opened", admin, "/api/admin/visitors?page=/rooms"},
		{"visitors of a page that nobody opened", admin, "/api/admin/visitors?page=/nowhere"},
		{"a visitor", admin, "/api/admin/visitors/" + visitor + "?site=" + large.ID},
		{"dashboard, 30 days and the 30 before", admin, "/api/admin/analytics?" + days(30)},
		{"dashboard, a year", admin, "/api/admin/analytics?" + days(365)},
		{"dashboard, today", admin, "/api/admin/analytics?" + days(1)},
		{"insights, 30 days", admin, "/api/admin/insights?" + days(30)},
		{"insights, a year", admin, "/api/admin/insights?" + days(365)},
		{"articles", admin, site + "/articles"},
		{"articles, drafts with a tag", admin, site + "/articles?status=draft&tag=tag7"},
		{"articles, a word", admin, site + "/articles?words=word4711"},
		{"articles, a word of all", admin, site + "/articles?words=more"},
		{"an article's revisions", admin, revisions},
		{"gaps of 30 days", admin, site + "/gaps"},
		{"imports", admin, site + "/imports"},
		{"an import's refused documents", admin, document + "?outcome=refused"},
		{"canned replies, a word", admin, site + "/canned-replies?search=" + url.QueryEscape("reply 77")},
		{"agents of a site", admin, site + "/agents"},
		{"users", admin, "/api/admin/users"},
		{"users, a name", admin, "/api/admin/users?q=" + url.QueryEscape("colleague 77")},
		{"audit log", admin, "/api/admin/audit"},
		{"audit log, an action of a site", admin, "/api/admin/audit?action=note_added&site=" + s.site.ID},
		{"audit log, a user", admin, "/api/admin/audit?user=" + user},
		{"audit log, a rare action", admin, "/api/admin/audit?action=prices_changed"},
		{"mails", admin, "/api/admin/mails"},
		{"mails, failed ones of a site", admin, "/api/admin/mails?status=failed&site=" + s.site.ID},
		{"mails of a conversation", admin, "/api/admin/mails?conversation=" + session},
		{"notifications, unread", admin, "/api/admin/notifications?unread=1"},
	})
}

// TestListsOfManySites measures pages of 20,000 sites with two domains each, for
// an admin and for an agent of three of them. `make lists` runs it.
func TestListsOfManySites(t *testing.T) {
	s, db := seededStack(t)
	s.hireTeam()
	seedSites(t, db, "agent@example.org", 20_000)
	s.start("api")
	s.waitReady()
	admin, agent := s.signIn("Admin"), s.signIn("Agent")
	const sites = "/api/admin/sites"
	var ids []string
	rows, err := db.Query(context.Background(), `select id::text from sites limit 50`)
	require.NoError(t, err)
	ids, err = pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	measure(t, []measurement{
		{"sites", admin, sites},
		{"sites, page 151 of 100", admin, admin.deep(sites, 150)},
		{"sites, an agent of three", agent, sites},
		{"sites, a word of all names", admin, sites + "?q=hotel"},
		{"sites, a domain", admin, sites + "?q=" + url.QueryEscape("book hotel4711")},
		{"sites, an agent's, a word of all names", agent, sites + "?q=hotel"},
		{"sites by 50 ids", admin, sites + "?ids=" + strings.Join(ids, ",")},
	})
}

// seededStack is a stack without an API yet, and a connection that fills its
// database.
func seededStack(t *testing.T) (*stack, *pgx.Conn) {
	t.Helper()
	if os.Getenv("LISTS") == "" {
		t.Skip("a measurement: run `make lists`")
	}
	s := prepareStack(t)
	s.env = append(s.env, "LOG_LEVEL=ERROR") // thousands of requests
	db, err := pgx.Connect(context.Background(), s.databaseURL)
	require.NoError(t, err)
	t.Cleanup(func() { _ = db.Close(context.Background()) })
	return s, db
}

// countDays counts all days that are over, as workers do in time. The site's
// clock is not that of the others.
func (s *stack) countDays(siteID string) {
	s.t.Helper()
	ctx := context.Background()
	db, err := store.Open(ctx, s.databaseURL, 2, nil)
	require.NoError(s.t, err)
	defer db.Close()
	require.NoError(s.t, db.UpdateSettings(ctx, store.SettingsChange{SiteID: siteID, Change: func(c *chat.Settings) {
		c.Ladder.Hours, _ = chat.ParseHours([]byte(`{"time_zone": "Europe/Amsterdam", "days": {"mon": [["09:00", "17:00"]]}}`))
	}}))
	for more := true; more; {
		more, err = db.CountDays(ctx, 7)
		require.NoError(s.t, err)
	}
}

// get reads an answer, of a stream its first event.
func (a *agent) get(path string) []byte {
	a.t.Helper()
	r, err := http.NewRequest(http.MethodGet, a.base+path, nil)
	require.NoError(a.t, err)
	r.Header.Set("Cookie", a.cookie)
	res, err := http.DefaultClient.Do(r)
	require.NoError(a.t, err)
	defer res.Body.Close()
	var body []byte
	if strings.HasPrefix(res.Header.Get("Content-Type"), "text/event-stream") {
		lines := bufio.NewScanner(res.Body)
		for lines.Scan() && !strings.HasPrefix(lines.Text(), "data:") {
		}
		body, err = lines.Bytes(), lines.Err()
	} else {
		body, err = io.ReadAll(res.Body)
	}
	require.NoError(a.t, err)
	require.Equal(a.t, http.StatusOK, res.StatusCode, "%s: %s", path, body)
	return body
}

// deep is the path of the page that follows n pages of 100.
func (a *agent) deep(path string, n int) string {
	a.t.Helper()
	at := path + "?limit=100"
	for range n {
		var page struct {
			Next string `json:"next_cursor"`
		}
		require.NoError(a.t, json.Unmarshal(a.get(at), &page))
		require.NotEmpty(a.t, page.Next)
		at = path + "?limit=100&after=" + url.QueryEscape(page.Next)
	}
	return at
}

// measurement is a call of which it is measured how long it takes.
type measurement struct {
	name string
	by   *agent
	path string
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
			m.by.get(m.path)
			took = append(took, float64(time.Since(start).Microseconds())/1000)
		}
		slices.Sort(took)
		fmt.Printf("| %s | %.1f | %.1f |\n", m.name, took[runs/2], took[runs*95/100])
		assert.Less(t, took[runs/2], most, m.name)
	}
}

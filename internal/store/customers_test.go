package store_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
	"github.com/innconnect/innconnect/internal/store/storetest"
)

// boss is an admin who looks at the site's customers.
func (c crm) boss() chat.User {
	c.t.Helper()
	return newUser(c.t, c.Store, uuid.NewString()+"@staff.example", chat.UserAdmin)
}

func (c crm) exec(query string, args ...any) {
	c.t.Helper()
	_, err := c.conn.Exec(context.Background(), query, args...)
	require.NoError(c.t, err)
}

// holding returns the rows of any table that contain a text, by table.
func (c crm) holding(text string) []string {
	c.t.Helper()
	ctx := context.Background()
	rows, err := c.conn.Query(ctx, `select tablename::text from pg_tables where schemaname = current_schema() order by 1`)
	require.NoError(c.t, err)
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(c.t, err)
	var out []string
	for _, table := range tables {
		rows, err := c.conn.Query(ctx, fmt.Sprintf(`select r::text from %s r where strpos(lower(r::text), lower($1)) > 0`, pgx.Identifier{table}.Sanitize()), text)
		require.NoError(c.t, err)
		found, err := pgx.CollectRows(rows, pgx.RowTo[string])
		require.NoError(c.t, err)
		for _, row := range found {
			out = append(out, table+": "+row)
		}
	}
	return out
}

// secret is in everything that livesHere leaves.
const secret = "zebrafinch"

// livesHere makes a customer who leaves the secret wherever a person can: two
// browsers, one of which the site vouches for, a person's replies, mails, notes,
// visits and a rating.
func (c crm) livesHere(boss chat.User) (customerID string, sessions []chat.Session) {
	t, ctx := c.t, context.Background()
	t.Helper()
	require.NoError(t, c.UpdateSettings(ctx, store.SettingsChange{SiteID: c.site.ID, Change: func(s *chat.Settings) { s.Tracking = chat.TrackingOn }}))
	email := secret + "@example.org"
	unknown := c.session(store.NewSession{PageURL: "https://shop.example/" + secret})
	signed := c.session(store.NewSession{VisitorID: unknown.VisitorID})
	c.sign(signed, chat.Identity{ExternalID: secret + "-7", Email: email, Name: secret})
	typed, err := c.CreateSession(ctx, store.NewSession{SiteID: c.site.ID, VisitorID: uuid.NewString(), SendsVisitorID: true,
		VisitorEmail: email, VisitorName: secret, IdempotencyKey: store.IdempotencyKey{Key: "k", Scope: "network", Request: []byte("r")}})
	require.NoError(t, err)
	c.exec(`insert into customer_emails (site_id, email, customer_id) select site_id, 'second.' || email, id from customers where email = $1`, email)
	sessions = []chat.Session{unknown, signed, typed}
	for i, session := range sessions {
		m := say(t, c.Store, session, secret+"-client", "I am "+secret)
		k := startTurn(t, c.Store, session, m)
		require.NoError(t, c.SaveRetrieval(ctx, k, []chat.Passage{{Title: secret}}, 1))
		require.NoError(t, c.SavePrompt(ctx, k, chat.ProviderMistral, chat.Prompt{Question: secret}))
		require.NoError(t, c.SaveDraft(ctx, k, 1, "Hello "+secret))
		require.NoError(t, c.FinishDraft(ctx, k, 1, chat.Answer{Markdown: "Hello " + secret}, chat.Generation{Model: "m", InputTokens: 70, OutputTokens: 7}))
		answer, err := c.DeliverReply(ctx, k, chat.Reply{Role: chat.RoleAssistant, Content: "Hello " + secret, HTML: secret, QuickReplies: []string{secret}})
		require.NoError(t, err)
		require.NoError(t, c.SetReaction(ctx, session.SiteID, answer, chat.ReactionDown, store.IdempotencyKey{}))
		who := chat.AgentKey{SiteID: session.SiteID, SessionID: session.ID, AgentID: boss.ID}
		_, err = c.TakeOver(ctx, who)
		require.NoError(t, err)
		_, _, err = c.AddAgentMessage(ctx, store.NewAgentMessage{AgentKey: who, ClientMessageID: "a", Content: "Dear " + secret, HTML: secret})
		require.NoError(t, err)
		_, err = c.AddNote(ctx, store.NewNote{AgentKey: who, ID: uuid.NewString(), Content: secret + " called"})
		require.NoError(t, err)
		require.NoError(t, c.QueueMail(ctx, chat.Mail{SiteID: session.SiteID, Kind: chat.MailReply, SessionID: session.ID, Recipient: email,
			Subject: "For " + secret, Text: secret, HTML: secret, DedupeKey: fmt.Sprint("reply", i)}))
		require.NoError(t, c.Track(ctx, store.Tracked{SiteID: session.SiteID, VisitorID: session.VisitorID,
			Visits:      []chat.Visit{{ID: uuid.NewString(), PageURL: "https://shop.example/of/" + secret, Title: secret, StartedAt: time.Now()}},
			Conversions: []chat.Conversion{{ID: uuid.NewString(), Name: secret}}}))
		_, err = c.CloseSession(ctx, chat.Ending{SiteID: session.SiteID, SessionID: session.ID, By: chat.EndedByErasure})
		require.NoError(t, err)
		_, err = c.RateSession(ctx, session.SiteID, session.ID, chat.Rating{Stars: 2, Tags: []string{secret}, Feedback: secret},
			store.IdempotencyKey{Key: fmt.Sprint("rate", i), Scope: session.VisitorID, Request: []byte("x")})
		require.NoError(t, err)
	}
	customerID = c.customerOf(typed)
	_, err = c.AddCustomerNote(ctx, store.NewCustomerNote{CustomerKey: store.CustomerKey{UserID: boss.ID, CustomerID: customerID}, ID: uuid.NewString(), Content: secret})
	require.NoError(t, err)
	return customerID, sessions
}

func (c crm) customerOf(session chat.Session) string {
	c.t.Helper()
	found, err := c.FindSession(context.Background(), session.SiteID, session.ID)
	require.NoError(c.t, err)
	return found.CustomerID
}

func TestErasingACustomerLeavesNothingOfThePersonButNumbers(t *testing.T) {
	c, ctx := newCRM(t), context.Background()
	boss := c.boss()
	customerID, sessions := c.livesHere(boss)
	other := c.session(store.NewSession{VisitorEmail: "bo@example.org"})
	say(t, c.Store, other, "1", "I am somebody else")
	require.NotEmpty(t, c.holding(secret))
	today := store.Days{SiteID: c.site.ID, From: time.Now().UTC().Truncate(24 * time.Hour), To: time.Now().UTC().Truncate(24 * time.Hour)}
	before, err := c.FindAnalytics(ctx, boss.ID, today)
	require.NoError(t, err)

	key := store.CustomerKey{UserID: boss.ID, CustomerID: customerID}
	require.NoError(t, c.EraseCustomer(ctx, key))
	for _, trace := range []string{secret, sessions[0].VisitorID, sessions[2].VisitorID, strings.ReplaceAll(sessions[0].VisitorID, "-", "")} {
		require.Empty(t, c.holding(trace), trace)
	}
	after, err := c.FindAnalytics(ctx, boss.ID, today)
	require.NoError(t, err)
	require.Equal(t, before, after)
	require.Equal(t, int64(3), after.Totals.Stars[1])

	require.ErrorIs(t, c.EraseCustomer(ctx, key), chat.ErrNotFound, "once")
	for _, session := range sessions {
		_, err := c.FindConversation(ctx, boss.ID, session.ID)
		require.ErrorIs(t, err, chat.ErrNotFound, "nobody reads it any more")
		_, err = c.RateSession(ctx, session.SiteID, session.ID, chat.Rating{Stars: 5, Feedback: secret}, store.IdempotencyKey{})
		require.ErrorIs(t, err, chat.ErrNotFound, "nor writes to it")
	}
	require.Equal(t, []string{other.ID}, listed(t, c.Store, boss, store.ConversationFilter{}))
	require.NotEmpty(t, c.holding("I am somebody else"))
	entries, _, err := c.ListAudit(ctx, store.AuditFilter{Action: chat.ActionCustomerErased})
	require.NoError(t, err)
	require.Len(t, entries, 1)
	require.Equal(t, []any{customerID, boss.ID}, []any{entries[0].SubjectID, entries[0].UserID})
}

func TestWhatIsStillAtWorkOnAnErasedConversationWritesNothing(t *testing.T) {
	c, ctx := newCRM(t), context.Background()
	boss := c.boss()
	session := c.session(store.NewSession{VisitorEmail: "ana@example.org"})
	k := startTurn(t, c.Store, session, say(t, c.Store, session, "1", "Hello"))
	key := store.CustomerKey{UserID: boss.ID, CustomerID: c.customerOf(session)}
	require.Equal(t, chat.CodeUnavailable, chat.CodeOf(c.EraseCustomer(ctx, key)), "a conversation is open")
	open, err := c.ListOpenSessionsOfCustomer(ctx, key)
	require.NoError(t, err)
	require.Equal(t, []chat.Ending{{SiteID: session.SiteID, SessionID: session.ID, By: chat.EndedByErasure}}, open)
	_, err = c.CloseSession(ctx, open[0])
	require.NoError(t, err)
	require.NoError(t, c.EraseCustomer(ctx, key))

	require.NoError(t, c.SavePrompt(ctx, k, chat.ProviderMistral, chat.Prompt{Question: secret}))
	require.NoError(t, c.SaveDraft(ctx, k, 1, secret))
	require.NoError(t, c.FinishDraft(ctx, k, 1, chat.Answer{Markdown: secret}, chat.Generation{Model: "m"}))
	_, err = c.DeliverReply(ctx, k, chat.Reply{Role: chat.RoleAssistant, Content: secret})
	require.Error(t, err)
	require.NoError(t, c.QueueMail(ctx, chat.Mail{SiteID: session.SiteID, Kind: chat.MailRating, SessionID: session.ID,
		Recipient: secret + "@example.org", Subject: "S", Text: "T", HTML: "H", DedupeKey: "late"}))
	require.Empty(t, c.holding(secret))
}

func TestADigestThatQuotesAnErasedConversationGoesAndTheOthersAreToldAnew(t *testing.T) {
	d := newDesk(t)
	ctx := context.Background()
	admin := newUser(t, d.Store, "boss@staff.example", chat.UserAdmin)
	first, err := d.CreateSession(ctx, store.NewSession{SiteID: d.session.SiteID, VisitorEmail: "ana@example.org"})
	require.NoError(t, err)
	second := d.session
	for _, session := range []chat.Session{first, second} {
		d.session = session
		d.escalate("a")
		d.alert(chat.AlertEscalated, chat.LadderAlerted)
	}
	require.Len(t, d.mailAlerts()[d.ann.AgentID], 2)
	key := store.CustomerKey{UserID: admin.ID, CustomerID: ""}
	found, err := d.FindSession(ctx, first.SiteID, first.ID)
	require.NoError(t, err)
	key.CustomerID = found.CustomerID
	_, err = d.CloseSession(ctx, chat.Ending{SiteID: first.SiteID, SessionID: first.ID, By: chat.EndedByErasure})
	require.NoError(t, err)
	require.NoError(t, d.EraseCustomer(ctx, key))
	require.Empty(t, queued(t, d.Store))
	require.Equal(t, []chat.AlertStep{chat.AlertEscalated}, d.mailAlerts()[d.ann.AgentID], "of the other conversation")
}

func TestAnExportHoldsAllThatIsKeptOfAPerson(t *testing.T) {
	c, ctx := newCRM(t), context.Background()
	boss := c.boss()
	customerID, sessions := c.livesHere(boss)
	other := c.session(store.NewSession{VisitorEmail: "bo@example.org"})
	say(t, c.Store, other, "1", "I am somebody else")
	out, err := c.ExportCustomer(ctx, store.CustomerKey{UserID: boss.ID, CustomerID: customerID})
	require.NoError(t, err)
	raw, err := json.Marshal(out)
	require.NoError(t, err)
	text := string(raw)
	for _, kept := range []string{"I am " + secret, "Hello " + secret, "Dear " + secret, secret + " called", "For " + secret, secret + "-7",
		"second." + secret, "https://shop.example/of/" + secret, "https://shop.example/" + secret,
		sessions[0].ID, sessions[1].ID, sessions[2].ID, sessions[0].VisitorID, sessions[2].VisitorID} {
		require.Contains(t, text, kept)
	}
	require.Len(t, out.Conversations, 3)
	require.Len(t, out.Visits, 3)
	require.Len(t, out.Conversions, 3)
	require.Len(t, out.Mails, 3)
	require.Len(t, out.Notes, 1)
	require.NotContains(t, text, "somebody else")
	entries, _, err := c.ListAudit(ctx, store.AuditFilter{Action: chat.ActionCustomerExported})
	require.NoError(t, err)
	require.Len(t, entries, 1)
	require.Empty(t, entries[0].Details)
}

func TestMergedCustomersHaveEverythingOfBoth(t *testing.T) {
	c, ctx := newCRM(t), context.Background()
	boss := c.boss()
	signed, typed := c.session(store.NewSession{}), c.session(store.NewSession{VisitorEmail: "ana@work.example", VisitorName: "A."})
	c.sign(signed, chat.Identity{ExternalID: "42", Email: "ana@example.org", Name: "Ana"})
	to, from := c.customerOf(signed), c.customerOf(typed)
	key := store.CustomerKey{UserID: boss.ID, CustomerID: from}
	_, err := c.AddCustomerNote(ctx, store.NewCustomerNote{CustomerKey: key, ID: uuid.NewString(), Content: "Called"})
	require.NoError(t, err)

	key.CustomerID = to
	require.Equal(t, chat.CodeInvalid, chat.CodeOf(c.MergeCustomers(ctx, key, to)))
	require.ErrorIs(t, c.MergeCustomers(ctx, key, uuid.NewString()), chat.ErrNotFound)
	require.NoError(t, c.MergeCustomers(ctx, key, from))
	require.ErrorIs(t, c.MergeCustomers(ctx, key, from), chat.ErrNotFound, "it is gone")
	got, err := c.FindCustomer(ctx, boss.ID, to)
	require.NoError(t, err)
	require.Equal(t, []any{"ana@example.org", "Ana", "42", true}, []any{got.Email, got.Name, got.ExternalID, got.Verified})
	require.Equal(t, []string{"ana@work.example"}, got.Emails)
	require.Equal(t, []string{typed.ID, signed.ID}, []string{got.Sessions[0].ID, got.Sessions[1].ID}, "newest first, of both browsers")
	require.Len(t, got.Browsers, 2)
	require.Equal(t, "Called", got.Notes[0].Content)

	again := c.session(store.NewSession{VisitorEmail: "Ana@Work.example"})
	require.Equal(t, to, c.customerOf(again), "the further address is still the customer's")
	byEmail := c.session(store.NewSession{})
	c.sign(byEmail, chat.Identity{Email: "ana@work.example"})
	require.Equal(t, to, c.customerOf(byEmail))
	other := c.session(store.NewSession{})
	c.sign(other, chat.Identity{ExternalID: "43", Email: "ana@work.example"})
	require.Equal(t, []string{"42|ana@example.org|Ana|t|4", "43|ana@work.example||t|1"}, c.customers(), "the newest signature says whose address it is")
}

func TestCustomersWhomTheSiteTellsApartOrOfTwoSitesAreNotMerged(t *testing.T) {
	c, ctx := newCRM(t), context.Background()
	boss := c.boss()
	one, two := c.session(store.NewSession{}), c.session(store.NewSession{})
	c.sign(one, chat.Identity{ExternalID: "1"})
	c.sign(two, chat.Identity{ExternalID: "2"})
	elsewhere := crm{c.Store, t, c.conn, storetest.Site(t, c.Store)}
	foreign := elsewhere.session(store.NewSession{VisitorEmail: "ana@example.org"})
	before := c.customers()
	key := store.CustomerKey{UserID: boss.ID, CustomerID: c.customerOf(one)}
	require.Equal(t, chat.CodeCustomersDiffer, chat.CodeOf(c.MergeCustomers(ctx, key, c.customerOf(two))))
	require.ErrorIs(t, c.MergeCustomers(ctx, key, c.customerOf(foreign)), chat.ErrNotFound)
	require.Equal(t, before, c.customers())

	agent := newUser(t, c.Store, "agent@staff.example", chat.UserAgent, elsewhere.site.ID)
	key.UserID = agent.ID
	require.ErrorIs(t, c.MergeCustomers(ctx, key, c.customerOf(two)), chat.ErrNotFound)
	require.ErrorIs(t, c.EraseCustomer(ctx, key), chat.ErrNotFound)
	_, err := c.ExportCustomer(ctx, key)
	require.ErrorIs(t, err, chat.ErrNotFound)
	_, err = c.FindCustomer(ctx, agent.ID, key.CustomerID)
	require.ErrorIs(t, err, chat.ErrNotFound)
}

func TestCustomersAreFoundByTheBeginningsOfWords(t *testing.T) {
	c, ctx := newCRM(t), context.Background()
	boss := c.boss()
	ana := c.session(store.NewSession{VisitorEmail: "ana.dejong@work-mail.example", VisitorName: "Ána de Jong"})
	c.session(store.NewSession{VisitorEmail: "bo@example.org"})
	for words, found := range map[string]bool{
		"ana": true, "ANA.DEJ": true, "jong ána": true, "ana.dejong@work-mail.example": true, "work-m": true,
		"na": false, "bo ana": false, "'": false, "' | bo:*": false, "& !": false, "%": false,
	} {
		got, _, err := c.ListCustomers(ctx, boss.ID, store.CustomerFilter{Words: words, Limit: 10})
		require.NoError(t, err, words)
		var ids []string
		for _, customer := range got {
			ids = append(ids, customer.ID)
		}
		if found {
			require.Equal(t, []string{c.customerOf(ana)}, ids, words)
		} else {
			require.NotContains(t, ids, c.customerOf(ana), words)
		}
	}
	got, _, err := c.ListCustomers(ctx, boss.ID, store.CustomerFilter{Verified: true, Limit: 10})
	require.NoError(t, err)
	require.Empty(t, got)
	first, next, err := c.ListCustomers(ctx, boss.ID, store.CustomerFilter{SiteID: c.site.ID, Limit: 1})
	require.NoError(t, err)
	require.Equal(t, "bo@example.org", first[0].Email)
	second, next, err := c.ListCustomers(ctx, boss.ID, store.CustomerFilter{After: next, Limit: 1})
	require.NoError(t, err)
	require.Equal(t, []any{"Ána de Jong", 1, ""}, []any{second[0].Name, second[0].SessionCount, next})
}

func TestABrowserThatTheSiteSaysIsSomebodyElsesStaysTheirs(t *testing.T) {
	c, ctx := newCRM(t), context.Background()
	boss := c.boss()
	typed := c.session(store.NewSession{VisitorEmail: "ana@example.org"})
	bo := c.session(store.NewSession{VisitorID: typed.VisitorID})
	c.sign(bo, chat.Identity{ExternalID: "bo"})
	say(t, c.Store, bo, "1", "I am Bo")
	closeSession(t, c.Store, typed.SiteID, typed.ID)
	require.NoError(t, c.EraseCustomer(ctx, store.CustomerKey{UserID: boss.ID, CustomerID: c.customerOf(typed)}))
	require.NotEmpty(t, c.holding("I am Bo"))
	require.Equal(t, []string{"bo|-||t|1"}, c.customers())
}

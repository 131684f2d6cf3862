package store_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/seal"
	"github.com/innconnect/innconnect/internal/store"
	"github.com/innconnect/innconnect/internal/store/storetest"
)

// crm is a site whose customers a test looks at.
type crm struct {
	*store.Store
	t    *testing.T
	conn *pgx.Conn
	site chat.Site
}

func newCRM(t *testing.T) crm {
	t.Helper()
	url, ctx := storetest.URL(t), context.Background()
	s, err := store.Open(ctx, url, 8, storetest.Sealer(t))
	require.NoError(t, err)
	t.Cleanup(s.Close)
	conn, err := pgx.Connect(ctx, url)
	require.NoError(t, err)
	t.Cleanup(func() { conn.Close(ctx) })
	return crm{s, t, conn, storetest.Site(t, s)}
}

func (c crm) session(in store.NewSession) chat.Session {
	c.t.Helper()
	in.SiteID, in.SendsVisitorID = c.site.ID, true
	if in.VisitorID == "" {
		in.VisitorID = uuid.NewString()
	}
	session, err := c.CreateSession(context.Background(), in)
	require.NoError(c.t, err)
	return session
}

func (c crm) sign(session chat.Session, who chat.Identity) {
	c.t.Helper()
	who.Verified = true
	require.NoError(c.t, c.Identify(context.Background(), store.Identification{
		SiteID: c.site.ID, VisitorID: session.VisitorID, SessionID: session.ID, Identity: who,
	}))
}

func (c crm) typed(session chat.Session, email, name string) error {
	return c.Identify(context.Background(), store.Identification{
		SiteID: c.site.ID, VisitorID: session.VisitorID, SessionID: session.ID, Identity: chat.Identity{Email: email, Name: name},
	})
}

// customers returns the site's customers as "external id|address|name|verified|sessions".
func (c crm) customers() []string {
	c.t.Helper()
	rows, err := c.conn.Query(context.Background(), `
		select concat_ws('|', coalesce(c.external_id, '-'), coalesce(c.email, '-'), c.name, c.verified,
		       (select count(*) from sessions s where s.site_id = c.site_id and s.customer_id = c.id))
		from customers c where c.site_id = $1 order by 1`, c.site.ID)
	require.NoError(c.t, err)
	out, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(c.t, err)
	return out
}

// known returns what staff read of who a session's visitor is.
func (c crm) known(session chat.Session) string {
	c.t.Helper()
	var out string
	require.NoError(c.t, c.conn.QueryRow(context.Background(), `
		select concat_ws('|', visitor_name, visitor_email, identity_verified) from sessions where id = $1`, session.ID).Scan(&out))
	return out
}

func TestASignedIdentityIsOneCustomerHoweverItIsWritten(t *testing.T) {
	c := newCRM(t)
	one, two, three := c.session(store.NewSession{}), c.session(store.NewSession{}), c.session(store.NewSession{})
	c.sign(one, chat.Identity{Email: "ana@example.org"})
	c.sign(two, chat.Identity{ExternalID: "42", Email: "Ana@Example.org", Name: "Ana"})
	c.sign(three, chat.Identity{ExternalID: "42"})
	require.Equal(t, []string{"42|Ana@Example.org|Ana|t|3"}, c.customers())
	require.Equal(t, "Ana|Ana@Example.org|t", c.known(two))
}

func TestASignedIdentityHoldsForLaterSessions(t *testing.T) {
	c := newCRM(t)
	visitor := uuid.NewString()
	require.NoError(t, c.Identify(context.Background(), store.Identification{
		SiteID: c.site.ID, VisitorID: visitor, Identity: chat.Identity{Verified: true, ExternalID: "42", Email: "ana@example.org", Name: "Ana"},
	}))
	later := c.session(store.NewSession{VisitorID: visitor})
	require.Equal(t, "Ana|ana@example.org|t", c.known(later))
	require.Equal(t, []string{"42|ana@example.org|Ana|t|1"}, c.customers())
	require.Equal(t, "||f", c.known(c.session(store.NewSession{})), "another visitor's")
}

func TestTheNewestSignatureSaysWhoseAnAddressIs(t *testing.T) {
	c := newCRM(t)
	session := func() chat.Session { return c.session(store.NewSession{}) }
	c.sign(session(), chat.Identity{ExternalID: "1", Email: "shared@example.org"})
	c.sign(session(), chat.Identity{ExternalID: "2", Email: "shared@example.org"})
	require.Equal(t, []string{"1|-||t|1", "2|shared@example.org||t|1"}, c.customers(), "two users stay two customers")

	require.NoError(t, c.typed(session(), "new@example.org", "Mallory"))
	c.sign(session(), chat.Identity{ExternalID: "2", Email: "new@example.org"})
	require.Equal(t, []string{"1|-||t|1", "2|new@example.org||t|3"}, c.customers(), "who was known by the address alone is the same customer")

	require.NoError(t, c.typed(session(), "bo@example.org", "Mallory"))
	c.sign(session(), chat.Identity{Email: "bo@example.org"})
	require.Contains(t, c.customers(), "-|bo@example.org||t|2", "a name that somebody typed goes")
}

func TestATypedAddressChangesNothingThatWasSigned(t *testing.T) {
	c := newCRM(t)
	own := c.session(store.NewSession{})
	c.sign(own, chat.Identity{ExternalID: "42", Email: "ana@example.org"})
	before := c.customers()

	other := c.session(store.NewSession{})
	require.NoError(t, c.typed(other, "ANA@example.org", "Mallory"))
	require.Equal(t, "Mallory|ANA@example.org|f", c.known(other))
	at := c.session(store.NewSession{VisitorEmail: "ana@example.org", VisitorName: "Mallory"})
	require.Equal(t, "Mallory|ana@example.org|f", c.known(at), "the same rule when a session is created")
	require.Equal(t, []string{"42|ana@example.org||t|3"}, c.customers())
	require.Equal(t, []string{"42|ana@example.org||t|1"}, before)

	require.Equal(t, chat.CodeIdentityRequired, chat.CodeOf(c.typed(own, "eve@example.org", "Eve")))
	_, err := c.CreateSession(context.Background(), store.NewSession{SiteID: c.site.ID, VisitorID: own.VisitorID, VisitorName: "Eve"})
	require.Equal(t, chat.CodeIdentityRequired, chat.CodeOf(err))
	require.Equal(t, "|ana@example.org|t", c.known(own))
}

func TestASiteThatWantsSignaturesKeepsATypedAddressForTheConversationAlone(t *testing.T) {
	c := newCRM(t)
	require.NoError(t, c.UpdateSettings(context.Background(), store.SettingsChange{SiteID: c.site.ID, Change: func(s *chat.Settings) { s.IdentityRequired = true }}))
	session := c.session(store.NewSession{VisitorEmail: "ana@example.org", VisitorName: "Ana"})
	require.NoError(t, c.typed(session, "ana@home.example", ""))
	require.Equal(t, "Ana|ana@home.example|f", c.known(session))
	require.Empty(t, c.customers())
	c.sign(session, chat.Identity{Email: "ana@example.org"})
	require.Equal(t, []string{"-|ana@example.org||t|1"}, c.customers())
}

func TestAClosedSessionKeepsItsIdentity(t *testing.T) {
	c := newCRM(t)
	session := c.session(store.NewSession{})
	_, err := c.CloseSession(context.Background(), chat.Ending{SiteID: c.site.ID, SessionID: session.ID, By: chat.EndedByVisitor})
	require.NoError(t, err)
	require.ErrorIs(t, c.typed(session, "ana@example.org", ""), chat.ErrSessionClosed)
	require.Empty(t, c.customers())
}

func TestManyWhoSignAndTypeAtOnceMakeOneCustomer(t *testing.T) {
	c := newCRM(t)
	var group sync.WaitGroup
	for i := range 12 {
		session := c.session(store.NewSession{})
		group.Go(func() {
			who := chat.Identity{Verified: i%3 > 0, Email: "ana@example.org", Name: fmt.Sprint("Ana ", i)}
			if i%3 == 2 {
				who.ExternalID = "42"
			}
			err := c.Identify(context.Background(), store.Identification{SiteID: c.site.ID, VisitorID: session.VisitorID, SessionID: session.ID, Identity: who})
			if err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	require.Len(t, c.customers(), 1)
	require.Regexp(t, `^42\|ana@example.org\|Ana \d+\|t\|12$`, c.customers()[0])
}

func TestAnIdentitySecretIsSealedAndReplaced(t *testing.T) {
	url, ctx := storetest.URL(t), context.Background()
	s, err := store.Open(ctx, url, 4, storetest.Sealer(t))
	require.NoError(t, err)
	t.Cleanup(s.Close)
	site := storetest.Site(t, s)
	_, err = s.FindIdentitySecret(ctx, site.ID)
	require.ErrorIs(t, err, chat.ErrNotFound)
	first, err := s.MakeIdentitySecret(ctx, "", site.ID)
	require.NoError(t, err)
	require.Regexp(t, `^isk_[A-Za-z0-9]{40}$`, first)
	second, err := s.MakeIdentitySecret(ctx, "", site.ID)
	require.NoError(t, err)
	require.NotEqual(t, first, second)
	found, err := s.FindIdentitySecret(ctx, site.ID)
	require.NoError(t, err)
	require.Equal(t, second, found)
	_, err = s.MakeIdentitySecret(ctx, "", uuid.NewString())
	require.ErrorIs(t, err, chat.ErrNotFound)

	other, err := store.Open(ctx, url, 4, storetest.Sealer(t)) // with another key
	require.NoError(t, err)
	t.Cleanup(other.Close)
	_, err = other.FindIdentitySecret(ctx, site.ID)
	require.Error(t, err)

	open, err := store.Open(ctx, url, 4, seal.None{})
	require.NoError(t, err)
	t.Cleanup(open.Close)
	_, err = open.MakeIdentitySecret(ctx, "", site.ID)
	require.Equal(t, chat.CodeNotConfigured, chat.CodeOf(err))
	require.ErrorContains(t, err, "INNCONNECT_ENCRYPTION_KEY")
}

package worker_test

import (
	"context"
	"errors"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
	"github.com/innconnect/innconnect/internal/store/storetest"
	"github.com/innconnect/innconnect/worker"
)

// post keeps what it was given, and fails while told to.
type post struct {
	mails []chat.Mail
	fails error
}

func (p *post) Start(_ context.Context, m chat.Mail) error {
	if p.fails == nil {
		p.mails = append(p.mails, m)
	}
	return p.fails
}

func TestAQueuedMailIsHandedOverOnceAlsoWhenTheFirstTryFailed(t *testing.T) {
	st := storetest.New(t)
	ctx := context.Background()
	site := storetest.Site(t, st)
	require.NoError(t, st.QueueMail(ctx, chat.Mail{
		SiteID: site.ID, Kind: chat.MailAlert, Recipient: "agent@example.org", Subject: "S", Text: "T", HTML: "H", DedupeKey: "a"}))
	to := &post{fails: errors.New("Temporal is away")}
	room := worker.Mailroom{Mails: st, Post: to}
	require.Error(t, room.Once(ctx))
	to.fails = nil
	require.NoError(t, room.Once(ctx))
	require.NoError(t, room.Once(ctx))
	require.Len(t, to.mails, 1)
}

func TestAnAlertIsMailedInTheSitesLanguageWithALinkToTheConversation(t *testing.T) {
	st := storetest.New(t)
	ctx := context.Background()
	site := storetest.Site(t, st)
	require.NoError(t, st.UpdateSite(ctx, store.SiteChange{SiteID: site.ID, Name: new("Havenlicht"), Language: new("nl")}))
	agent, err := st.CreateUser(ctx, store.NewUser{Email: "ann@example.org", Password: "correct horse", Role: chat.UserAgent, SiteIDs: []string{site.ID}})
	require.NoError(t, err)
	session, err := st.CreateSession(ctx, store.NewSession{SiteID: site.ID})
	require.NoError(t, err)
	_, _, err = st.AddVisitorMessage(ctx, store.NewVisitorMessage{SiteID: site.ID, SessionID: session.ID, ClientMessageID: "a",
		Content: "Help\r\nBcc: all@example.org <b>me</b>"})
	require.NoError(t, err)
	now, err := st.RequestPerson(ctx, chat.Escalation{TurnKey: chat.TurnKey{SiteID: site.ID, SessionID: session.ID},
		Reason: chat.ReasonCustomerRequest, Notice: chat.Reply{Role: chat.RoleSystem, Content: "Een collega komt."}})
	require.NoError(t, err)
	_, err = st.AddAlert(ctx, chat.Alert{SiteID: site.ID, SessionID: session.ID, Number: int64(now.Wait), Step: chat.AlertEscalated}, chat.LadderAlerted)
	require.NoError(t, err)

	to := &post{}
	room := worker.Mailroom{Mails: st, Post: to, PublicURL: "https://chat.example/"}
	require.NoError(t, room.Once(ctx))
	require.NoError(t, room.Once(ctx))
	require.Len(t, to.mails, 1)
	m := to.mails[0]
	require.Equal(t, chat.MailAlert, m.Kind)
	require.Equal(t, "ann@example.org", m.Recipient)
	require.Equal(t, agent.ID, m.UserID)
	require.Equal(t, session.ID, m.SessionID)
	require.Equal(t, "Een bezoeker van Havenlicht vraagt om een medewerker", m.Subject)
	require.Contains(t, m.Text, "vroeg om een medewerker")
	require.Contains(t, m.Text, "> Help Bcc: all@example.org me")
	for _, text := range []string{m.Text, m.HTML} {
		require.Contains(t, text, "https://chat.example/admin/inbox/"+session.ID)
	}
	require.NotContains(t, m.HTML, "<b>")
}

func TestAReplyIsMailedWithALinkToThePageWhereTheConversationBegan(t *testing.T) {
	url := storetest.URL(t)
	ctx := context.Background()
	st, err := store.Open(ctx, url, 4, storetest.Sealer(t))
	require.NoError(t, err)
	t.Cleanup(st.Close)
	site := storetest.Site(t, st) // https://shop.example
	ann, err := st.CreateUser(ctx, store.NewUser{Email: "ann@example.org", Name: "Ann", Password: "correct horse", Role: chat.UserAgent, SiteIDs: []string{site.ID}})
	require.NoError(t, err)
	links := map[string]string{} // by session
	for page, link := range map[string]string{
		"https://shop.example/rooms?go=https://evil.example": "https://shop.example/rooms",
		"https://evil.example/rooms":                         "",
	} {
		session, err := st.CreateSession(ctx, store.NewSession{SiteID: site.ID, Language: "de", PageURL: page, VisitorEmail: "visitor@example.net"})
		require.NoError(t, err)
		key := chat.AgentKey{SiteID: site.ID, SessionID: session.ID, AgentID: ann.ID}
		_, err = st.TakeOver(ctx, key)
		require.NoError(t, err)
		_, _, err = st.AddAgentMessage(ctx, store.NewAgentMessage{AgentKey: key, ClientMessageID: "1", Content: "Hunde sind **willkommen**.", HTML: "<p>Hunde sind <strong>willkommen</strong>.</p>"})
		require.NoError(t, err)
		links[session.ID] = link
	}
	conn, err := pgx.Connect(ctx, url)
	require.NoError(t, err)
	defer conn.Close(ctx)
	_, err = conn.Exec(ctx, `update sessions set visitor_seen_at = now() - interval '1 hour', replies_unseen_since = now() - interval '10 minutes'`)
	require.NoError(t, err)
	_, err = conn.Exec(ctx, `update messages set created_at = now() - interval '10 minutes'`)
	require.NoError(t, err)

	to := &post{}
	require.NoError(t, worker.Mailroom{Mails: st, Post: to}.Once(ctx))
	require.Len(t, to.mails, 2)
	for _, m := range to.mails {
		require.Equal(t, "Eine Antwort von Test", m.Subject)
		require.Contains(t, m.Text, "Ann schrieb:\n\nHunde sind **willkommen**.")
		require.Contains(t, m.HTML, "<strong>willkommen</strong>")
		require.NotContains(t, m.Text+m.HTML, "evil")
		if link := links[m.SessionID]; link == "" {
			require.NotContains(t, m.HTML, "href")
		} else {
			require.Contains(t, m.Text, link+"\n")
		}
	}
}

func TestUsersAreToldOfTheirAccountWhereMailIsSetUp(t *testing.T) {
	st := storetest.New(t)
	ctx := context.Background()
	_, _, err := st.CreateSite(ctx, store.NewSite{Name: "Havenlicht", Language: "nl"})
	require.NoError(t, err)
	ann, err := st.CreateUser(ctx, store.NewUser{Email: "ann@example.org", Name: "Ann", Password: "correct horse", Role: chat.UserAgent})
	require.NoError(t, err)
	temporary, err := st.ResetPassword(ctx, "", ann.ID)
	require.NoError(t, err)

	to := &post{}
	require.NoError(t, worker.Mailroom{Mails: st, Post: to}.Once(ctx))
	require.Empty(t, to.mails)
	require.NoError(t, worker.Mailroom{Mails: st, Post: to, TellUsers: true}.Once(ctx))
	require.Len(t, to.mails, 1)
	m := to.mails[0]
	require.Equal(t, chat.MailSecurity, m.Kind)
	require.Equal(t, "ann@example.org", m.Recipient)
	require.Equal(t, "Een beheerder heeft u een nieuw tijdelijk wachtwoord voor InnConnect gegeven", m.Subject)
	require.Contains(t, m.Text, "Dag Ann")
	require.NotContains(t, m.Text+m.HTML, temporary)
}

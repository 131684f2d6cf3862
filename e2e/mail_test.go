package e2e

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/client"
	"github.com/innconnect/innconnect/internal/mail/sendgridtest"
)

// mailStack is a stack that sends its mails to a scripted provider, with an
// agent who is told of visitors that wait.
type mailStack struct {
	*stack
	provider *sendgridtest.Server
	staff    *client.ClientWithResponses // the agent, signed in
}

func startMailStack(t testing.TB) *mailStack {
	t.Helper()
	s := &mailStack{stack: prepareStack(t), provider: sendgridtest.NewServer(t, nil)}
	s.env = append(s.env,
		"PUBLIC_URL="+s.base,
		"MAIL_FROM=Havenlicht <noreply@havenlicht.example>",
		"SENDGRID_API_KEY="+sendgridtest.Key,
		"SENDGRID_BASE_URL="+s.provider.URL,
	)
	var agent struct{ Email, Password string }
	require.NoError(t, json.Unmarshal(s.run("user", "create", "--email", "ann@example.org", "--role", "agent", "--site", s.site.ID), &agent))
	s.start("api")
	s.waitReady()

	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	s.staff, err = client.New(s.base, "", client.WithHTTPClient(&http.Client{Jar: jar}))
	require.NoError(t, err)
	_, err = client.Check(s.staff.SignInWithResponse(t.Context(), client.Credentials{Email: agent.Email, Password: agent.Password}))
	require.NoError(t, err)
	return s
}

// exec changes settings to times that nobody waits for.
func (s *mailStack) exec(query string) {
	s.t.Helper()
	conn, err := pgx.Connect(context.Background(), s.databaseURL)
	require.NoError(s.t, err)
	defer conn.Close(context.Background())
	_, err = conn.Exec(context.Background(), query)
	require.NoError(s.t, err)
}

// script answers the provider's first requests in turn and accepts the rest.
func (s *mailStack) script(answers ...sendgridtest.Script) {
	s.provider.Decide(func(sendgridtest.Request) sendgridtest.Script {
		if len(answers) == 0 {
			return sendgridtest.Script{}
		}
		next := answers[0]
		answers = answers[1:]
		return next
	})
}

func (s *mailStack) accepted(n int) []sendgridtest.Request {
	s.t.Helper()
	require.Eventually(s.t, func() bool { return len(s.provider.Accepted()) >= n }, time.Minute, 50*time.Millisecond)
	return s.provider.Accepted()
}

func (s *mailStack) askForPerson(in client.Session) {
	s.t.Helper()
	_, err := client.Check(s.api.AskForPersonWithResponse(context.Background(), in.ID, nil, client.Empty{}, client.WithVisitor(in.VisitorID)))
	require.NoError(s.t, err)
}

func (s *mailStack) mails() []client.Mail {
	s.t.Helper()
	out, err := client.Check(s.staff.ListMailsWithResponse(context.Background(), nil))
	require.NoError(s.t, err)
	return out.JSON200.Data
}

func TestAnAlertIsMailedOnceThroughOutagesAndTheDeathOfItsWorker(t *testing.T) {
	s := startMailStack(t)
	s.script(
		sendgridtest.Script{Stall: true}, // until the worker dies
		sendgridtest.Script{Status: 429, Header: map[string]string{"Retry-After": "1"}},
		sendgridtest.Script{Status: 503, Header: map[string]string{"Retry-After": "1"}},
	)
	worker := s.start("worker")
	session := s.newSession()
	s.askForPerson(session)
	require.Eventually(t, func() bool { return len(s.provider.Requests()) == 1 }, time.Minute, 20*time.Millisecond)
	worker.kill(t)
	s.start("worker")

	mails := s.accepted(1)
	require.Equal(t, "ann@example.org", mails[0].To())
	require.Contains(t, mails[0].Content[0].Value, s.base+"/admin/inbox/"+session.ID)
	require.Eventually(t, func() bool { return s.mails()[0].Status == client.MailStatusSent }, time.Minute, 50*time.Millisecond)
	require.Equal(t, 4, s.mails()[0].Attempts)
	require.Len(t, s.provider.Accepted(), 1)
}

func TestAMailThatTheProviderRefusesIsShownAndSentAgainWhenStaffSaySo(t *testing.T) {
	s := startMailStack(t)
	s.script(sendgridtest.Script{Status: 403})
	s.start("worker")
	s.askForPerson(s.newSession())
	require.Eventually(t, func() bool {
		mails := s.mails()
		return len(mails) == 1 && mails[0].Status == client.MailStatusFailed
	}, time.Minute, 50*time.Millisecond)
	failed := s.mails()[0]
	require.Equal(t, "SendGrid refuses the mail: provider rejected (HTTP 403)", *failed.LastError)
	require.Empty(t, s.provider.Accepted())

	_, err := client.Check(s.staff.RetryMailWithResponse(t.Context(), failed.ID))
	require.NoError(t, err)
	s.accepted(1)
	require.Eventually(t, func() bool { return s.mails()[0].Status == client.MailStatusSent }, time.Minute, 50*time.Millisecond)
}

func TestAVisitorIsAskedByMailForARatingAndGivesItOnThePageBehindTheLink(t *testing.T) {
	s := startMailStack(t)
	s.start("worker")
	s.exec(`update site_settings set rating_follow_up_seconds = 1`)
	email := "guest@example.net"
	created, err := client.Check(s.api.CreateSessionWithResponse(t.Context(), nil, client.NewSession{Email: &email}))
	require.NoError(t, err)
	session := *created.JSON201
	s.ask(session, "1", "hello")
	s.end(session)

	mail := s.accepted(1)[0]
	require.Equal(t, email, mail.To())
	require.Equal(t, "How was your conversation with Test Shop?", mail.Subject)
	link := regexp.MustCompile(regexp.QuoteMeta(s.base) + `/rating/\S+`).FindString(mail.Content[0].Value)
	require.NotEmpty(t, link)
	page, err := http.Get(link)
	require.NoError(t, err)
	defer page.Body.Close()
	form, err := io.ReadAll(page.Body)
	require.NoError(t, err)
	require.Contains(t, string(form), `<form method="post">`)
	sent, err := http.PostForm(link, url.Values{"stars": {"5"}, "feedback": {"Quick and clear."}})
	require.NoError(t, err)
	defer sent.Body.Close()
	require.True(t, strings.HasSuffix(sent.Request.URL.String(), "?saved"))

	found, err := client.Check(s.api.GetSessionWithResponse(t.Context(), session.ID, nil, client.WithVisitor(session.VisitorID)))
	require.NoError(t, err)
	require.Equal(t, 5, found.JSON200.Rating.Stars)
	require.Equal(t, "Quick and clear.", found.JSON200.Rating.Feedback)
}

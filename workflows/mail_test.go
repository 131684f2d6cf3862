package workflows

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/testsuite"

	"github.com/innconnect/innconnect/activities"
	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/mail"
	"github.com/innconnect/innconnect/internal/mail/sendgridtest"
	"github.com/innconnect/innconnect/internal/ratinglink"
	"github.com/innconnect/innconnect/internal/store"
	"github.com/innconnect/innconnect/internal/store/storetest"
)

// mailSetup is one queued mail on a real database, and a scripted provider.
type mailSetup struct {
	*testing.T
	env      *testsuite.TestWorkflowEnvironment
	store    *store.Store
	provider *sendgridtest.Server
	mailing  *activities.Mailing
	mail     chat.Mail
}

func newMailSetup(t *testing.T) *mailSetup {
	s := &mailSetup{T: t, store: storetest.New(t), provider: sendgridtest.NewServer(t, nil)}
	ctx := context.Background()
	site := storetest.Site(t, s.store)
	require.NoError(t, s.store.QueueMail(ctx, chat.Mail{
		SiteID: site.ID, Kind: chat.MailReply, Recipient: "visitor@example.net",
		Subject: "A reply", Text: "Hello", HTML: "<p>Hello</p>", DedupeKey: "a",
	}))
	mails, err := s.store.ListMailsToHand(ctx, time.Hour, 10)
	require.NoError(t, err)
	s.mail = mails[0]
	sender, err := mail.New(mail.Options{From: "noreply@innconnect.example", SendGridKey: sendgridtest.Key, SendGridURL: s.provider.URL})
	require.NoError(t, err)
	s.mailing = &activities.Mailing{Mails: s.store, Mailer: sender, RatingLinks: ratinglink.Addresses{}, Log: slog.New(slog.DiscardHandler)}
	s.start()
	return s
}

// start makes a workflow environment; one runs one workflow.
func (s *mailSetup) start() {
	var suite testsuite.WorkflowTestSuite
	suite.SetLogger(quiet{})
	s.env = suite.NewTestWorkflowEnvironment()
	s.env.SetTestTimeout(time.Minute)
	s.env.RegisterActivity(s.mailing)
}

// run plays the workflow to its end and returns the mail as it is then.
func (s *mailSetup) run() chat.Mail {
	s.Helper()
	s.env.ExecuteWorkflow(Mail, MailInput{MailKey: activities.MailKey{SiteID: s.mail.SiteID, MailID: s.mail.ID}, Kind: s.mail.Kind})
	require.True(s, s.env.IsWorkflowCompleted())
	require.NoError(s, s.env.GetWorkflowError())
	m, err := s.store.FindMail(context.Background(), s.mail.SiteID, s.mail.ID)
	require.NoError(s, err)
	return m
}

// script answers the first requests in turn and accepts the rest.
func (s *mailSetup) script(answers ...sendgridtest.Script) {
	s.provider.Decide(func(sendgridtest.Request) sendgridtest.Script {
		if len(answers) == 0 {
			return sendgridtest.Script{}
		}
		next := answers[0]
		answers = answers[1:]
		return next
	})
}

func TestAMailIsSentOnce(t *testing.T) {
	s := newMailSetup(t)
	m := s.run()
	require.Equal(t, chat.MailSent, m.Status)
	require.NotNil(t, m.SentAt)
	s.start()
	require.Equal(t, 1, s.run().Attempts, "a second workflow finds it sent")
	require.Len(t, s.provider.Accepted(), 1)
	require.Equal(t, s.mail.ID, s.provider.Accepted()[0].MailID())
}

func TestAProviderThatAsksToWaitIsAskedAgainThenAndNotBefore(t *testing.T) {
	s := newMailSetup(t)
	s.script(sendgridtest.Script{Status: 429, Header: map[string]string{"Retry-After": "1800"}})
	start := s.env.Now()
	m := s.run()
	require.Equal(t, chat.MailSent, m.Status)
	require.Equal(t, 2, m.Attempts)
	require.Empty(t, m.LastError)
	waited := s.env.Now().Sub(start)
	require.GreaterOrEqual(t, waited, 30*time.Minute)
	require.Less(t, waited, 31*time.Minute)
}

func TestAnOutageDelaysAMailAndLosesNone(t *testing.T) {
	s := newMailSetup(t)
	var outage []sendgridtest.Script
	for range 10 {
		outage = append(outage, sendgridtest.Script{Status: 503})
	}
	s.script(outage...)
	m := s.run()
	require.Equal(t, chat.MailSent, m.Status)
	require.Equal(t, 11, m.Attempts)
	require.Len(t, s.provider.Accepted(), 1)
}

func TestAMailThatTheProviderRefusesIsGivenUpAtOnceWithTheReason(t *testing.T) {
	s := newMailSetup(t)
	s.script(sendgridtest.Script{Status: 400, Body: `{"errors":[{"message":"visitor@example.net","field":"from.email"}]}`})
	m := s.run()
	require.Equal(t, chat.MailFailed, m.Status)
	require.Equal(t, 1, m.Attempts)
	require.Equal(t, "SendGrid refuses the mail because of its field from.email: provider rejected (HTTP 400)", m.LastError)
	require.Empty(t, s.provider.Accepted())
}

func TestAProviderThatStaysAwayForADayHasLostTheMail(t *testing.T) {
	s := newMailSetup(t)
	s.provider.Decide(func(sendgridtest.Request) sendgridtest.Script { return sendgridtest.Script{Status: 500} })
	start := s.env.Now()
	m := s.run()
	require.Equal(t, chat.MailFailed, m.Status)
	require.Equal(t, "SendGrid is not available: provider unavailable (HTTP 500)", m.LastError)
	require.InDelta(t, 24, s.env.Now().Sub(start).Hours(), 0.5)
	require.Greater(t, m.Attempts, 50)
}

func TestAMailWhoseAcceptanceWasLostCarriesTheSameIDAgain(t *testing.T) {
	s := newMailSetup(t)
	s.script(sendgridtest.Script{Cut: true}) // accepted, but the answer never arrives
	require.Equal(t, chat.MailSent, s.run().Status)
	got := s.provider.Accepted()
	require.Len(t, got, 2, "at least once")
	require.Equal(t, got[0].Headers["Message-ID"], got[1].Headers["Message-ID"])
}

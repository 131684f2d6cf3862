package mail_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/mail"
	"github.com/innconnect/innconnect/internal/mail/sendgridtest"
)

func TestNothingThatCouldAddAHeaderOrARecipientIsSent(t *testing.T) {
	server := sendgridtest.NewServer(t, nil)
	s := bySendGrid(t, server)
	for name, change := range map[string]func(*chat.Mail, *chat.MailSettings){
		"CR LF in the subject":       func(m *chat.Mail, _ *chat.MailSettings) { m.Subject = "Hello\r\nBcc: all@example.org" },
		"LF in the subject":          func(m *chat.Mail, _ *chat.MailSettings) { m.Subject = "Hello\nBcc: all@example.org" },
		"NUL in the subject":         func(m *chat.Mail, _ *chat.MailSettings) { m.Subject = "Hello\x00" },
		"no subject":                 func(m *chat.Mail, _ *chat.MailSettings) { m.Subject = "" },
		"LF in the sender's name":    func(_ *chat.Mail, c *chat.MailSettings) { c.FromName = "Shop\nBcc: all@example.org" },
		"LF in the sender":           func(_ *chat.Mail, c *chat.MailSettings) { c.From = "a@b.example\nBcc: all@example.org" },
		"a name in the sender":       func(_ *chat.Mail, c *chat.MailSettings) { c.From = "Shop <a@b.example>" },
		"LF in the recipient":        func(m *chat.Mail, _ *chat.MailSettings) { m.Recipient = "a@b.example\r\nRCPT TO:<c@d.example>" },
		"two recipients":             func(m *chat.Mail, _ *chat.MailSettings) { m.Recipient = "a@b.example, c@d.example" },
		"a recipient with a name":    func(m *chat.Mail, _ *chat.MailSettings) { m.Recipient = "All <a@b.example>" },
		"a recipient that is a path": func(m *chat.Mail, _ *chat.MailSettings) { m.Recipient = "<@relay.example:a@b.example>" },
		"no recipient":               func(m *chat.Mail, _ *chat.MailSettings) { m.Recipient = "" },
	} {
		m, site := letter(), chat.MailSettings{}
		change(&m, &site)
		err := s.Send(t.Context(), m, site)
		require.NotNil(t, chat.AsProviderError(err), name)
		require.Equal(t, chat.ProviderRejected, chat.AsProviderError(err).Kind, name)
		require.NotContains(t, err.Error(), "example", name)
	}
	require.Empty(t, server.Requests())
}

func TestWithoutAWayToSendTheMailIsRefusedWithTheReason(t *testing.T) {
	err := sender(t, mail.Options{}).Send(t.Context(), letter(), chat.MailSettings{})
	require.Equal(t, "no way to send mail is set: SENDGRID_API_KEY, SMTP_HOST or a key of the site: provider rejected", err.Error())

	s, err := mail.New(mail.Options{SendGridKey: sendgridtest.Key})
	require.NoError(t, err)
	require.Equal(t, "no sender is set: MAIL_FROM, or the site's own: provider rejected", s.Send(t.Context(), letter(), chat.MailSettings{}).Error())

	_, err = mail.New(mail.Options{From: "nobody"})
	require.ErrorContains(t, err, "MAIL_FROM")
}

func TestTheOutboxKeepsEachMailOnceAndSendsNone(t *testing.T) {
	server := sendgridtest.NewServer(t, nil)
	dir := filepath.Join(t.TempDir(), "outbox")
	s := sender(t, mail.Options{OutboxDir: dir, SendGridKey: sendgridtest.Key, SendGridURL: server.URL})
	outbox := mail.Outbox{Dir: dir}
	none, err := outbox.List()
	require.NoError(t, err)
	require.Empty(t, none)

	first, second := letter(), letter()
	second.CreatedAt = first.CreatedAt.Add(time.Minute)
	second.Text = strings.Repeat("Größe und Länge: é — ", 100) + "\n.\nFrom here on\n"
	for _, m := range []chat.Mail{first, second, first} {
		require.NoError(t, s.Send(t.Context(), m, chat.MailSettings{SendGridKey: sendgridtest.Key, FromName: "Hôtel"}))
	}
	require.Empty(t, server.Requests())
	list, err := outbox.List()
	require.NoError(t, err)
	require.Len(t, list, 2)
	require.Equal(t, second.ID, list[0].ID, "newest first")
	require.Equal(t, "Antwoord van Hôtel", list[1].Subject)
	require.Contains(t, list[1].To, "visitor@example.net")
	require.Contains(t, list[1].From, "noreply@innconnect.example")

	got, err := outbox.Find(second.ID)
	require.NoError(t, err)
	require.Equal(t, second.Text, strings.ReplaceAll(got.Text, "\r\n", "\n"))
	require.Equal(t, second.HTML, strings.TrimSpace(got.HTML))
	require.WithinDuration(t, second.CreatedAt, got.Date, time.Second)
}

func TestTheOutboxReadsNoOtherFile(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "secret.eml"), []byte("Subject: x\r\n\r\n"), 0o600))
	outbox := mail.Outbox{Dir: filepath.Join(dir, "outbox")}
	for _, id := range []string{"", "../secret", "..%2fsecret", "{" + uuid.NewString() + "}", uuid.NewString(), "urn:uuid:" + uuid.NewString()} {
		_, err := outbox.Find(id)
		require.ErrorIs(t, err, chat.ErrNotFound, id)
	}
}

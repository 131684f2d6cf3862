package mail

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/mail"
	"strings"
	"time"
	"unicode"

	"github.com/innconnect/innconnect/internal/chat"
)

// Options name the ways to send that a process has. Without any, only sites
// with a key of their own can send.
type Options struct {
	From string // the sender of sites that name none: an address, or "Name <address>"

	OutboxDir string // when set, every mail becomes a file in this folder and none is sent

	SendGridKey string // of sites without a key of their own
	SendGridURL string // "" for SendGrid's own address
	Transport   http.RoundTripper

	SMTP SMTPOptions // of sites without a key of their own, when SendGridKey is empty
}

// Sender sends mails. It is safe for concurrent use.
type Sender struct {
	o        Options
	from     mail.Address
	sendgrid *http.Client
	smtp     *smtpClient // nil when none is set
}

// New makes a Sender. It does no I/O.
func New(o Options) (*Sender, error) {
	s := &Sender{o: o, sendgrid: newSendGridClient(o.Transport)}
	if o.From != "" {
		from, err := mail.ParseAddress(o.From)
		if err != nil || !chat.IsMailAddress(from.Address) {
			return nil, errors.New("MAIL_FROM is not an e-mail address, or a name with an address in < >")
		}
		s.from = *from
	}
	if o.SMTP.Host != "" {
		var err error
		if s.smtp, err = newSMTPClient(o.SMTP); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// sendTimeout bounds an attempt.
const sendTimeout = 30 * time.Second

// Send makes one attempt at sending a mail in the name of a site. Errors are a
// *chat.ProviderError, or the cause of a cancelled ctx.
func (s *Sender) Send(ctx context.Context, m chat.Mail, site chat.MailSettings) error {
	e, err := s.envelope(m, site)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, sendTimeout)
	defer cancel()
	switch key := cmp.Or(site.SendGridKey, s.o.SendGridKey); {
	case s.o.OutboxDir != "":
		return writeToOutbox(s.o.OutboxDir, e)
	case key != "":
		return s.sendBySendGrid(ctx, key, e)
	case s.smtp != nil:
		return s.smtp.send(ctx, e)
	default:
		return refuse("no way to send mail is set: SENDGRID_API_KEY, SMTP_HOST or a key of the site")
	}
}

// envelope is a mail with its sender, checked.
type envelope struct {
	chat.Mail
	From      mail.Address
	MessageID string // without < >
}

// headers are those that every mail carries besides. They keep automatic
// replies from coming back.
func (e envelope) headers() map[string]string {
	return map[string]string{"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
}

func (s *Sender) envelope(m chat.Mail, site chat.MailSettings) (envelope, error) {
	from := s.from
	if site.From != "" {
		from = mail.Address{Address: site.From}
	}
	if site.FromName != "" {
		from.Name = site.FromName
	}
	switch {
	case from.Address == "":
		return envelope{}, refuse("no sender is set: MAIL_FROM, or the site's own")
	case !chat.IsMailAddress(from.Address) || hasControl(from.Name):
		return envelope{}, refuse("the sender is not valid")
	case !chat.IsMailAddress(m.Recipient):
		return envelope{}, refuse("the recipient's address is not valid")
	case m.Subject == "" || hasControl(m.Subject):
		return envelope{}, refuse("the subject is not one line of text")
	case m.Text == "":
		return envelope{}, refuse("the mail has no text any more: its link has expired")
	}
	domain := from.Address[strings.LastIndexByte(from.Address, '@')+1:]
	return envelope{Mail: m, From: from, MessageID: m.ID + "@" + domain}, nil
}

// hasControl finds what could end a header line.
func hasControl(s string) bool { return strings.ContainsFunc(s, unicode.IsControl) }

// refuse returns a failure that another attempt cannot mend.
func refuse(phrase string) error { return fail(chat.ProviderRejected, 0, phrase) }

// fail returns a ProviderError under a fixed phrase.
func fail(kind chat.ProviderFailure, status int, phrase string) error {
	return fmt.Errorf("%s: %w", phrase, &chat.ProviderError{Kind: kind, Status: status})
}

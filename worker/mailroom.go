package worker

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"time"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/letters"
	"github.com/innconnect/innconnect/internal/panellink"
)

// Mails keeps what causes mails, and the mails.
type Mails interface {
	QueueAlertMails(ctx context.Context, write func(chat.AlertDigest) (chat.Mail, error)) error
	QueueReplyMails(ctx context.Context, write func(chat.ReplyDigest) (chat.Mail, error)) error
	QueueLinkMails(ctx context.Context, write func(chat.LinkLetter) (chat.Mail, error)) error
	QueueSecurityMails(ctx context.Context, write func(chat.SecurityNotice) (chat.Mail, error)) error
	ListMailsToHand(ctx context.Context, age time.Duration, limit int) ([]chat.Mail, error)
	MarkMailHanded(ctx context.Context, siteID, mailID string) error
}

// Post has a mail sent. Doing it again while it is being sent changes nothing.
type Post interface {
	Start(ctx context.Context, m chat.Mail) error
}

// Mailroom writes the mails that are due and hands all that are queued to their
// workflows. Whoever causes a mail does so in the database alone, so that a mail
// is sent if and only if what causes it was committed. Any number of processes
// may run one.
type Mailroom struct {
	Mails     Mails
	Post      Post
	PublicURL string // where people reach the API; "" when that is not known
	Log       *slog.Logger

	// TellUsers has users told of changes of how they sign in: where mails of the
	// installation can be sent.
	TellUsers bool
}

const (
	mailroomEvery   = 3 * time.Second
	mailroomTimeout = 30 * time.Second
	handMost        = 100
	// A mail whose workflow was started longer ago and that is still queued is
	// handed over again: its workflow may have been terminated.
	handAgain = time.Hour
)

// Run works until ctx ends.
func (m Mailroom) Run(ctx context.Context) {
	repeat(ctx, mailroomEvery, func() {
		if err := m.Once(ctx); err != nil && ctx.Err() == nil {
			m.Log.Warn("write and hand over mails", "error", err)
		}
	})
}

// Once writes what is due now and hands over what is queued.
func (m Mailroom) Once(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, mailroomTimeout)
	defer cancel()
	failed := errors.Join(m.Mails.QueueAlertMails(ctx, m.alert), m.Mails.QueueReplyMails(ctx, reply))
	if m.PublicURL != "" {
		failed = errors.Join(failed, m.Mails.QueueLinkMails(ctx, m.link))
	}
	if m.TellUsers {
		failed = errors.Join(failed, m.Mails.QueueSecurityMails(ctx, security))
	}
	return errors.Join(failed, m.handOver(ctx))
}

func (m Mailroom) handOver(ctx context.Context) error {
	mails, err := m.Mails.ListMailsToHand(ctx, handAgain, handMost)
	if err != nil {
		return err
	}
	for _, mail := range mails {
		if err := m.Post.Start(ctx, mail); err != nil {
			return err
		}
		if err := m.Mails.MarkMailHanded(ctx, mail.SiteID, mail.ID); err != nil {
			return err
		}
	}
	return nil
}

func (m Mailroom) alert(d chat.AlertDigest) (chat.Mail, error) {
	a := letters.Alert{Language: d.Language, SiteName: d.SiteName, InboxURL: m.panel("")}
	for _, i := range d.Items {
		a.Items = append(a.Items, letters.AlertItem{
			Step: i.Step, Reason: i.Reason, Waiting: i.Waiting, FirstWords: i.FirstWords, URL: m.panel("/inbox/" + i.SessionID),
		})
	}
	return mailOf(a.Letter())
}

func reply(d chat.ReplyDigest) (chat.Mail, error) {
	r := letters.Reply{Language: d.Language, SiteName: d.SiteName, URL: chat.PageOfSite(d.PageURL, d.Origins)}
	for _, m := range d.Messages {
		r.Messages = append(r.Messages, letters.ReplyMessage{From: m.AgentName, Text: m.Content, HTML: m.HTML})
	}
	return mailOf(r.Letter())
}

func (m Mailroom) link(l chat.LinkLetter) (chat.Mail, error) {
	return mailOf(letters.AccountLink{
		Language: l.Language, Kind: l.Kind, Name: l.Name, URL: panellink.Address(m.PublicURL, l.Kind, l.Token),
	}.Letter())
}

func security(n chat.SecurityNotice) (chat.Mail, error) {
	return mailOf(letters.Security{Language: n.Language, Event: n.Event, Name: n.Name, At: n.At}.Letter())
}

// panel is an address in the admin panel, "" when its own is not known.
func (m Mailroom) panel(place string) string {
	if m.PublicURL == "" {
		return ""
	}
	return strings.TrimSuffix(m.PublicURL, "/") + panellink.Path + place
}

func mailOf(l letters.Letter, err error) (chat.Mail, error) {
	return chat.Mail{Subject: l.Subject, Text: l.Text, HTML: l.HTML}, err
}

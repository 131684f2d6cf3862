package activities

import (
	"cmp"
	"context"
	"log/slog"
	"time"

	"go.temporal.io/sdk/temporal"

	"github.com/innconnect/innconnect/internal/chat"
)

// Mails keeps the mails that are to be sent.
type Mails interface {
	StartMailAttempt(ctx context.Context, siteID, mailID string) (chat.Mail, error)
	MarkMailSent(ctx context.Context, siteID, mailID string) error
	NoteMailFailure(ctx context.Context, siteID, mailID, text string) error
	GiveUpMail(ctx context.Context, siteID, mailID string) error
	FindMailSettings(ctx context.Context, siteID string) (chat.MailSettings, error)
	FindSite(ctx context.Context, siteID string) (chat.Site, error)
	FindContact(ctx context.Context, siteID, sessionID string) (chat.Contact, error)
	QueueMail(ctx context.Context, m chat.Mail) error
}

// Mailer makes one attempt at sending a mail. Failures are a
// *chat.ProviderError whose text is safe to show to staff.
type Mailer interface {
	Send(ctx context.Context, m chat.Mail, site chat.MailSettings) error
}

// RatingLinks makes the address at which a session is rated, "" when there can
// be none. It works for ratinglink.Lifetime.
type RatingLinks interface {
	For(siteID, sessionID string, now time.Time) string
}

// Mailing are the steps that write and send mails.
type Mailing struct {
	Mails       Mails
	Mailer      Mailer
	RatingLinks RatingLinks
	Log         *slog.Logger
}

// MailKey names a mail.
type MailKey struct {
	SiteID string
	MailID string
}

// MailAttempted is the result of an attempt that did not fail.
type MailAttempted struct {
	Step
	Status   chat.MailStatus
	Attempts int
}

// SendMail makes one attempt at sending a queued mail. A mail that was sent
// before is left alone. The one case in which a provider gets a mail twice is an
// attempt whose outcome nobody has written down: the process died, or the
// connection broke, between the provider's acceptance and MarkMailSent. Both
// copies carry the same Message-ID.
func (m *Mailing) SendMail(ctx context.Context, in MailKey) (MailAttempted, error) {
	start := time.Now()
	mail, err := m.Mails.StartMailAttempt(ctx, in.SiteID, in.MailID)
	if err != nil && chat.AsProviderError(err) == nil {
		return MailAttempted{}, coded(err)
	}
	if mail.Status != chat.MailQueued {
		return MailAttempted{Step: since(start), Status: mail.Status, Attempts: mail.Attempts}, nil
	}
	stopHeartbeat := heartbeat(ctx)
	defer stopHeartbeat()
	if err == nil {
		err = m.send(ctx, mail)
	}
	if p := chat.AsProviderError(err); p != nil {
		m.Log.WarnContext(ctx, "mail not sent", "site_id", in.SiteID, "mail_id", in.MailID, "attempt", mail.Attempts, "reason", err.Error())
		if err := m.Mails.NoteMailFailure(ctx, in.SiteID, in.MailID, err.Error()); err != nil {
			return MailAttempted{}, err
		}
		return MailAttempted{}, mailFailed(p)
	}
	if err != nil {
		return MailAttempted{}, coded(err)
	}
	// The provider has it: a caller that goes away must not lose that.
	if err := m.Mails.MarkMailSent(context.WithoutCancel(ctx), in.SiteID, in.MailID); err != nil {
		return MailAttempted{}, err
	}
	return MailAttempted{Step: since(start), Status: chat.MailSent, Attempts: mail.Attempts}, nil
}

func (m *Mailing) send(ctx context.Context, mail chat.Mail) error {
	if mail.SiteID == "" { // the installation's own
		return m.Mailer.Send(ctx, mail, chat.MailSettings{})
	}
	settings, err := m.Mails.FindMailSettings(ctx, mail.SiteID)
	if err != nil {
		return err
	}
	site, err := m.Mails.FindSite(ctx, mail.SiteID)
	if err != nil {
		return err
	}
	settings.FromName = cmp.Or(settings.FromName, site.Name)
	return m.Mailer.Send(ctx, mail, settings)
}

// mailFailed tells the workflow when to try again, if at all. The provider's
// wish is followed: nobody waits in front of a screen.
func mailFailed(p *chat.ProviderError) error {
	if p.Kind == chat.ProviderRejected {
		return temporal.NewNonRetryableApplicationError(p.Error(), string(p.Kind), nil)
	}
	return temporal.NewApplicationErrorWithOptions(p.Error(), string(p.Kind), temporal.ApplicationErrorOptions{
		NextRetryDelay: p.RetryAfter, // 0: the policy's own delay
	})
}

// GiveUpMail marks a mail as failed after its last attempt.
func (m *Mailing) GiveUpMail(ctx context.Context, in MailKey) error {
	return m.Mails.GiveUpMail(ctx, in.SiteID, in.MailID)
}

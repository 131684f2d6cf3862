package store

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/innconnect/innconnect/internal/chat"
)

// FindMailSettings returns how a site's mails are sent, with the key decrypted,
// or chat.ErrNotFound. A key that cannot be decrypted is a *chat.ProviderError:
// no attempt at sending can mend it.
func (s *Store) FindMailSettings(ctx context.Context, siteID string) (chat.MailSettings, error) {
	out, sealed, err := findMailSettings(ctx, s.pool, siteID, "")
	if err != nil || sealed == nil {
		return out, err
	}
	if out.SendGridKey, err = s.seal.Open(sealed); err != nil {
		return chat.MailSettings{}, fmt.Errorf("the site's SendGrid key cannot be read with this INNCONNECT_ENCRYPTION_KEY: %w",
			&chat.ProviderError{Kind: chat.ProviderRejected})
	}
	return out, nil
}

// FindMailDisplay returns a site's mail settings without the key, for those who
// show them, and whether there is one.
func (s *Store) FindMailDisplay(ctx context.Context, siteID string) (out chat.MailSettings, hasKey bool, err error) {
	out, sealed, err := findMailSettings(ctx, s.pool, siteID, "")
	return out, sealed != nil, err
}

// MailSettingsChange is what an owner changes of a site's mails.
type MailSettingsChange struct {
	By          string // the user who changes them; "" for the command line
	SiteID      string
	Change      func(*chat.MailSettings) // gets them without the key; nil for none
	SendGridKey *string                  // the site's own; "" removes it, nil leaves it
}

// UpdateMailSettings changes a site's mail settings in one transaction. Settings
// that are not possible give an error with CodeInvalid; an unknown site is
// chat.ErrNotFound; a key that cannot be stored gives CodeNotConfigured.
func (s *Store) UpdateMailSettings(ctx context.Context, in MailSettingsChange) error {
	return s.inTx(ctx, func(tx pgx.Tx) error {
		before, sealed, err := findMailSettings(ctx, tx, in.SiteID, "for update")
		if err != nil {
			return err
		}
		now := before
		if in.Change != nil {
			in.Change(&now)
		}
		if err := checkMailSettings(now); err != nil {
			return err
		}
		details := mailDifference(before, now)
		if in.SendGridKey != nil {
			if sealed, err = s.sealKey(*in.SendGridKey); err != nil {
				return err
			}
			details["sendgrid_key"] = "set"
			if sealed == nil {
				details["sendgrid_key"] = "removed"
			}
		}
		const query = `
			update site_settings set mail_from = $2, mail_from_name = $3, reply_mail_after_seconds = $4,
			    visitor_mails_per_day = $5, address_mails_per_day = $6, sendgrid_key_sealed = $7, updated_at = now()
			where site_id = $1`
		_, err = tx.Exec(ctx, query, in.SiteID, now.From, now.FromName, int64(now.ReplyAfter/time.Second),
			now.VisitorMailsPerDay, now.AddressMailsPerDay, sealed)
		if err != nil {
			return fmt.Errorf("update mail settings: %w", err)
		}
		return addAudit(ctx, tx, chat.AuditEntry{Action: chat.ActionMailSettings, UserID: in.By, SiteID: in.SiteID, Details: details})
	})
}

// mailDifference says for the audit log what is new.
func mailDifference(before, now chat.MailSettings) map[string]string {
	out := map[string]string{}
	for _, field := range []struct{ name, before, now string }{
		{"from", before.From, now.From},
		{"from_name", before.FromName, now.FromName},
		{"reply_after", before.ReplyAfter.String(), now.ReplyAfter.String()},
		{"visitor_mails_per_day", strconv.Itoa(before.VisitorMailsPerDay), strconv.Itoa(now.VisitorMailsPerDay)},
		{"address_mails_per_day", strconv.Itoa(before.AddressMailsPerDay), strconv.Itoa(now.AddressMailsPerDay)},
	} {
		if field.before != field.now {
			out[field.name] = field.now
		}
	}
	return out
}

// QueueTestMail has a mail of a site sent to the admin who tries its settings,
// and returns it.
func (s *Store) QueueTestMail(ctx context.Context, to chat.User, m chat.Mail) (chat.Mail, error) {
	m.Kind, m.UserID, m.Recipient, m.DedupeKey = chat.MailTest, to.ID, to.Email, "test:"+uuid.NewString()
	var out chat.Mail
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		if err := queueMail(ctx, tx, m); err != nil {
			return err
		}
		rows, err := tx.Query(ctx, `select `+mailColumns+` from mails m where m.site_id = $1 and m.dedupe_key = $2`, m.SiteID, m.DedupeKey)
		if err != nil {
			return fmt.Errorf("find test mail: %w", err)
		}
		if out, err = pgx.CollectExactlyOneRow(rows, scanMail); err != nil {
			return fmt.Errorf("find test mail: %w", err)
		}
		return addAudit(ctx, tx, chat.AuditEntry{Action: chat.ActionMailTested, UserID: to.ID, SiteID: m.SiteID, SubjectID: out.ID})
	})
	return out, err
}

// findMailSettings reads them, with a locking clause in a transaction.
func findMailSettings(ctx context.Context, q querier, siteID, locking string) (out chat.MailSettings, sealed []byte, err error) {
	query := `
		select mail_from, mail_from_name, sendgrid_key_sealed, reply_mail_after_seconds,
		       visitor_mails_per_day, address_mails_per_day
		from site_settings where site_id = $1 ` + locking
	rows, err := q.Query(ctx, query, siteID)
	if err != nil {
		return out, nil, fmt.Errorf("find mail settings: %w", err)
	}
	_, err = pgx.CollectExactlyOneRow(rows, func(row pgx.CollectableRow) (struct{}, error) {
		var after int64
		err := row.Scan(&out.From, &out.FromName, &sealed, &after, &out.VisitorMailsPerDay, &out.AddressMailsPerDay)
		out.ReplyAfter = time.Duration(after) * time.Second
		return struct{}{}, err
	})
	return out, sealed, notFound("find mail settings", err)
}

func checkMailSettings(in chat.MailSettings) error {
	invalid := func(format string, args ...any) error { return chat.Errorf(chat.CodeInvalid, format, args...) }
	if in.From != "" && !chat.IsMailAddress(in.From) {
		return invalid("The sender is one e-mail address without a name, such as help@example.com.")
	}
	if len([]rune(in.FromName)) > 200 || strings.ContainsFunc(in.FromName, unicode.IsControl) {
		return invalid("The sender's name is one line of at most 200 characters.")
	}
	if in.ReplyAfter != 0 && (in.ReplyAfter < time.Minute || in.ReplyAfter > 24*time.Hour) {
		return invalid("Replies are mailed after 1 minute to 24 hours; 0 never mails them.")
	}
	if in.VisitorMailsPerDay < 0 || in.VisitorMailsPerDay > 1_000_000 {
		return invalid("A site sends visitors 0 to 1,000,000 mails a day.")
	}
	if in.AddressMailsPerDay < 0 || in.AddressMailsPerDay > 1000 {
		return invalid("One address gets 0 to 1,000 mails a day.")
	}
	return nil
}

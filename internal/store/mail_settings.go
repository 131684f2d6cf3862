package store

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode"

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

// UpdateMailSettings changes a site's mail settings in one transaction. change
// gets them without the key, which SetSendGridKey changes. Settings that are
// not possible give an error with CodeInvalid; an unknown site is
// chat.ErrNotFound.
func (s *Store) UpdateMailSettings(ctx context.Context, siteID string, change func(*chat.MailSettings)) error {
	return s.inTx(ctx, func(tx pgx.Tx) error {
		in, _, err := findMailSettings(ctx, tx, siteID, "for update")
		if err != nil {
			return err
		}
		change(&in)
		if err := checkMailSettings(in); err != nil {
			return err
		}
		const query = `
			update site_settings set mail_from = $2, mail_from_name = $3, reply_mail_after_seconds = $4,
			    visitor_mails_per_day = $5, address_mails_per_day = $6, updated_at = now()
			where site_id = $1`
		_, err = tx.Exec(ctx, query, siteID, in.From, in.FromName, int64(in.ReplyAfter/time.Second),
			in.VisitorMailsPerDay, in.AddressMailsPerDay)
		if err != nil {
			return fmt.Errorf("update mail settings: %w", err)
		}
		return nil
	})
}

// SetSendGridKey seals and stores a site's own SendGrid key; "" removes it. It
// returns chat.ErrNotFound for an unknown site.
func (s *Store) SetSendGridKey(ctx context.Context, siteID, key string) error {
	var sealed []byte
	if key != "" {
		var err error
		if sealed, err = s.seal.Seal(key); err != nil {
			return fmt.Errorf("seal SendGrid key: %w", err)
		}
	}
	const query = `update site_settings set sendgrid_key_sealed = $2, updated_at = now() where site_id = $1`
	tag, err := s.pool.Exec(ctx, query, siteID, sealed)
	if err != nil {
		return fmt.Errorf("set SendGrid key: %w", err)
	}
	if tag.RowsAffected() == 0 {
		return chat.ErrNotFound
	}
	return nil
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

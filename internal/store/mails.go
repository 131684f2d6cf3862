package store

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/innconnect/innconnect/internal/chat"
)

// QueueMail has a mail sent, once for its dedupe key. A mail to a visitor that
// a cap forbids is stored as failed, so that staff see it and may send it.
func (s *Store) QueueMail(ctx context.Context, m chat.Mail) error {
	return s.inTx(ctx, func(tx pgx.Tx) error { return queueMail(ctx, tx, m) })
}

// queueMail is QueueMail in the transaction that causes the mail. About a
// conversation that was erased nothing is said any more.
func queueMail(ctx context.Context, tx pgx.Tx, m chat.Mail) error {
	if m.SessionID != "" {
		var erased bool
		const look = `select erased_at is not null from sessions where site_id = $1 and id = $2 for share`
		if err := tx.QueryRow(ctx, look, m.SiteID, m.SessionID).Scan(&erased); err != nil {
			return notFound("find session of mail", err)
		}
		if erased {
			return nil
		}
	}
	status, why := chat.MailQueued, ""
	if m.Kind.ToVisitor() {
		var err error
		if why, err = visitorMailCap(ctx, tx, m); err != nil {
			return err
		}
		if why != "" {
			status = chat.MailFailed
		}
	}
	const query = `
		insert into mails (site_id, id, kind, session_id, user_id, recipient, subject, body_text, body_html,
		                   dedupe_key, status, last_error)
		values (nullif($1, '')::uuid, $2, $3, nullif($4, '')::uuid, nullif($5, '')::uuid, $6, $7, $8, $9, $10, $11, $12)
		on conflict do nothing`
	_, err := tx.Exec(ctx, query, m.SiteID, uuid.NewString(), m.Kind, m.SessionID, m.UserID, m.Recipient, m.Subject,
		m.Text, m.HTML, m.DedupeKey, status, why)
	if err != nil {
		return fmt.Errorf("queue mail: %w", err)
	}
	return nil
}

// ratingMailsToAddress is how often in 24 hours one address is asked for a
// rating, however many conversations name it.
const ratingMailsToAddress = 1

// visitorMailCap returns why a mail to a visitor must not go now, "" if it may.
// A visitor can type anybody's address, so the product must not become a way to
// flood one. The lock keeps two transactions from both taking the last place.
func visitorMailCap(ctx context.Context, tx pgx.Tx, m chat.Mail) (string, error) {
	settings, _, err := findMailSettings(ctx, tx, m.SiteID, "for update")
	if err != nil {
		return "", err
	}
	const query = `
		select count(*), count(*) filter (where lower(recipient) = lower($2)),
		       count(*) filter (where lower(recipient) = lower($2) and kind = 'rating')
		from mails
		where site_id = $1 and kind in ('reply', 'rating') and status <> 'failed' and created_at > now() - interval '24 hours'`
	var ofSite, toAddress, ratings int
	if err := tx.QueryRow(ctx, query, m.SiteID, m.Recipient).Scan(&ofSite, &toAddress, &ratings); err != nil {
		return "", fmt.Errorf("count mails: %w", err)
	}
	switch {
	case ofSite >= settings.VisitorMailsPerDay:
		return fmt.Sprintf("the site's %d mails to visitors in 24 hours are used up", settings.VisitorMailsPerDay), nil
	case toAddress >= settings.AddressMailsPerDay:
		return fmt.Sprintf("the %d mails to one address in 24 hours are used up", settings.AddressMailsPerDay), nil
	case m.Kind == chat.MailRating && ratings >= ratingMailsToAddress:
		return "this address has been asked for a rating in the last 24 hours", nil
	}
	return "", nil
}

const mailColumns = `coalesce(m.site_id::text, ''), m.id, m.kind, coalesce(m.session_id::text, ''), coalesce(m.user_id::text, ''), m.recipient,
	m.subject, m.body_text, m.body_html, m.dedupe_key, m.status, m.attempts, m.last_error, m.created_at, m.sent_at`

// isMail picks the mail with the site's id $1, "" for one of the installation,
// and the id $2.
const isMail = `m.site_id is not distinct from nullif($1, '')::uuid and m.id = $2`

func scanMail(row pgx.CollectableRow) (m chat.Mail, err error) {
	return m, row.Scan(mailFields(&m)...)
}

// mailFields are where mailColumns go.
func mailFields(m *chat.Mail) []any {
	return []any{&m.SiteID, &m.ID, &m.Kind, &m.SessionID, &m.UserID, &m.Recipient,
		&m.Subject, &m.Text, &m.HTML, &m.DedupeKey, &m.Status, &m.Attempts, &m.LastError, &m.CreatedAt, &m.SentAt}
}

// ListMailsToHand returns queued mails of any site, oldest first, that no
// workflow was started for, or whose workflow was started longer than age ago:
// one that was terminated is then started again.
func (s *Store) ListMailsToHand(ctx context.Context, age time.Duration, limit int) ([]chat.Mail, error) {
	const query = `
		select ` + mailColumns + ` from mails m
		where m.status = 'queued' and (m.handed_at is null or m.handed_at < now() - make_interval(secs => $1))
		order by m.created_at limit $2`
	rows, err := s.pool.Query(ctx, query, age.Seconds(), limit)
	if err != nil {
		return nil, fmt.Errorf("list mails to hand over: %w", err)
	}
	mails, err := pgx.CollectRows(rows, scanMail)
	if err != nil {
		return nil, fmt.Errorf("list mails to hand over: %w", err)
	}
	return mails, nil
}

// MarkMailHanded notes that a mail's workflow has been started.
func (s *Store) MarkMailHanded(ctx context.Context, siteID, mailID string) error {
	return s.changeMail(ctx, `update mails m set handed_at = now() where `+isMail, siteID, mailID)
}

// StartMailAttempt counts another attempt at sending a mail and returns it. A
// mail that is no longer queued is returned as it is, and must not be sent. A mail
// whose texts cannot be decrypted comes with a *chat.ProviderError: no attempt
// can mend it.
func (s *Store) StartMailAttempt(ctx context.Context, siteID, mailID string) (chat.Mail, error) {
	const query = `
		update mails m set attempts = attempts + case when status = 'queued' then 1 else 0 end
		where ` + isMail + ` returning m.body_sealed, ` + mailColumns
	rows, err := s.pool.Query(ctx, query, siteID, mailID)
	if err != nil {
		return chat.Mail{}, fmt.Errorf("start mail attempt: %w", err)
	}
	var sealed []byte
	m, err := pgx.CollectExactlyOneRow(rows, func(row pgx.CollectableRow) (m chat.Mail, err error) {
		return m, row.Scan(append([]any{&sealed}, mailFields(&m)...)...)
	})
	if err == nil && sealed != nil {
		err = s.openTexts(sealed, &m)
	}
	return m, notFound("start mail attempt", err)
}

// FindMail returns a mail of the site, or chat.ErrNotFound.
func (s *Store) FindMail(ctx context.Context, siteID, mailID string) (chat.Mail, error) {
	rows, err := s.pool.Query(ctx, `select `+mailColumns+` from mails m where m.site_id = $1 and m.id = $2`, siteID, mailID)
	if err != nil {
		return chat.Mail{}, fmt.Errorf("find mail: %w", err)
	}
	m, err := pgx.CollectExactlyOneRow(rows, scanMail)
	return m, notFound("find mail", err)
}

// MarkMailSent notes that the provider has accepted a mail. Texts with a link
// that lets in are gone with that.
func (s *Store) MarkMailSent(ctx context.Context, siteID, mailID string) error {
	const query = `
		update mails m set status = 'sent', sent_at = now(), last_error = '', body_sealed = null
		where ` + isMail + ` and m.status = 'queued'`
	return s.changeMail(ctx, query, siteID, mailID)
}

// NoteMailFailure keeps why an attempt failed; the mail stays queued. text is
// safe to show.
func (s *Store) NoteMailFailure(ctx context.Context, siteID, mailID, text string) error {
	return s.changeMail(ctx, `update mails m set last_error = $3 where `+isMail+` and m.status = 'queued'`, siteID, mailID, text)
}

// GiveUpMail marks a queued mail as failed; its last error says why.
func (s *Store) GiveUpMail(ctx context.Context, siteID, mailID string) error {
	return s.changeMail(ctx, `update mails m set status = 'failed' where `+isMail+` and m.status = 'queued'`, siteID, mailID)
}

func (s *Store) changeMail(ctx context.Context, query string, args ...any) error {
	if _, err := s.pool.Exec(ctx, query, args...); err != nil {
		return fmt.Errorf("change mail: %w", err)
	}
	return nil
}

// Texts of mails are removed when they are no longer needed: of mails that were
// sent after mailTextsKept, and those with a link when the link has expired.
const mailTextsKept = 30 * 24 * time.Hour

// removeMailTexts removes at most limit texts of each kind and tells whether
// there may be more.
func (s *Store) removeMailTexts(ctx context.Context, limit int) (more bool, err error) {
	const sent = `
		update mails set body_text = '', body_html = '' where id = any (array(
		    select id from mails where body_text <> '' and sent_at <= now() - $1::interval limit $2 for update skip locked))`
	const sealed = `
		update mails set body_sealed = null where id = any (array(
		    select id from mails where body_sealed is not null and created_at <= now() - $1::interval and kind = $3
		    limit $2 for update skip locked))`
	for _, step := range []struct {
		query string
		args  []any
	}{
		{sent, []any{mailTextsKept, limit}},
		{sealed, []any{chat.LinkInvitation.Lasts(), limit, chat.LinkInvitation}},
		{sealed, []any{chat.LinkPasswordReset.Lasts(), limit, chat.LinkPasswordReset}},
	} {
		removed, err := s.pool.Exec(ctx, step.query, step.args...)
		if err != nil {
			return false, fmt.Errorf("remove texts of mails: %w", err)
		}
		more = more || removed.RowsAffected() == int64(limit)
	}
	return more, nil
}

package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/innconnect/innconnect/internal/chat"
)

// MailFilter picks mails. Zero values pick all.
type MailFilter struct {
	SiteID    string
	Kind      chat.MailKind
	Status    chat.MailStatus
	SessionID string
	After     string // the next page's cursor, as the page before gave it
	Limit     int    // 1 to MaxPage
}

// visibleMails holds of a mail m that the user, $1, may see: those of their
// sites, and an admin those of the installation.
const visibleMails = `(m.site_id in ` + visibleSites + ` or m.site_id is null and exists (
	select from users u where u.id = $1 and u.role = 'admin' and u.disabled_at is null))`

// ListMails returns a page of the mails that the user may see, newest first and without their texts, and the cursor of the page that
// follows, "" at the end. It returns CodeInvalid for an After that no page
// returned.
func (s *Store) ListMails(ctx context.Context, userID string, f MailFilter) ([]chat.Mail, string, error) {
	after, err := parseCursor(f.After, newestFirst())
	if err != nil {
		return nil, "", err
	}
	limit := min(max(f.Limit, 1), MaxPage)
	w := where{args: []any{userID}} // visibleSites reads $1
	if f.SiteID != "" {
		w.and("m.site_id = %s", f.SiteID)
	}
	if f.Kind != "" {
		w.and("m.kind = %s", f.Kind)
	}
	if f.Status != "" {
		w.and("m.status = %s", f.Status)
	}
	if f.SessionID != "" {
		w.and("m.session_id = %s", f.SessionID)
	}
	w.and("(m.created_at, m.id) < (%s, %s)", after.at, after.id)
	query := `select ` + mailColumns + ` from mails m where ` + visibleMails + ` and ` + w.String() +
		` order by m.created_at desc, m.id desc limit ` + w.arg(limit+1)
	rows, err := s.pool.Query(ctx, query, w.args...)
	if err != nil {
		return nil, "", fmt.Errorf("list mails: %w", err)
	}
	found, err := pgx.CollectRows(rows, scanMail)
	if err != nil {
		return nil, "", fmt.Errorf("list mails: %w", err)
	}
	page, next := pageOf(found, limit, func(m chat.Mail) cursor { return cursor{m.CreatedAt, m.ID} })
	for i := range page {
		page[i].Text, page[i].HTML = "", ""
	}
	return page, next, nil
}

// RetryMail has a failed mail that the user may see sent again, and returns it.
// Any other mail stays as it is. It returns chat.ErrNotFound for one that is not
// there, and CodeLinkInvalid for one whose link has expired.
func (s *Store) RetryMail(ctx context.Context, userID, mailID string) (chat.Mail, error) {
	var out chat.Mail
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `select m.body_sealed is not null, `+mailColumns+` from mails m
			where `+visibleMails+` and m.id = $2 for update of m`, userID, mailID)
		if err != nil {
			return err
		}
		var sealed bool
		out, err = pgx.CollectExactlyOneRow(rows, func(row pgx.CollectableRow) (m chat.Mail, err error) {
			return m, row.Scan(append([]any{&sealed}, mailFields(&m)...)...)
		})
		if err != nil || out.Status != chat.MailFailed {
			return err
		}
		if out.Text == "" && !sealed {
			return errLinkInvalid
		}
		out.Status = chat.MailQueued
		const query = `update mails m set status = 'queued', handed_at = null where ` + isMail
		if _, err := tx.Exec(ctx, query, out.SiteID, out.ID); err != nil {
			return err
		}
		return addAudit(ctx, tx, chat.AuditEntry{
			Action: chat.ActionMailRetried, UserID: userID, SiteID: out.SiteID, SessionID: out.SessionID, SubjectID: out.ID,
		})
	})
	if errors.Is(err, pgx.ErrNoRows) {
		return chat.Mail{}, chat.ErrNotFound
	}
	if err != nil {
		return chat.Mail{}, fmt.Errorf("retry mail: %w", err)
	}
	return out, nil
}

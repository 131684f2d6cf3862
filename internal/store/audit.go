package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/innconnect/innconnect/internal/chat"
)

// addAudit keeps what a user did, in the transaction that does it.
func addAudit(ctx context.Context, tx pgx.Tx, e chat.AuditEntry) error {
	if e.Details == nil {
		e.Details = map[string]string{}
	}
	const query = `
		insert into audit_log (site_id, user_id, action, session_id, subject_id, details)
		values (nullif($1, '')::uuid, nullif($2, '')::uuid, $3, nullif($4, '')::uuid, nullif($5, '')::uuid, $6)`
	if _, err := tx.Exec(ctx, query, e.SiteID, e.UserID, e.Action, e.SessionID, e.SubjectID, e.Details); err != nil {
		return fmt.Errorf("add to audit log: %w", err)
	}
	return nil
}

// addAgentAudit keeps what a user did to a session.
func addAgentAudit(ctx context.Context, tx pgx.Tx, in chat.AgentKey, action chat.Action, details map[string]string) error {
	return addAudit(ctx, tx, chat.AuditEntry{
		Action: action, UserID: in.AgentID, SiteID: in.SiteID, SessionID: in.SessionID, Details: details,
	})
}

// AuditFilter picks entries of the audit log. Zero values pick all.
type AuditFilter struct {
	SiteID    string
	UserID    string // who did it
	Action    chat.Action
	SessionID string
	After     string // the next page's cursor, as the page before gave it
	Limit     int    // 1 to MaxPage
}

// ListAudit returns a page of the audit log, newest first, and the cursor of
// the page that follows, "" at the end. It returns CodeInvalid for an After
// that no page returned.
func (s *Store) ListAudit(ctx context.Context, f AuditFilter) ([]chat.AuditEntry, string, error) {
	after, err := parseCursor(f.After, newestFirst())
	if err != nil {
		return nil, "", err
	}
	limit := min(max(f.Limit, 1), MaxPage)
	var w where
	if f.SiteID != "" {
		w.and("a.site_id = %s", f.SiteID)
	}
	if f.UserID != "" {
		w.and("a.user_id = %s", f.UserID)
	}
	if f.Action != "" {
		w.and("a.action = %s", f.Action)
	}
	if f.SessionID != "" {
		w.and("a.session_id = %s", f.SessionID)
	}
	w.and("(a.created_at, a.id) < (%s, %s)", after.at, after.id)
	query := `
		select a.id, a.action, coalesce(a.user_id::text, ''), coalesce(u.email, ''), coalesce(a.site_id::text, ''),
		       coalesce(a.session_id::text, ''), coalesce(a.subject_id::text, ''), a.details, a.created_at
		from audit_log a left join users u on u.id = a.user_id
		where ` + w.String() + ` order by a.created_at desc, a.id desc limit ` + w.arg(limit+1)
	rows, err := s.pool.Query(ctx, query, w.args...)
	if err != nil {
		return nil, "", fmt.Errorf("list audit log: %w", err)
	}
	found, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (e chat.AuditEntry, err error) {
		return e, row.Scan(&e.ID, &e.Action, &e.UserID, &e.UserEmail, &e.SiteID, &e.SessionID, &e.SubjectID, &e.Details, &e.CreatedAt)
	})
	if err != nil {
		return nil, "", fmt.Errorf("list audit log: %w", err)
	}
	page, next := pageOf(found, limit, func(e chat.AuditEntry) cursor { return cursor{e.CreatedAt, e.ID} })
	return page, next, nil
}

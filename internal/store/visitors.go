package store

import (
	"context"
	"fmt"
)

// RecordVisitor notes that a visitor's client sent this id itself, so that from
// now on the visitor's sessions open only with it.
func (s *Store) RecordVisitor(ctx context.Context, siteID, visitorID string) error {
	const query = `
		insert into visitors (site_id, id, sends_id) values ($1, $2, true)
		on conflict (site_id, id) do update set sends_id = true, last_seen_at = now()`
	if _, err := s.pool.Exec(ctx, query, siteID, visitorID); err != nil {
		return fmt.Errorf("record visitor: %w", err)
	}
	return nil
}

// VisitorSendsID tells whether RecordVisitor was called for the visitor. It
// returns chat.ErrNotFound for an unknown one.
func (s *Store) VisitorSendsID(ctx context.Context, siteID, visitorID string) (bool, error) {
	var sends bool
	err := s.pool.QueryRow(ctx, `select sends_id from visitors where site_id = $1 and id = $2`, siteID, visitorID).Scan(&sends)
	return sends, notFound("find visitor", err)
}

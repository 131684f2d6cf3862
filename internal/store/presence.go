package store

import (
	"context"
	"fmt"

	"github.com/innconnect/innconnect/internal/chat"
)

// SeeVisitor notes that the visitor's client has just asked for something, and
// so is there and has what people wrote before.
func (s *Store) SeeVisitor(ctx context.Context, siteID, sessionID string) error {
	const query = `
		update sessions set visitor_seen_at = now(), replies_unseen_since = null
		where site_id = $1 and id = $2`
	if _, err := s.pool.Exec(ctx, query, siteID, sessionID); err != nil {
		return fmt.Errorf("see visitor: %w", err)
	}
	return nil
}

// KeepVisitor notes that the visitor's client holds a stream open, at most once
// in chat.PresenceEvery. What was written to the stream is not known to have
// arrived: a client that sleeps, or has lost its network, holds one open, too.
func (s *Store) KeepVisitor(ctx context.Context, siteID, sessionID string) error {
	const query = `
		update sessions set visitor_seen_at = now()
		where site_id = $1 and id = $2 and (visitor_seen_at is null or visitor_seen_at < now() - make_interval(secs => $3))`
	if _, err := s.pool.Exec(ctx, query, siteID, sessionID, chat.PresenceEvery.Seconds()); err != nil {
		return fmt.Errorf("keep visitor: %w", err)
	}
	return nil
}

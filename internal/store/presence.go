package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/innconnect/innconnect/internal/chat"
)

// SeeVisitor notes that the visitor's client has just asked for something, and
// so is there and has what people wrote before. Staff are told when that is new.
func (s *Store) SeeVisitor(ctx context.Context, siteID, sessionID string) error {
	return s.inTx(ctx, func(tx pgx.Tx) error {
		const query = `
			update sessions s set visitor_seen_at = now(), replies_unseen_since = null
			from (select replies_unseen_since is not null as unseen from sessions where site_id = $1 and id = $2 for update) before
			where s.site_id = $1 and s.id = $2
			returning before.unseen`
		var unseen bool
		if err := tx.QueryRow(ctx, query, siteID, sessionID).Scan(&unseen); err != nil {
			return notFound("see visitor", err)
		}
		if !unseen {
			return nil
		}
		return addInboxEvent(ctx, tx, chat.InboxEvent{SiteID: siteID, SessionID: sessionID, Kind: chat.InboxChanged})
	})
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

package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/innconnect/innconnect/internal/chat"
)

// SetPriority notes how soon a session wants a person. It returns
// chat.ErrNotFound.
func (s *Store) SetPriority(ctx context.Context, in chat.AgentKey, priority chat.Priority) error {
	return s.inTx(ctx, func(tx pgx.Tx) error {
		var before chat.Priority
		const lock = `select priority from sessions where site_id = $1 and id = $2 for update`
		if err := tx.QueryRow(ctx, lock, in.SiteID, in.SessionID).Scan(&before); err != nil {
			return notFound("find session", err)
		}
		if before == priority {
			return nil
		}
		const update = `update sessions set priority = $3 where site_id = $1 and id = $2`
		if _, err := tx.Exec(ctx, update, in.SiteID, in.SessionID, priority); err != nil {
			return fmt.Errorf("set priority: %w", err)
		}
		return tellStaff(ctx, tx, in, chat.ActionPrioritySet, map[string]string{"priority": string(priority)})
	})
}

// raisePriority raises a session's priority to the given one where it is one of
// from. What was raised is told with the event that raised it.
func raisePriority(ctx context.Context, tx pgx.Tx, siteID, sessionID string, to chat.Priority, from ...chat.Priority) error {
	const query = `update sessions set priority = $3 where site_id = $1 and id = $2 and priority = any($4)`
	if _, err := tx.Exec(ctx, query, siteID, sessionID, to, from); err != nil {
		return fmt.Errorf("raise priority: %w", err)
	}
	return nil
}

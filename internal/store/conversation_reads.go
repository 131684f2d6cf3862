package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/innconnect/innconnect/internal/chat"
)

// unreadMessages are the visitor's messages of a session s that the user of the
// reads c has not seen.
const unreadMessages = `messages m
	where m.site_id = s.site_id and m.session_id = s.id and m.role = 'visitor' and m.seq > coalesce(c.seq, 0)`

// MarkSeen notes that a user has read a session's messages up to seq, and what
// they were told of it. Of the person who has the session it also renews the
// lease. It returns chat.ErrNotFound.
func (s *Store) MarkSeen(ctx context.Context, in chat.AgentKey, seq int64) error {
	return s.inTx(ctx, func(tx pgx.Tx) error {
		now, err := lockStanding(ctx, tx, in.SiteID, in.SessionID)
		if err != nil {
			return err
		}
		if now.AgentID == in.AgentID {
			if err := renewLease(ctx, tx, in, seq); err != nil {
				return err
			}
		}
		return markSeen(ctx, tx, in, seq)
	})
}

// markSeen notes what a user has read and tells the user's other windows.
func markSeen(ctx context.Context, tx pgx.Tx, in chat.AgentKey, seq int64) error {
	const query = `
		insert into conversation_reads as c (site_id, session_id, user_id, seq)
		select $1, $2, $3, least($4, last_seq) from sessions where site_id = $1 and id = $2
		on conflict (site_id, session_id, user_id) do update set seq = excluded.seq
		where c.seq < excluded.seq`
	tag, err := tx.Exec(ctx, query, in.SiteID, in.SessionID, in.AgentID, seq)
	if err != nil {
		return fmt.Errorf("mark as read: %w", err)
	}
	told, err := markTold(ctx, tx, in)
	if err != nil {
		return err
	}
	switch {
	case tag.RowsAffected() > 0:
		return addInboxEvent(ctx, tx, chat.InboxEvent{
			SiteID: in.SiteID, SessionID: in.SessionID, Kind: chat.InboxSeen, UserID: in.AgentID,
		})
	case told:
		return notify(ctx, tx, InboxTopic)
	}
	return nil // read before
}

package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/innconnect/innconnect/internal/chat"
)

// SetReaction stores the visitor's reaction to a message of the assistant or of
// an agent; "" takes it back. It returns chat.ErrNotFound for an unknown
// message, chat.ErrSessionClosed when its session has ended and CodeInvalid for
// a message that cannot be reacted to.
func (s *Store) SetReaction(ctx context.Context, siteID, messageID string, reaction chat.Reaction, key IdempotencyKey) error {
	return s.inTx(ctx, func(tx pgx.Tx) error {
		_, err := once(ctx, tx, siteID, "set_reaction", key, func() (chat.Reaction, error) {
			return reaction, setReaction(ctx, tx, siteID, messageID, reaction)
		})
		return err
	})
}

func setReaction(ctx context.Context, tx pgx.Tx, siteID, messageID string, reaction chat.Reaction) error {
	const find = `
		select m.role, s.status from messages m
		join sessions s on s.site_id = m.site_id and s.id = m.session_id
		where m.site_id = $1 and m.id = $2 for update of s`
	var role chat.Role
	var status chat.Status
	if err := tx.QueryRow(ctx, find, siteID, messageID).Scan(&role, &status); err != nil {
		return notFound("find message", err)
	}
	if role != chat.RoleAssistant && role != chat.RoleAgent {
		return chat.Errorf(chat.CodeInvalid, "Only answers can be reacted to.")
	}
	if status == chat.StatusClosed {
		return chat.ErrSessionClosed
	}
	const before = `select updated_at as at from reactions where site_id = @site and message_id = @message`
	if _, err := tx.Exec(ctx, markDays(before), pgx.NamedArgs{"site": siteID, "message": messageID}); err != nil {
		return fmt.Errorf("mark day of earlier reaction: %w", err)
	}
	if reaction == "" {
		if _, err := tx.Exec(ctx, `delete from reactions where site_id = $1 and message_id = $2`, siteID, messageID); err != nil {
			return fmt.Errorf("remove reaction: %w", err)
		}
		return queueAnswered(ctx, tx, siteID, messageID)
	}
	const upsert = `
		insert into reactions (site_id, message_id, value) values ($1, $2, $3)
		on conflict (site_id, message_id) do update set value = excluded.value, updated_at = now()`
	if _, err := tx.Exec(ctx, upsert, siteID, messageID, reaction); err != nil {
		return fmt.Errorf("set reaction: %w", err)
	}
	return queueAnswered(ctx, tx, siteID, messageID)
}

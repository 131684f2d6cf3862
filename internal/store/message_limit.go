package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/innconnect/innconnect/internal/chat"
)

// messageWindow is the time within which a session takes
// chat.MessagesPerMinute messages of its visitor.
const messageWindow = time.Minute

// messageQuota tells how many messages a session may still take, from those
// that are stored. Whoever holds the session's row lock can rely on it: it is
// exact for any number of processes and survives them.
func messageQuota(ctx context.Context, tx pgx.Tx, siteID, sessionID string) (chat.Quota, error) {
	const query = `
		select count(*), coalesce(extract(epoch from min(created_at) + $3::interval - now()), 0)::float8
		from messages
		where site_id = $1 and session_id = $2 and role = 'visitor' and created_at > now() - $3::interval`
	var used int
	var reset float64
	if err := tx.QueryRow(ctx, query, siteID, sessionID, messageWindow).Scan(&used, &reset); err != nil {
		return chat.Quota{}, fmt.Errorf("count messages: %w", err)
	}
	return chat.Quota{
		Limit: chat.MessagesPerMinute, Remaining: max(chat.MessagesPerMinute-used, 0), Reset: seconds(reset),
	}, nil
}

// takeMessage returns what is left after one more message.
func takeMessage(q chat.Quota) (chat.Quota, error) {
	if q.Remaining == 0 {
		return q, &chat.Error{
			Code: chat.CodeTooManyRequests, Message: "That was a lot of messages within a minute. Please wait a moment.",
			RetryAfter: q.Reset, Quota: &q,
		}
	}
	if q.Remaining == q.Limit {
		q.Reset = messageWindow
	}
	q.Remaining--
	return q, nil
}

func seconds(n float64) time.Duration { return time.Duration(n * float64(time.Second)) }

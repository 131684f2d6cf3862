package store

import (
	"context"
	"fmt"
	"time"

	"github.com/innconnect/innconnect/internal/chat"
)

// keysKept is how long a request can be repeated under its key. The contract
// names it.
const keysKept = 48 * time.Hour

// linkRequestsKept is how long a request waits for a mailroom. Whoever asked has
// asked again by then.
const linkRequestsKept = time.Hour

// securityNoticesKept is how long a notice waits for a mailroom that can send it.
const securityNoticesKept = 24 * time.Hour

// RemoveExpired removes what has run out, at most limit rows of each kind, and
// tells whether there may be more. Any number of processes may call it at once.
func (s *Store) RemoveExpired(ctx context.Context, limit int) (more bool, err error) {
	for _, expired := range []struct {
		table, since string
		kept         time.Duration
	}{
		{"idempotency_keys", "created_at", keysKept},
		{"usage_counters", "window_ends_at", 0},
		{"login_attempts", "window_ends_at", 0},
		{"user_sessions", "expires_at", 0},
		{"conversation_presence", "there_until", 0},
		{"sign_in_challenges", "expires_at", 0},
		{"user_links", "expires_at", 0},
		{"link_requests", "created_at", linkRequestsKept},
		{"security_notices", "created_at", securityNoticesKept},
		{"site_preview_keys", "expires_at", 0},
		{"visits", "created_at", chat.VisitsKept},
		{"conversions", "created_at", chat.VisitsKept},
		{"imports", "created_at", chat.ImportsKept},
	} {
		query := fmt.Sprintf(`delete from %[1]s where ctid = any (array(
			select ctid from %[1]s where %[2]s <= now() - $1::interval limit $2 for update skip locked))`, expired.table, expired.since)
		removed, err := s.pool.Exec(ctx, query, expired.kept, limit)
		if err != nil {
			return false, fmt.Errorf("remove expired %s: %w", expired.table, err)
		}
		more = more || removed.RowsAffected() == int64(limit)
	}
	for _, remove := range []func(context.Context, int) (bool, error){s.removeMailTexts, s.removeOldInbox} {
		again, err := remove(ctx, limit)
		if err != nil {
			return false, err
		}
		more = more || again
	}
	return more, nil
}

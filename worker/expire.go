package worker

import (
	"context"
	"log/slog"
	"time"
)

// Expiring removes what has run out.
type Expiring interface {
	RemoveExpired(ctx context.Context, limit int) (more bool, err error)
}

const (
	expireEvery   = time.Minute
	expireMost    = 1000 // rows of a kind in one statement, which holds locks
	expireTimeout = 30 * time.Second
)

// Expire removes idempotency keys, counters of limits, sessions of staff and
// visits that have run out, until ctx ends. Any number of processes may do it.
func Expire(ctx context.Context, from Expiring, log *slog.Logger) {
	repeat(ctx, expireEvery, func() {
		if err := ExpireOnce(ctx, from); err != nil && ctx.Err() == nil {
			log.Warn("remove what has run out", "error", err)
		}
	})
}

// ExpireOnce removes all that has run out, in batches.
func ExpireOnce(ctx context.Context, from Expiring) error {
	ctx, cancel := context.WithTimeout(ctx, expireTimeout)
	defer cancel()
	for {
		more, err := from.RemoveExpired(ctx, expireMost)
		if err != nil || !more {
			return err
		}
	}
}

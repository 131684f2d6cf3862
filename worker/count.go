package worker

import (
	"context"
	"log/slog"
	"time"
)

// Counting counts what happened on days that are over.
type Counting interface {
	CountDays(ctx context.Context, limit int) (more bool, err error)
}

const (
	countEvery   = 5 * time.Minute
	countMost    = 10 // days of a site in one transaction
	countTimeout = 4 * time.Minute
)

// Count counts days that are over, and anew those that changed since, until ctx
// ends. The analytics read them, and count by themselves what is missing. Any
// number of processes may do it.
func Count(ctx context.Context, in Counting, log *slog.Logger) {
	repeat(ctx, countEvery, func() {
		if err := CountOnce(ctx, in); err != nil && ctx.Err() == nil {
			log.Warn("count days", "error", err)
		}
	})
}

// CountOnce counts all that is over, in batches.
func CountOnce(ctx context.Context, in Counting) error {
	ctx, cancel := context.WithTimeout(ctx, countTimeout)
	defer cancel()
	for {
		more, err := in.CountDays(ctx, countMost)
		if err != nil || !more {
			return err
		}
	}
}

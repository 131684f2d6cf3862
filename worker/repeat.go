package worker

import (
	"context"
	"time"
)

// repeat calls f now and then every period until ctx ends.
func repeat(ctx context.Context, period time.Duration, f func()) {
	tick := time.NewTicker(period)
	defer tick.Stop()
	for {
		f()
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

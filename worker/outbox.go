package worker

import (
	"context"
	"log/slog"
	"time"
)

// Outbox is a folder that keeps mails in development.
type Outbox interface {
	RemoveOld() error
}

const outboxEvery = time.Hour

// KeepOutboxShort removes old mails until ctx ends.
func KeepOutboxShort(ctx context.Context, box Outbox, log *slog.Logger) {
	repeat(ctx, outboxEvery, func() {
		if err := box.RemoveOld(); err != nil {
			log.Warn("remove old mails from the outbox", "error", err)
		}
	})
}

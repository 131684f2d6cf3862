package worker

import (
	"context"
	"log/slog"
	"time"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/workflows"
)

// Stranded lists messages that were stored but may never have reached their
// workflow, because an API process died in between.
type Stranded interface {
	ListStranded(ctx context.Context, age time.Duration, limit int) ([]chat.Message, error)
}

// HandOver hands a message to its session's workflow. Doing it again changes
// nothing.
type HandOver interface {
	HandOver(ctx context.Context, in workflows.SendMessage) error
}

const (
	sweepEvery   = 15 * time.Second
	strandedAge  = 20 * time.Second // younger ones are being handed over by the API
	strandedMost = 100
	sweepTimeout = 10 * time.Second
)

// Sweep hands stranded messages over until ctx ends, so that a message the API
// accepted is answered without its visitor doing anything. Any number of
// processes may sweep.
func Sweep(ctx context.Context, from Stranded, to HandOver, log *slog.Logger) {
	repeat(ctx, sweepEvery, func() {
		if err := SweepOnce(ctx, from, to, strandedAge); err != nil && ctx.Err() == nil {
			log.Warn("sweep for stranded messages", "error", err)
		}
	})
}

// SweepOnce hands over the messages that are older than age.
func SweepOnce(ctx context.Context, from Stranded, to HandOver, age time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, sweepTimeout)
	defer cancel()
	messages, err := from.ListStranded(ctx, age, strandedMost)
	if err != nil {
		return err
	}
	for _, m := range messages {
		in := workflows.SendMessage{SiteID: m.SiteID, SessionID: m.SessionID, MessageID: m.ID}
		if err := to.HandOver(ctx, in); err != nil && chat.CodeOf(err) != chat.CodeSessionClosed {
			return err
		}
	}
	return nil
}

package worker

import (
	"context"
	"log/slog"
	"time"

	"github.com/innconnect/innconnect/internal/chat"
)

// QueuedMails lists mails that no workflow sends yet.
type QueuedMails interface {
	ListMailsToHand(ctx context.Context, age time.Duration, limit int) ([]chat.Mail, error)
	MarkMailHanded(ctx context.Context, siteID, mailID string) error
}

// Post has a mail sent. Doing it again while it is being sent changes nothing.
type Post interface {
	Start(ctx context.Context, m chat.Mail) error
}

const (
	postEvery   = 3 * time.Second
	postMost    = 100
	postTimeout = 30 * time.Second
	// A mail whose workflow was started longer ago and that is still queued is
	// handed over again: its workflow may have been terminated.
	postAgain = time.Hour
)

// DeliverMails hands queued mails to their workflows until ctx ends. Whoever
// queues a mail does so in the database alone, so that a mail is sent if and
// only if what causes it was committed. Any number of processes may deliver.
func DeliverMails(ctx context.Context, from QueuedMails, to Post, log *slog.Logger) {
	tick := time.NewTicker(postEvery)
	defer tick.Stop()
	for {
		if err := DeliverMailsOnce(ctx, from, to); err != nil && ctx.Err() == nil {
			log.Warn("hand over mails", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// DeliverMailsOnce hands over the mails that are queued now.
func DeliverMailsOnce(ctx context.Context, from QueuedMails, to Post) error {
	ctx, cancel := context.WithTimeout(ctx, postTimeout)
	defer cancel()
	mails, err := from.ListMailsToHand(ctx, postAgain, postMost)
	if err != nil {
		return err
	}
	for _, m := range mails {
		if err := to.Start(ctx, m); err != nil {
			return err
		}
		if err := from.MarkMailHanded(ctx, m.SiteID, m.ID); err != nil {
			return err
		}
	}
	return nil
}

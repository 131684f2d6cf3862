package worker_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store/storetest"
	"github.com/innconnect/innconnect/worker"
)

// post keeps what it was given, and fails while told to.
type post struct {
	mails []chat.Mail
	fails error
}

func (p *post) Start(_ context.Context, m chat.Mail) error {
	if p.fails == nil {
		p.mails = append(p.mails, m)
	}
	return p.fails
}

func TestAQueuedMailIsHandedOverOnceAlsoWhenTheFirstTryFailed(t *testing.T) {
	st := storetest.New(t)
	ctx := context.Background()
	site := storetest.Site(t, st)
	require.NoError(t, st.QueueMail(ctx, chat.Mail{
		SiteID: site.ID, Kind: chat.MailAlert, Recipient: "agent@example.org", Subject: "S", Text: "T", HTML: "H", DedupeKey: "a"}))
	to := &post{fails: errors.New("Temporal is away")}
	require.Error(t, worker.DeliverMailsOnce(ctx, st, to))
	to.fails = nil
	require.NoError(t, worker.DeliverMailsOnce(ctx, st, to))
	require.NoError(t, worker.DeliverMailsOnce(ctx, st, to))
	require.Len(t, to.mails, 1)
}

package store_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
)

// waits makes a conversation of that priority in which a person is waited for.
func (d *desk) waits(priority chat.Priority, minutes int) string {
	d.Helper()
	session, err := d.CreateSession(context.Background(), store.NewSession{SiteID: d.session.SiteID})
	require.NoError(d, err)
	d.exec(`update sessions set status = 'escalated', escalation_reason = 'keyword', priority = $2, waits = 1,
	        waiting_since = now() - make_interval(mins => $3) where id = $1`, session.ID, priority, minutes)
	return session.ID
}

func TestTheInboxBeginsWithWhatIsUrgentAndOfThatWithTheLongestWait(t *testing.T) {
	d, ctx := newDesk(t), context.Background()
	low := d.waits(chat.PriorityLow, 90)
	normal, normalLonger := d.waits(chat.PriorityNormal, 5), d.waits(chat.PriorityNormal, 60)
	urgent, urgentLonger := d.waits(chat.PriorityUrgent, 1), d.waits(chat.PriorityUrgent, 2)
	high := d.waits(chat.PriorityHigh, 10)
	want := []string{urgentLonger, urgent, high, normalLonger, normal, low}

	var got []string
	for after := ""; ; {
		page, err := d.ListConversations(ctx, d.ann.AgentID, store.ConversationFilter{Order: store.ByPriority, After: after, Limit: 2})
		require.NoError(t, err)
		for _, c := range page.Conversations {
			got = append(got, c.ID)
		}
		if after = page.Next; after == "" {
			break
		}
		d.waits(chat.PriorityUrgent, 120) // a new one comes first and shifts nothing
	}
	require.Equal(t, want, got)

	newest := store.ConversationFilter{Limit: 1}
	page, err := d.ListConversations(ctx, d.ann.AgentID, newest)
	require.NoError(t, err)
	for _, wrong := range []string{page.Next, "0_" + page.Next + "_x", "x_" + page.Next, "-1_" + page.Next, "0_", "0"} {
		_, err := d.ListConversations(ctx, d.ann.AgentID, store.ConversationFilter{Order: store.ByPriority, After: wrong, Limit: 1})
		require.Equal(t, chat.CodeInvalid, chat.CodeOf(err), wrong)
	}
}

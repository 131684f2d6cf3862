package store_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
)

// priority returns the desk's session's, which filters find it by.
func (d *desk) priority() chat.Priority {
	d.Helper()
	found, err := d.FindConversation(context.Background(), d.ann.AgentID, d.session.ID)
	require.NoError(d, err)
	page, err := d.ListConversations(context.Background(), d.ann.AgentID, store.ConversationFilter{Priority: found.Priority, Limit: 10})
	require.NoError(d, err)
	require.Len(d, page.Conversations, 1)
	require.Equal(d, found.Priority, page.Conversations[0].Priority)
	return found.Priority
}

func (d *desk) callSupervisors() {
	d.Helper()
	_, err := d.AddAlert(context.Background(), chat.Alert{SiteID: d.session.SiteID, SessionID: d.session.ID, Number: 1,
		Step: chat.AlertSupervisors}, chat.LadderSupervisors)
	require.NoError(d, err)
}

func TestAKeywordMakesAConversationHighAndALongWaitUrgent(t *testing.T) {
	d := newDesk(t)
	require.Equal(t, chat.PriorityNormal, d.priority())
	d.escalate("1")
	require.Equal(t, chat.PriorityHigh, d.priority())
	d.callSupervisors()
	require.Equal(t, chat.PriorityUrgent, d.priority())
}

func TestWhatStaffCallLowStaysLow(t *testing.T) {
	d, ctx := newDesk(t), context.Background()
	require.NoError(t, d.SetPriority(ctx, d.ann, chat.PriorityLow))
	require.NoError(t, d.SetPriority(ctx, d.ann, chat.PriorityLow), "again")
	d.escalate("1")
	d.callSupervisors()
	require.Equal(t, chat.PriorityLow, d.priority())
	entries, _, err := d.ListAudit(ctx, store.AuditFilter{Action: chat.ActionPrioritySet, Limit: 10})
	require.NoError(t, err)
	require.Len(t, entries, 1)
	require.Equal(t, map[string]string{"priority": "low"}, entries[0].Details)
	require.Contains(t, kindsOf(d.inbox(d.bob.AgentID, 0)), chat.InboxChanged)
}

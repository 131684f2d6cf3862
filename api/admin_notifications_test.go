package api

import (
	"context"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
)

// waiting makes a conversation in which the visitor waits for a person, of which
// staff are told.
func (r *rig) waiting() chat.Session {
	r.t.Helper()
	ctx := context.Background()
	session, err := r.store.CreateSession(ctx, store.NewSession{SiteID: r.site.ID})
	require.NoError(r.t, err)
	now, err := r.store.RequestPerson(ctx, chat.Escalation{
		TurnKey: chat.TurnKey{SiteID: r.site.ID, SessionID: session.ID}, Reason: chat.ReasonCustomerRequest,
		Notice: chat.Reply{Role: chat.RoleSystem, Content: "A colleague comes."}})
	require.NoError(r.t, err)
	_, err = r.store.AddAlert(ctx, chat.Alert{SiteID: r.site.ID, SessionID: session.ID, Number: int64(now.Wait), Step: chat.AlertEscalated}, chat.LadderAlerted)
	require.NoError(r.t, err)
	return session
}

func TestAUserReadsWhatTheyWereToldOnTheirSites(t *testing.T) {
	r := newRig(t)
	agent, stranger := r.staff(chat.UserAgent, r.site.ID), r.staff(chat.UserAgent)
	older, newer := r.waiting(), r.waiting()
	page := func(call func(string, string, any, ...string) answer, query string) (out NotificationPage) {
		t.Helper()
		a := call("GET", "/api/admin/notifications"+query, nil)
		require.Equal(t, 200, a.StatusCode, "%s", a.body)
		a.into(t, &out)
		return out
	}
	all := page(agent, "")
	require.Equal(t, 2, all.Unread)
	require.Len(t, all.Data, 2)
	require.Equal(t, newer.ID, all.Data[0].ConversationID)
	require.Equal(t, NotificationKindEscalated, all.Data[0].Kind)
	require.Equal(t, EscalationReasonCustomerRequest, *all.Data[0].EscalationReason)
	first := page(agent, "?limit=1")
	require.Equal(t, older.ID, page(agent, "?limit=1&after="+*first.NextCursor).Data[0].ConversationID)
	require.Empty(t, page(stranger, "").Data)

	read := func(call func(string, string, any, ...string) answer, body any) (out UnreadNotifications) {
		t.Helper()
		a := call("POST", "/api/admin/notifications/read", body)
		require.Equal(t, 200, a.StatusCode, "%s", a.body)
		a.into(t, &out)
		return out
	}
	one := ReadNotifications{Ids: &[]string{all.Data[0].ID, uuid.NewString()}}
	read(stranger, one)
	require.Equal(t, 2, page(agent, "").Unread, "somebody else's")
	require.Equal(t, 1, read(agent, one).Unread)
	require.Equal(t, older.ID, page(agent, "?unread=1").Data[0].ConversationID)
	require.Zero(t, read(agent, ReadNotifications{}).Unread)
	require.Empty(t, page(agent, "?unread=1").Data)

	viewer := r.staff(chat.UserViewer, r.site.ID)
	require.Equal(t, "forbidden", viewer("GET", "/api/admin/notifications", nil).code(t))
	require.Equal(t, "invalid_request", agent("GET", "/api/admin/notifications?after=1_x", nil).code(t))
}

func TestAUserDecidesHowTheyAreTold(t *testing.T) {
	r := newRig(t)
	agent := r.staff(chat.UserAgent, r.site.ID)
	var got Preferences
	agent("GET", "/api/admin/me/preferences", nil).into(t, &got)
	require.Len(t, got.Notifications, len(chat.AlertSteps))
	change := Preferences{Notifications: []NotificationPreference{{Kind: NotificationKindEscalated, InApp: false, Email: true}}}
	a := agent("PUT", "/api/admin/me/preferences", change)
	require.Equal(t, 200, a.StatusCode, "%s", a.body)
	a.into(t, &got)
	require.Equal(t, change.Notifications[0], got.Notifications[0])
	require.Equal(t, NotificationPreference{Kind: NotificationKindAgain, InApp: true, Email: true}, got.Notifications[1])
	r.waiting()
	var page NotificationPage
	agent("GET", "/api/admin/notifications", nil).into(t, &page)
	require.Empty(t, page.Data)
	require.Equal(t, "invalid_request", agent("PUT", "/api/admin/me/preferences", `{"notifications":[{"kind":"other","in_app":true,"email":true}]}`).code(t))
}

func TestANotificationIsToldLiveToItsUserAlone(t *testing.T) {
	r := newRig(t)
	ann, bob := r.user("ann@example.org", chat.UserAgent, r.site.ID), r.user("bob@example.org", chat.UserAgent, r.site.ID)
	require.NoError(t, r.store.SetPreferences(context.Background(), bob.ID, []chat.NotificationPreference{{Step: chat.AlertEscalated}}))
	anns, bobs := r.inbox(r.cookie(ann.Email, password), ""), r.inbox(r.cookie(bob.Email, password), "")
	anns.told("ready")
	bobs.told("ready")

	session := r.waiting()
	e := anns.told("notification")
	var of InboxConversation
	e[len(e)-1].into(t, &of)
	require.Equal(t, session.ID, of.Conversation.ID)
	anns.counted(InboxCounts{Waiting: 1, Notifications: 1})
	require.NoError(t, r.store.MarkRead(context.Background(), ann.ID, nil))
	anns.counted(InboxCounts{Waiting: 1})

	require.NoError(t, r.store.SetFollowUp(context.Background(), chat.AgentKey{SiteID: r.site.ID, SessionID: session.ID, AgentID: ann.ID}, true))
	require.NotContains(t, namesOf(bobs.told("conversation_changed")), "notification")
}

package api

import (
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
)

func TestAConversationIsShownInAFewWordsWithWhatItsVisitorRead(t *testing.T) {
	r := newRound(t)
	require.NoError(t, r.store.UpdateSettings(t.Context(), store.SettingsChange{SiteID: r.site.ID, Change: func(s *chat.Settings) { s.Tracking = chat.TrackingOn }}))
	visit := map[string]any{"visits": []map[string]any{{"id": uuid.NewString(), "page_url": shop + "/rooms", "title": "Rooms"}}}
	a := r.call("POST", "/api/chat/visit", visit, "X-Visitor-ID", r.session.VisitorID)
	require.Equal(t, 204, a.StatusCode, "%s", a.body)
	r.say(r.session, "Can I bring my dog?", "1")
	var got Conversation
	r.ana("GET", r.path, nil).into(t, &got)
	require.Len(t, got.Visits, 1)
	require.Equal(t, "Rooms", got.Visits[0].Title)
	require.Equal(t, "Can I bring my dog?", *got.Summary.FirstQuestion)
	require.Equal(t, []any{1, 1, 0, []string{"Pets"}}, []any{got.Summary.Questions, got.Summary.Answers, got.Summary.Unanswered, got.Summary.Articles})
}

func TestStaffReadEachTimeThatAPersonWasAskedFor(t *testing.T) {
	r := newRound(t)
	a := r.call("POST", "/api/chat/session/"+r.session.ID+"/person", nil, "X-Visitor-ID", r.session.VisitorID)
	require.Equal(t, 200, a.StatusCode, "%s", a.body)
	require.Equal(t, 200, r.ana("POST", r.path+"/takeover", nil).StatusCode)
	require.Equal(t, 200, r.ana("POST", r.path+"/handback", nil).StatusCode)
	require.Equal(t, 200, r.ana("POST", r.path+"/takeover", nil).StatusCode)
	var got Conversation
	r.ana("GET", r.path, nil).into(t, &got)
	require.Len(t, got.Escalations, 2)
	require.Equal(t, EscalationReasonCustomerRequest, got.Escalations[0].Reason)
	require.Equal(t, EscalationReasonManual, got.Escalations[1].Reason)
	require.Nil(t, got.Escalations[0].TurnID)
}

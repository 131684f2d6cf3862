package api

import (
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
)

func TestAConversationIsShownInAFewWordsWithWhatItsVisitorRead(t *testing.T) {
	r := newRound(t)
	require.NoError(t, r.store.UpdateSettings(t.Context(), r.site.ID, func(s *chat.Settings) { s.Tracking = chat.TrackingOn }))
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

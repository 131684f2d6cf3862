package api

import (
	"log/slog"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
	"github.com/innconnect/innconnect/worker"
)

// unanswered has a visitor of the rig's site ask what the articles do not
// answer, and returns the conversation.
func (r *rig) unanswered(question string) chat.Session {
	r.t.Helper()
	session, err := r.store.CreateSession(r.t.Context(), store.NewSession{SiteID: r.site.ID})
	require.NoError(r.t, err)
	m, _, err := r.store.AddVisitorMessage(r.t.Context(), store.NewVisitorMessage{
		SiteID: r.site.ID, SessionID: session.ID, ClientMessageID: uuid.NewString(), Content: question})
	require.NoError(r.t, err)
	key := chat.TurnKey{SiteID: r.site.ID, SessionID: session.ID, TurnID: m.ID}
	require.NoError(r.t, r.store.StartTurn(r.t.Context(), key, []chat.CleanedMessage{{ID: m.ID, Text: question, HTML: question}}))
	_, err = r.store.Escalate(r.t.Context(), chat.Escalation{TurnKey: key, Reason: chat.ReasonLowConfidence,
		Notice: chat.Reply{Role: chat.RoleAssistant, Content: "A colleague comes."}})
	require.NoError(r.t, err)
	return session
}

func (r *rig) groupGaps() {
	r.t.Helper()
	require.NoError(r.t, worker.GapKeeper{Gaps: r.store, Log: slog.New(slog.DiscardHandler)}.Once(r.t.Context()))
}

// gap makes one and returns its id.
func (r *rig) gap(question string) string {
	r.t.Helper()
	session := r.unanswered(question)
	r.groupGaps()
	gaps, _, err := r.store.ListGaps(r.t.Context(), r.user(uuid.NewString()+"@example.org", chat.UserAdmin).ID,
		store.GapFilter{SiteID: session.SiteID, From: time.Now().Add(-time.Hour), To: time.Now().Add(time.Hour), Limit: 1})
	require.NoError(r.t, err)
	return gaps[0].ID
}

func TestGapsAreGroupedCountedAndComeBackWhenAskedAgain(t *testing.T) {
	r := newRig(t)
	agent := r.staff(chat.UserAgent, r.site.ID)
	list := func(query string) (out GapPage) {
		a := agent("GET", "/api/admin/sites/"+r.site.ID+"/gaps"+query, nil)
		require.Equal(t, 200, a.StatusCode, "%s", a.body)
		a.into(t, &out)
		return out
	}
	require.Empty(t, list("").Data)
	r.unanswered("Is there a charger for electric cars?")
	newest := r.unanswered("Do you have electric car chargers?")
	r.unanswered("Do you sell <b>gift vouchers</b>?")
	r.groupGaps()

	page := list("")
	require.Len(t, page.Data, 2)
	cars := page.Data[0]
	require.Equal(t, 2, cars.Count)
	require.Equal(t, 2, cars.Conversations)
	require.Equal(t, GapCauses{Unanswered: 2}, cars.Causes)
	require.Equal(t, newest.ID, cars.Examples[0].ConversationID)
	require.Equal(t, "Do you have electric car chargers?", cars.Question)

	first := list("?limit=1")
	require.Equal(t, cars.ID, first.Data[0].ID)
	require.NotEqual(t, cars.ID, list("?limit=1&after=" + *first.NextCursor).Data[0].ID)
	require.Empty(t, list("?cause=thumb_down").Data)
	require.Empty(t, list("?to="+time.Now().Add(-time.Hour).UTC().Format("2006-01-02T15:04:05Z")).Data)
	require.Len(t, list("?from="+time.Now().Add(-time.Hour).UTC().Format("2006-01-02T15:04:05Z")).Data, 2)

	change := "/api/admin/sites/" + r.site.ID + "/gaps/" + cars.ID
	require.Equal(t, 204, agent("PUT", change, GapChange{Dismissed: true}).StatusCode)
	require.Len(t, list("").Data, 1)
	require.Equal(t, cars.ID, list("?dismissed=1").Data[0].ID)
	r.unanswered("A charger for my electric car?")
	r.groupGaps()
	back := list("").Data
	require.Len(t, back, 2)
	require.Equal(t, 1, back[1].Count+back[0].Count-1, "what was asked before is done with")
	require.Equal(t, 204, agent("PUT", change, GapChange{Dismissed: false}).StatusCode)
	require.Equal(t, 3, list("").Data[0].Count)
	require.Equal(t, "invalid_request", agent("GET", "/api/admin/sites/"+r.site.ID+"/gaps?after=1_"+uuid.NewString()[:35]+"-", nil).code(t))
}

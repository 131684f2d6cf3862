package api

import (
	"context"
	"net/http"
	"strconv"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
)

// inbox opens the stream of what a user is told, which began when it returns.
func (r *rig) inbox(cookie []string, lastEventID string) func() (event, bool) {
	r.t.Helper()
	ctx, leave := context.WithTimeout(context.Background(), 20*time.Second)
	r.t.Cleanup(leave)
	req, err := http.NewRequestWithContext(ctx, "GET", r.server.URL+"/api/admin/events", nil)
	require.NoError(r.t, err)
	req.Header.Set(cookie[0], cookie[1])
	if lastEventID != "" {
		req.Header.Set("Last-Event-ID", lastEventID)
	}
	res, err := r.server.Client().Do(req)
	require.NoError(r.t, err)
	r.t.Cleanup(func() { res.Body.Close() })
	require.Equal(r.t, 200, res.StatusCode)
	require.Equal(r.t, "text/event-stream", res.Header.Get("Content-Type"))
	return readEvents(res.Body)
}

// told returns what comes up to the first event of the name, without counts.
func told(t testing.TB, name string, next func() (event, bool)) (out []event) {
	t.Helper()
	for {
		e, ok := next()
		require.True(t, ok, "the stream has ended before %s", name)
		if e.name != "counts" || name == "counts" {
			out = append(out, e)
		}
		if e.name == name {
			return out
		}
	}
}

func namesOf(events []event) (out []string) {
	for _, e := range events {
		out = append(out, e.name)
	}
	return out
}

func ended(t testing.TB, next func() (event, bool)) {
	t.Helper()
	over := make(chan bool)
	go func() {
		for _, ok := next(); ok; _, ok = next() {
		}
		close(over)
	}()
	select {
	case <-over:
	case <-time.After(5 * time.Second):
		require.Fail(t, "the stream goes on")
	}
}

func TestTheInboxTellsWhatHappensWithTheConversationAsItIs(t *testing.T) {
	r := newRound(t)
	next := r.inbox(r.cookie("ben@example.org", password), "")
	var counts InboxCounts
	ready := told(t, "ready", next)
	require.Len(t, ready, 1)
	ready[0].into(t, &counts)
	require.Equal(t, InboxCounts{}, counts)

	r.say(r.session, "Dogs?", "1")
	got := told(t, "message", next)
	require.Equal(t, []string{"conversation_created", "message"}, namesOf(got))
	var message InboxMessage
	got[0].into(t, &message)
	require.Equal(t, "Dogs?", message.Message.Content)
	require.Equal(t, r.session.ID, message.Conversation.ID)
	require.Equal(t, "Dogs?", message.Conversation.FirstWords)

	require.Equal(t, 200, r.call("POST", "/api/chat/session/"+r.session.ID+"/person", nil).StatusCode)
	e := told(t, "conversation_escalated", next)
	var escalated InboxConversation
	e[len(e)-1].into(t, &escalated)
	require.Equal(t, EscalationReasonCustomerRequest, *escalated.Conversation.EscalationReason)
	require.NotNil(t, escalated.Conversation.WaitingSince)
	require.EqualValues(t, 1, escalated.Conversation.Unread)
	e = told(t, "counts", next)
	e[len(e)-1].into(t, &counts)
	require.Equal(t, InboxCounts{Waiting: 1, Unread: 1}, counts)

	r.do(r.ana, "takeover", nil)
	e = told(t, "conversation_taken", next)
	var taken InboxConversation
	e[len(e)-1].into(t, &taken)
	require.Equal(t, "Ana", taken.Conversation.Agent.Name)
	require.Equal(t, 201, r.ana("POST", r.path+"/notes", NewNote{ID: uuid.NewString(), Content: "x"}).StatusCode)
	told(t, "conversation_changed", next)
	r.do(r.ana, "handback", nil)
	told(t, "conversation_released", next)
	r.do(r.ana, "close", nil)
	told(t, "conversation_closed", next)
}

func TestAReaderWhoComesBackIsToldTheRestOnce(t *testing.T) {
	r := newRound(t)
	r.say(r.session, "Dogs?", "1")
	cookie := r.cookie("ana@example.org", password)
	next := r.inbox(cookie, "")
	first := told(t, "ready", next)[0]
	var ids []string
	for i := range 6 {
		r.tell(r.session, strconv.Itoa(i))
	}
	for range 6 {
		e := told(t, "message", next)
		ids = append(ids, e[len(e)-1].id)
	}
	for i, last := range append([]string{first.id}, ids...) {
		again := r.inbox(cookie, last)
		for _, id := range ids[i:] {
			e := told(t, "message", again)
			require.Len(t, e, 1, "no second beginning")
			require.Equal(t, id, e[0].id)
		}
	}
	for _, unknown := range []string{"9007199254740991", strconv.Itoa(1 << 40)} {
		require.Equal(t, ids[5], told(t, "ready", r.inbox(cookie, unknown))[0].id)
	}
}

func TestWhoMissedMoreThanIsKeptBeginsAnew(t *testing.T) {
	r := newRound(t)
	cookie := r.cookie("ana@example.org", password)
	first := told(t, "ready", r.inbox(cookie, ""))[0]
	r.tell(r.session, "a")
	conn, err := pgx.Connect(context.Background(), r.url)
	require.NoError(t, err)
	defer conn.Close(context.Background())
	_, err = conn.Exec(context.Background(), `update inbox_events set created_at = now() - interval '4 days'`)
	require.NoError(t, err)
	_, err = r.store.RemoveExpired(context.Background(), 100)
	require.NoError(t, err)
	require.NotEqual(t, first.id, told(t, "ready", r.inbox(cookie, first.id))[0].id)
}

func TestTheInboxShowsTheUsersSitesAsTheyAreNow(t *testing.T) {
	r := newRound(t)
	r.say(r.session, "Dogs?", "1")
	admin := r.staff(chat.UserAdmin)
	ana, ben := r.inbox(r.cookie("ana@example.org", password), ""), r.inbox(r.cookie("ben@example.org", password), "")
	told(t, "ready", ana)
	told(t, "ready", ben)
	require.Equal(t, 200, admin("PATCH", "/api/admin/users/"+r.anaID, UserChange{Sites: &[]string{}}).StatusCode)
	r.tell(r.session, "a")
	told(t, "message", ben)
	require.Equal(t, 200, admin("PATCH", "/api/admin/users/"+r.anaID, UserChange{Sites: &[]string{r.site.ID}}).StatusCode)
	r.tell(r.session, "b")
	var m InboxMessage
	for _, e := range told(t, "message", ana) {
		e.into(t, &m)
		if m.Message.Content == "b" {
			return
		}
	}
	e := told(t, "message", ana)
	e[0].into(t, &m)
	require.Equal(t, "b", m.Message.Content)
}

func TestAnInboxEndsWithItsSession(t *testing.T) {
	r := newRound(t)
	admin := r.staff(chat.UserAdmin)
	var me UserSessionList
	out := r.cookie("ana@example.org", password)
	stream := r.inbox(out, "")
	told(t, "ready", stream)
	require.Equal(t, 204, r.call("POST", "/api/admin/logout", nil, append(out, "X-API-Key", "")...).StatusCode)
	ended(t, stream)

	other := r.cookie("ana@example.org", password)
	stream = r.inbox(other, "")
	told(t, "ready", stream)
	r.call("GET", "/api/admin/me/sessions", nil, append(other, "X-API-Key", "")...).into(t, &me)
	for _, s := range me.Data {
		if s.Current {
			require.Equal(t, 204, r.ana("DELETE", "/api/admin/me/sessions/"+s.ID, nil).StatusCode)
		}
	}
	ended(t, stream)

	stream = r.inbox(r.cookie("ana@example.org", password), "")
	told(t, "ready", stream)
	yes := true
	require.Equal(t, 200, admin("PATCH", "/api/admin/users/"+r.anaID, UserChange{Disabled: &yes}).StatusCode)
	ended(t, stream)
}

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

// inboxReader reads what a user is told.
type inboxReader struct {
	t      testing.TB
	next   func() (event, bool)
	counts InboxCounts // as they were told last
}

// inbox opens the stream of what a user is told, which began when it returns.
func (r *rig) inbox(cookie []string, lastEventID string) *inboxReader {
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
	return &inboxReader{t: r.t, next: readEvents(res.Body)}
}

// read returns the next event. Counts are noted: they may come before the event
// that changed them.
func (i *inboxReader) read() event {
	i.t.Helper()
	e, ok := i.next()
	require.True(i.t, ok, "the stream has ended")
	if e.name == "counts" || e.name == "ready" {
		i.counts = InboxCounts{}
		e.into(i.t, &i.counts)
	}
	return e
}

// told returns what comes up to the first event of the name, without counts.
func (i *inboxReader) told(name string) (out []event) {
	i.t.Helper()
	for {
		e := i.read()
		if e.name != "counts" {
			out = append(out, e)
		}
		if e.name == name {
			return out
		}
	}
}

// counted waits for the counts.
func (i *inboxReader) counted(want InboxCounts) {
	i.t.Helper()
	for i.counts != want {
		i.read()
	}
}

// ended waits for the end of the stream.
func (i *inboxReader) ended() {
	i.t.Helper()
	over := make(chan bool)
	go func() {
		for _, ok := i.next(); ok; _, ok = i.next() {
		}
		close(over)
	}()
	select {
	case <-over:
	case <-time.After(5 * time.Second):
		require.Fail(i.t, "the stream goes on")
	}
}

func namesOf(events []event) (out []string) {
	for _, e := range events {
		out = append(out, e.name)
	}
	return out
}

func TestTheInboxTellsWhatHappensWithTheConversationAsItIs(t *testing.T) {
	r := newRound(t)
	next := r.inbox(r.cookie("ben@example.org", password), "")
	require.Len(t, next.told("ready"), 1)
	require.Equal(t, InboxCounts{}, next.counts)

	r.say(r.session, "Dogs?", "1")
	got := next.told("message")
	require.Equal(t, []string{"conversation_created", "message"}, namesOf(got))
	var message InboxMessage
	got[0].into(t, &message)
	require.Equal(t, "Dogs?", message.Message.Content)
	require.Equal(t, r.session.ID, message.Conversation.ID)
	require.Equal(t, "Dogs?", message.Conversation.FirstWords)

	require.Equal(t, 200, r.call("POST", "/api/chat/session/"+r.session.ID+"/person", nil).StatusCode)
	e := next.told("conversation_escalated")
	var escalated InboxConversation
	e[len(e)-1].into(t, &escalated)
	require.Equal(t, EscalationReasonCustomerRequest, *escalated.Conversation.EscalationReason)
	require.NotNil(t, escalated.Conversation.WaitingSince)
	require.EqualValues(t, 1, escalated.Conversation.Unread)
	next.counted(InboxCounts{Waiting: 1, Unread: 1})

	r.do(r.ana, "takeover", nil)
	e = next.told("conversation_taken")
	var taken InboxConversation
	e[len(e)-1].into(t, &taken)
	require.Equal(t, "Ana", taken.Conversation.Agent.Name)
	require.Equal(t, 201, r.ana("POST", r.path+"/notes", NewNote{ID: uuid.NewString(), Content: "x"}).StatusCode)
	next.told("conversation_changed")
	r.do(r.ana, "handback", nil)
	next.told("conversation_released")
	r.do(r.ana, "close", nil)
	next.told("conversation_closed")
}

func TestTheInboxTellsWhichColleaguesHaveAConversationOnTheScreen(t *testing.T) {
	r := newRound(t)
	next := r.inbox(r.cookie("ben@example.org", password), "")
	told := func() (out InboxPresence) {
		t.Helper()
		e := next.told("presence")
		e[len(e)-1].into(t, &out)
		require.Equal(t, r.session.ID, out.ConversationID)
		require.Empty(t, e[len(e)-1].id)
		return out
	}
	sign := func(typing bool) {
		a := r.ana("PUT", r.path+"/presence", PresenceSign{Typing: typing})
		require.Equal(t, 204, a.StatusCode, "%s", a.body)
	}
	ana := PresentColleague{ID: r.anaID, Name: "Ana"}
	next.told("ready")
	sign(false)
	require.Equal(t, []PresentColleague{ana}, told().Colleagues)
	sign(false) // nothing new
	sign(true)
	ana.Typing = true
	require.Equal(t, []PresentColleague{ana}, told().Colleagues)
	again := r.inbox(r.cookie("ben@example.org", password), "")
	e := again.told("presence")
	var now InboxPresence
	e[len(e)-1].into(t, &now)
	require.Equal(t, []PresentColleague{ana}, now.Colleagues, "who comes later is told, too")
	require.Equal(t, 204, r.ana("DELETE", r.path+"/presence", nil).StatusCode)
	require.Empty(t, told().Colleagues)
}

func TestTheInboxTellsWhenASignOfAColleagueHasRunOut(t *testing.T) {
	r := newRound(t)
	next := r.inbox(r.cookie("ben@example.org", password), "")
	next.told("ready")
	require.Equal(t, 204, r.ana("PUT", r.path+"/presence", PresenceSign{}).StatusCode)
	next.told("presence")
	r.exec(`update conversation_presence set there_until = now() + interval '0.3 seconds'`)
	again := r.inbox(r.cookie("ben@example.org", password), "")
	var gone InboxPresence
	for {
		e := again.told("presence")
		e[len(e)-1].into(t, &gone)
		if len(gone.Colleagues) == 0 {
			return
		}
	}
}

func TestAReaderWhoComesBackIsToldTheRestOnce(t *testing.T) {
	r := newRound(t)
	r.say(r.session, "Dogs?", "1")
	cookie := r.cookie("ana@example.org", password)
	next := r.inbox(cookie, "")
	first := next.told("ready")[0]
	var ids []string
	for i := range 6 {
		r.tell(r.session, strconv.Itoa(i))
	}
	for range 6 {
		e := next.told("message")
		ids = append(ids, e[len(e)-1].id)
	}
	for i, last := range append([]string{first.id}, ids...) {
		again := r.inbox(cookie, last)
		for _, id := range ids[i:] {
			e := again.told("message")
			require.Len(t, e, 1, "no second beginning")
			require.Equal(t, id, e[0].id)
		}
	}
	for _, unknown := range []string{"9007199254740991", strconv.Itoa(1 << 40)} {
		require.Equal(t, ids[5], r.inbox(cookie, unknown).told("ready")[0].id)
	}
}

func TestWhoMissedMoreThanIsKeptBeginsAnew(t *testing.T) {
	r := newRound(t)
	cookie := r.cookie("ana@example.org", password)
	first := r.inbox(cookie, "").told("ready")[0]
	r.tell(r.session, "a")
	conn, err := pgx.Connect(context.Background(), r.url)
	require.NoError(t, err)
	defer conn.Close(context.Background())
	_, err = conn.Exec(context.Background(), `update inbox_events set created_at = now() - interval '4 days'`)
	require.NoError(t, err)
	_, err = r.store.RemoveExpired(context.Background(), 100)
	require.NoError(t, err)
	require.NotEqual(t, first.id, r.inbox(cookie, first.id).told("ready")[0].id)
}

func TestTheInboxShowsTheUsersSitesAsTheyAreNow(t *testing.T) {
	r := newRound(t)
	r.say(r.session, "Dogs?", "1")
	admin := r.staff(chat.UserAdmin)
	ana, ben := r.inbox(r.cookie("ana@example.org", password), ""), r.inbox(r.cookie("ben@example.org", password), "")
	ana.told("ready")
	ben.told("ready")
	require.Equal(t, 200, admin("PATCH", "/api/admin/users/"+r.anaID, UserChange{Sites: &[]string{}}).StatusCode)
	r.tell(r.session, "a")
	ben.told("message")
	require.Equal(t, 200, admin("PATCH", "/api/admin/users/"+r.anaID, UserChange{Sites: &[]string{r.site.ID}}).StatusCode)
	r.tell(r.session, "b")
	var m InboxMessage
	for _, e := range ana.told("message") {
		e.into(t, &m)
		if m.Message.Content == "b" {
			return
		}
	}
	e := ana.told("message")
	e[0].into(t, &m)
	require.Equal(t, "b", m.Message.Content)
}

func TestAnInboxEndsWithItsSession(t *testing.T) {
	r := newRound(t)
	admin := r.staff(chat.UserAdmin)
	var me UserSessionList
	out := r.cookie("ana@example.org", password)
	stream := r.inbox(out, "")
	stream.told("ready")
	require.Equal(t, 204, r.call("POST", "/api/admin/logout", nil, append(out, "X-API-Key", "")...).StatusCode)
	stream.ended()

	other := r.cookie("ana@example.org", password)
	stream = r.inbox(other, "")
	stream.told("ready")
	r.call("GET", "/api/admin/me/sessions", nil, append(other, "X-API-Key", "")...).into(t, &me)
	for _, s := range me.Data {
		if s.Current {
			require.Equal(t, 204, r.ana("DELETE", "/api/admin/me/sessions/"+s.ID, nil).StatusCode)
		}
	}
	stream.ended()

	stream = r.inbox(r.cookie("ana@example.org", password), "")
	stream.told("ready")
	yes := true
	require.Equal(t, 200, admin("PATCH", "/api/admin/users/"+r.anaID, UserChange{Disabled: &yes}).StatusCode)
	stream.ended()
}

func TestAnyProcessTellsTheInbox(t *testing.T) {
	r := newRound(t)
	other := r.beside("other")
	cookie := r.cookie("ana@example.org", password)
	here, there := r.inbox(cookie, ""), other.inbox(cookie, "")
	here.told("ready")
	there.told("ready")
	r.say(r.session, "Dogs?", "1")
	first, same := here.told("message"), there.told("message")
	require.Equal(t, titles(first), titles(same))
	rest := other.inbox(cookie, first[0].id).told("message")
	require.Equal(t, titles(first[1:]), titles(rest), "begun here, gone on there")
}

// titles are the events without their data: a conversation is told as it is when
// it is read, and may be further on another stream.
func titles(events []event) (out []event) {
	for _, e := range events {
		out = append(out, event{id: e.id, name: e.name})
	}
	return out
}

func TestAReaderWhoComesBackLearnsTheNumbersAsTheyAre(t *testing.T) {
	r := newRound(t)
	cookie := r.cookie("ana@example.org", password)
	next := r.inbox(cookie, "")
	next.told("ready")
	waits := r.waiting()
	e := next.told("conversation_escalated")
	_, err := r.store.CloseSession(t.Context(), chat.Ending{SiteID: r.site.ID, SessionID: waits.ID, By: chat.EndedByVisitor})
	require.NoError(t, err)
	require.Equal(t, 200, r.ana("POST", "/api/admin/notifications/read", ReadNotifications{}).StatusCode)
	again := r.inbox(cookie, e[len(e)-1].id)
	again.counts = InboxCounts{Waiting: 1} // as it was told before
	again.counted(InboxCounts{})
}

func TestStaffSeeAVisitorTypeWhoIsWithPeople(t *testing.T) {
	r := newRound(t)
	r.do(r.ana, "takeover", nil)
	next := r.inbox(r.cookie("ben@example.org", password), "")
	next.told("ready")
	require.Equal(t, 204, r.call("POST", "/api/chat/session/"+r.session.ID+"/typing", nil).StatusCode)
	e := next.told("typing")
	var typing InboxTyping
	e[len(e)-1].into(t, &typing)
	require.Equal(t, r.session.ID, typing.ConversationID)
}

package api

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
)

// follow opens the stream of a session as its visitor's page does. The headers
// are name, value pairs.
func (r *rig) follow(s Session, headers ...string) (*http.Response, func() event) {
	r.t.Helper()
	ctx, leave := context.WithTimeout(context.Background(), 20*time.Second) // nothing here takes so long
	r.t.Cleanup(leave)
	req, err := http.NewRequestWithContext(ctx, "GET", r.server.URL+"/api/chat/session/"+s.ID+"/events", nil)
	require.NoError(r.t, err)
	req.Header.Set("X-API-Key", r.key)
	req.Header.Set("X-Visitor-ID", s.VisitorID)
	req.Header.Set("Accept", "text/event-stream")
	req.Header.Set("Origin", shop)
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := r.server.Client().Do(req)
	require.NoError(r.t, err)
	r.t.Cleanup(func() { res.Body.Close() })
	next := readEvents(res.Body)
	return res, func() event {
		r.t.Helper()
		e, ok := next()
		require.True(r.t, ok, "the stream has ended")
		return e
	}
}

// tell writes a message to the visitor, as the product does.
func (r *rig) tell(s Session, text string) {
	r.t.Helper()
	key := chat.TurnKey{SiteID: r.site.ID, SessionID: s.ID, TurnID: uuid.NewString()}
	_, err := r.store.DeliverReply(context.Background(), key, chat.Reply{Role: chat.RoleSystem, Content: text})
	require.NoError(r.t, err)
}

func names(events []event) (out []string) {
	for _, e := range events {
		out = append(out, strings.TrimPrefix(e.id+" "+e.name, " "))
	}
	return out
}

// until reads events up to the first one of the given name.
func until(name string, next func() event) (out []event) {
	for {
		e := next()
		out = append(out, e)
		if e.name == name {
			return out
		}
	}
}

func TestAStreamTellsWhatHappensAndThenEnds(t *testing.T) {
	r := newRig(t)
	s := r.session(uuid.NewString())
	res, next := r.follow(s)
	require.Equal(t, 200, res.StatusCode)
	require.Equal(t, "text/event-stream", res.Header.Get("Content-Type"))
	require.Equal(t, "no", res.Header.Get("X-Accel-Buffering"))
	require.Equal(t, shop, res.Header.Get("Access-Control-Allow-Origin"))

	r.talk.step, r.talk.hold = make(chan struct{}), make(chan struct{})
	r.talk.redo, r.talk.pieces = []string{"Wro"}, []string{"Dogs — ", "yes."}
	answered := make(chan MessageResult, 1)
	go func() { answered <- r.say(s, "Dogs?", "m-1") }()
	asked := next()
	require.Equal(t, "1 message", names([]event{asked})[0])
	var message MessageEvent
	asked.into(t, &message)
	require.Equal(t, "Dogs?", message.Message.Content)
	var typing TypingEvent
	next().into(t, &typing)
	require.Equal(t, TypingEvent{Role: TypingRoleAssistant, Typing: true}, typing)
	text := ""
	for _, want := range []string{"Wro", "Dogs — ", "Dogs — yes."} {
		r.talk.step <- struct{}{}
		e := next()
		if e.name == "reset" {
			text, e = "", next()
		}
		var token TokenEvent
		e.into(t, &token)
		require.Equal(t, message.Message.ID, token.TurnID)
		require.Equal(t, len([]rune(text)), token.Offset)
		text += token.Text
		require.Equal(t, want, text)
	}
	close(r.talk.hold)
	reply := next()
	reply.into(t, &message)
	require.Equal(t, "2", reply.id)
	require.Equal(t, (<-answered).Reply.ID, message.Message.ID)
	next().into(t, &typing)
	require.Equal(t, TypingEvent{Role: TypingRoleAssistant}, typing)

	require.Equal(t, 200, r.call("POST", "/api/chat/session/"+s.ID+"/end", nil, "X-Visitor-ID", s.VisitorID).StatusCode)
	ending := until("end", next)
	require.Equal(t, []string{"3 status", "4 rating_prompt", "end"}, names(ending))
	var status StatusEvent
	ending[0].into(t, &status)
	require.Equal(t, SessionStatusClosed, status.Status)
	var prompt RatingPrompt
	ending[1].into(t, &prompt)
	require.Equal(t, []string{"Helpful", "Friendly", "Too slow", "Wrong answer"}, prompt.Tags)
}

func TestAStreamGoesOnAfterTheLastEventThatTheClientHas(t *testing.T) {
	r := newRig(t)
	s := r.session(uuid.NewString())
	for i := range 50 { // more than a batch
		r.tell(s, strconv.Itoa(i))
	}
	require.Equal(t, 200, r.call("POST", "/api/chat/session/"+s.ID+"/end", nil, "X-Visitor-ID", s.VisitorID).StatusCode)
	for after := range 53 {
		_, next := r.follow(s, "Last-Event-ID", strconv.Itoa(after))
		got := until("end", next)
		require.Len(t, got, 52-after+1)
		for i, e := range got[:len(got)-1] {
			require.Equal(t, strconv.Itoa(after+i+1), e.id)
		}
	}
}

func TestAConnectionInTheMiddleOfAnAnswerGetsItsTextFromTheStart(t *testing.T) {
	r := newRig(t)
	s := r.session(uuid.NewString())
	r.talk.step = make(chan struct{})
	r.talk.pieces = []string{"Dogs ", "are ", "welcome."}
	go r.say(s, "Dogs?", "m-1")
	_, first := r.follow(s)
	for range 2 {
		r.talk.step <- struct{}{}
		until("token", first)
	}
	_, second := r.follow(s, "Last-Event-ID", "1")
	got := until("token", second)
	require.Equal(t, []string{"typing", "reset", "token"}, names(got))
	var token TokenEvent
	got[2].into(t, &token)
	require.Equal(t, "Dogs are ", token.Text)
	require.Zero(t, token.Offset)
	r.talk.step <- struct{}{}
	until("message", second)
}

// news asks for what happened after an event by long poll.
func (r *rig) news(s Session, query string) (out SessionNews) {
	r.t.Helper()
	a := r.call("GET", "/api/chat/session/"+s.ID+"/events?"+query, nil, "X-Visitor-ID", s.VisitorID)
	require.Equal(r.t, 200, a.StatusCode, "%s", a.body)
	a.into(r.t, &out)
	return out
}

func TestALongPollTellsTheSameAsAStream(t *testing.T) {
	r := newRig(t)
	s := r.session(uuid.NewString())
	require.Equal(t, SessionNews{Events: []SessionEvent{}, Live: liveView(chat.Live{})}, r.news(s, "wait=0"))
	r.say(s, "Dogs?", "m-1")
	for i := range 118 { // more than an answer holds
		r.tell(s, strconv.Itoa(i))
	}
	require.Equal(t, 200, r.call("POST", "/api/chat/session/"+s.ID+"/end", nil, "X-Visitor-ID", s.VisitorID).StatusCode)
	_, next := r.follow(s)
	streamed := until("end", next)
	first := r.news(s, "")
	require.Len(t, first.Events, pollBatch)
	require.False(t, first.End)
	rest := r.news(s, "after="+strconv.FormatInt(first.LastEventID, 10))
	require.True(t, rest.End)
	for i, e := range append(first.Events, rest.Events...) {
		require.Equal(t, streamed[i].id, strconv.FormatInt(e.ID, 10))
		require.Equal(t, streamed[i].name, string(e.Event))
		require.JSONEq(t, streamed[i].data, string(e.Data))
	}
	require.Len(t, streamed, 122+1)
	again := r.news(s, "after="+strconv.FormatInt(rest.LastEventID, 10))
	require.Empty(t, again.Events)
	require.True(t, again.End)
}

func TestALongPollWakesAtOnce(t *testing.T) {
	r := newRig(t)
	s := r.session(uuid.NewString())
	r.talk.hold = make(chan struct{})
	got := make(chan SessionNews)
	poll := func(query string) { go func() { got <- r.news(s, query) }() }
	poll("wait=25")
	go r.say(s, "Dogs?", "m-1")
	news := <-got
	require.Len(t, news.Events, 1)
	for news.Live.Draft == nil || news.Live.Draft.Text != "Yes, you can." {
		poll("after=1&live=" + news.Live.Token)
		news = <-got
		require.Empty(t, news.Events)
		require.Equal(t, &Typing{Role: TypingRoleAssistant}, news.Live.Typing)
	}
	poll("after=1&live=" + news.Live.Token)
	close(r.talk.hold)
	news = <-got
	require.Len(t, news.Events, 1)
	require.EqualValues(t, 2, news.LastEventID)
	require.Nil(t, news.Live.Draft)
	require.Nil(t, news.Live.Typing)
}

package api

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

type event struct{ id, name, data string }

// into reads the event's data and refuses what the contract does not name.
func (e event) into(t testing.TB, v any) {
	t.Helper()
	dec := json.NewDecoder(strings.NewReader(e.data))
	dec.DisallowUnknownFields()
	require.NoError(t, dec.Decode(v), "%s", e.data)
}

// readEvents returns a function that returns the next event, or false when the
// stream has ended.
func readEvents(body io.Reader) func() (event, bool) {
	lines := bufio.NewScanner(body)
	lines.Buffer(nil, 1<<20)
	return func() (e event, ok bool) {
		for lines.Scan() {
			switch name, value, _ := strings.Cut(lines.Text(), ": "); {
			case lines.Text() == "" && e.name != "":
				return e, true
			case name == "id":
				e.id = value
			case name == "event":
				e.name = value
			case name == "data":
				e.data = value
			}
		}
		return e, false
	}
}

func (r *rig) stream(ctx context.Context, s Session, content, clientID string) (*http.Response, func() (event, bool)) {
	r.t.Helper()
	body, err := json.Marshal(NewMessage{SessionID: s.ID, Content: content, ClientMessageID: &clientID})
	require.NoError(r.t, err)
	req, err := http.NewRequestWithContext(ctx, "POST", r.server.URL+"/api/chat/message", strings.NewReader(string(body)))
	require.NoError(r.t, err)
	req.Header.Set("X-API-Key", r.key)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", "text/event-stream")
	req.Header.Set("Origin", shop)
	res, err := r.server.Client().Do(req)
	require.NoError(r.t, err)
	r.t.Cleanup(func() { res.Body.Close() })
	return res, readEvents(res.Body)
}

func TestAnAnswerComesAsItIsWritten(t *testing.T) {
	r := newRig(t)
	s := r.session("")
	r.talk.step = make(chan struct{})
	r.talk.pieces = []string{"Dogs — ", "yes, ", "they are welcome."}
	res, next := r.stream(context.Background(), s, "Dogs?", "m-1")
	require.Equal(t, 200, res.StatusCode)
	require.Equal(t, "text/event-stream", res.Header.Get("Content-Type"))
	require.Equal(t, "no", res.Header.Get("X-Accel-Buffering"))
	require.Equal(t, shop, res.Header.Get("Access-Control-Allow-Origin"))

	e, _ := next()
	require.Equal(t, "accepted", e.name)
	text := ""
	for range r.talk.pieces {
		r.talk.step <- struct{}{}
		e, ok := next()
		require.True(t, ok)
		require.Equal(t, "token", e.name)
		var token TokenEvent
		require.NoError(t, json.Unmarshal([]byte(e.data), &token))
		require.Equal(t, len([]rune(text)), token.Offset)
		require.Equal(t, 2, token.Attempt)
		text += token.Text
	}
	require.Equal(t, "Dogs — yes, they are welcome.", text)
	e, _ = next()
	require.Equal(t, "message", e.name)
	var out MessageResult
	require.NoError(t, json.Unmarshal([]byte(e.data), &out))
	require.Equal(t, text, out.Reply.Content)
	_, more := next()
	require.False(t, more)
}

func TestANewAttemptResetsTheText(t *testing.T) {
	r := newRig(t)
	s := r.session("")
	r.talk.step = make(chan struct{})
	r.talk.redo, r.talk.pieces = []string{"Wro"}, []string{"Right."}
	_, next := r.stream(context.Background(), s, "Dogs?", "m-1")
	var names []string
	read := func() {
		e, ok := next()
		require.True(t, ok)
		names = append(names, e.name)
	}
	read()
	for range 2 { // one piece each
		r.talk.step <- struct{}{}
		read()
	}
	read()
	read()
	require.Equal(t, []string{"accepted", "token", "reset", "token", "message"}, names)
}

func TestAClientThatGoesAwayLosesNothing(t *testing.T) {
	r := newRig(t)
	s := r.session("")
	r.talk.hold = make(chan struct{})
	ctx, leave := context.WithCancel(context.Background())
	_, next := r.stream(ctx, s, "Dogs?", "m-1")
	e, _ := next()
	require.Equal(t, "accepted", e.name)
	leave()
	eventually(t, func() bool { return r.talk.count() == 1 })
	close(r.talk.hold)
	eventually(t, func() bool {
		var h History
		r.call("GET", "/api/chat/history/"+s.ID, nil).into(t, &h)
		return len(h.Messages) == 2
	})
}

func TestAStreamOfAnAnsweredMessageRepeatsTheAnswer(t *testing.T) {
	r := newRig(t)
	s := r.session("")
	first := r.say(s, "Dogs?", "m-1")
	_, next := r.stream(context.Background(), s, "Dogs?", "m-1")
	var last event
	for e, ok := next(); ok; e, ok = next() {
		last = e
	}
	var again MessageResult
	require.NoError(t, json.Unmarshal([]byte(last.data), &again))
	require.Equal(t, first.Reply.ID, again.Reply.ID)
}

func TestAFailureInAStreamIsAnErrorEvent(t *testing.T) {
	r := newRig(t, func(o *Options) { o.AnswerWait = 20 * time.Millisecond })
	s := r.session("")
	r.talk.hold = make(chan struct{})
	_, next := r.stream(context.Background(), s, "Dogs?", "m-1")
	var last event
	for e, ok := next(); ok; e, ok = next() {
		last = e
	}
	require.Equal(t, "error", last.name)
	var p Problem
	require.NoError(t, json.Unmarshal([]byte(last.data), &p))
	require.Equal(t, "unavailable", string(p.Code))
}

func TestAStreamThatCannotBeginHasAStatus(t *testing.T) {
	r := newRig(t)
	s := r.session("")
	require.Equal(t, 200, r.call("POST", "/api/chat/session/"+s.ID+"/end", nil).StatusCode)
	res, _ := r.stream(context.Background(), s, "Dogs?", "m-1")
	require.Equal(t, 409, res.StatusCode)
	require.Equal(t, "application/problem+json", res.Header.Get("Content-Type"))
}

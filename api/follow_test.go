package api

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
)

func TestReconnectingWhileManyWriteLeavesNoGapAndRepeatsNothing(t *testing.T) {
	r := newRig(t)
	processes := []*rig{r, r.beside("two")}
	s := r.session(uuid.NewString())
	const writers, each, patience = 8, 25, 7
	var writing sync.WaitGroup
	for w := range writers {
		writing.Go(func() {
			for i := range each {
				processes[i%2].tell(s, fmt.Sprintf("%d from %d", i, w))
			}
		})
	}
	seen := map[string]bool{}
	var last int
	for last < writers*each {
		res, next := processes[last%2].follow(s, "Last-Event-ID", strconv.Itoa(last))
		for range min(patience, writers*each-last) {
			e := next()
			last++
			require.Equal(t, strconv.Itoa(last), e.id)
			var told MessageEvent
			e.into(t, &told)
			require.False(t, seen[told.Message.Content], "told twice")
			seen[told.Message.Content] = true
		}
		res.Body.Close()
	}
	writing.Wait()
	require.Len(t, seen, writers*each)
}

func TestEveryProcessTellsWhatHappensAtAnother(t *testing.T) {
	r := newRig(t)
	two := r.beside("two")
	s := r.session(uuid.NewString())
	_, next := two.follow(s)
	polled := make(chan SessionNews, 1)
	go func() { polled <- two.news(s, "wait=25") }()
	r.talk.step, r.talk.pieces = make(chan struct{}), []string{"Yes."}
	go r.say(s, "Dogs?", "m-1")
	require.Equal(t, []string{"1 message"}, names([]event{next()}))
	require.Len(t, (<-polled).Events, 1)
	r.talk.step <- struct{}{}
	answer := until("message", next)
	require.Equal(t, "2", answer[len(answer)-1].id)
}

func TestALostConnectionToTheDatabaseLosesNoEvent(t *testing.T) {
	r := newRig(t)
	name := "test-" + uuid.NewString()
	two := r.beside(name)
	s := r.session(uuid.NewString())
	_, next := two.follow(s)
	for i := range 20 {
		r.exec(`select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1 and query like 'listen %'`, name)
		r.tell(s, strconv.Itoa(i))
		require.Equal(t, strconv.Itoa(i+1), next().id)
	}
}

// meanListener gives its first connection little room for what is not read, and
// tells when it is closed.
type meanListener struct {
	net.Listener
	first  sync.Once
	closed chan struct{}
}

func (l *meanListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err == nil {
		l.first.Do(func() {
			_ = conn.(*net.TCPConn).SetWriteBuffer(4 << 10)
			conn = &meanConn{Conn: conn, closed: l.closed}
		})
	}
	return conn, err
}

type meanConn struct {
	net.Conn
	once   sync.Once
	closed chan struct{}
}

func (c *meanConn) Close() error {
	c.once.Do(func() { close(c.closed) })
	return c.Conn.Close()
}

func TestAReaderThatTakesNothingIsCutAndOthersAreNot(t *testing.T) {
	r := newRig(t, func(o *Options) { o.pace = pace{beat: time.Minute, write: time.Second, age: time.Minute} })
	s := r.session(uuid.NewString())
	server := httptest.NewUnstartedServer(r.engine)
	mean := &meanListener{Listener: server.Listener, closed: make(chan struct{})}
	server.Listener = mean
	server.Start()
	t.Cleanup(server.Close)
	r.server = server
	slow, err := net.Dial("tcp", server.Listener.Addr().String())
	require.NoError(t, err)
	t.Cleanup(func() { slow.Close() })
	require.NoError(t, slow.(*net.TCPConn).SetReadBuffer(4<<10))
	_, err = fmt.Fprintf(slow, "GET /api/chat/session/%s/events HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\nOrigin: %s\r\nX-API-Key: %s\r\nX-Visitor-ID: %s\r\n\r\n",
		s.ID, shop, r.key, s.VisitorID)
	require.NoError(t, err)
	_, next := r.follow(s)
	const messages = 60
	for range messages {
		r.tell(s, strings.Repeat("long ", 3000))
	}
	for i := range messages {
		require.Equal(t, strconv.Itoa(i+1), next().id)
	}
	<-mean.closed
	r.tell(s, "The other one goes on.")
	require.Equal(t, strconv.Itoa(messages+1), next().id)
}

func TestASessionHoldsFewConnectionsAndTheNewestOnes(t *testing.T) {
	r := newRig(t)
	s, other := r.session(uuid.NewString()), r.session(uuid.NewString())
	_, others := r.follow(other)
	r.tell(s, "one")
	var streams []func() (event, bool)
	for range placesPerSession {
		res, _ := r.follow(s)
		next := readEvents(res.Body)
		e, _ := next()
		require.Equal(t, "1", e.id)
		streams = append(streams, next)
	}
	r.news(s, "after=1&wait=0")
	_, more := streams[0]()
	require.False(t, more, "the oldest made room")
	r.tell(s, "two")
	r.tell(other, "one")
	for _, next := range streams[1:] {
		e, _ := next()
		require.Equal(t, "2", e.id)
	}
	require.Equal(t, "1", others().id)
}

func TestAStreamIsKeptOpenByComments(t *testing.T) {
	r := newRig(t, func(o *Options) { o.pace = pace{beat: 10 * time.Millisecond, write: time.Minute, age: time.Minute} })
	res, _ := r.follow(r.session(uuid.NewString()))
	lines := bufio.NewScanner(res.Body)
	for comments := 0; comments < 3; {
		require.True(t, lines.Scan())
		if lines.Text() == ":" {
			comments++
		}
	}
	require.Equal(t, pace{beat: 15 * time.Second, write: 20 * time.Second, age: 15 * time.Minute}, usualPace)
}

func TestAnOldStreamEndsAndTheNextGoesOn(t *testing.T) {
	r := newRig(t, func(o *Options) { o.pace = pace{beat: time.Minute, write: time.Minute, age: 30 * time.Millisecond} })
	s := r.session(uuid.NewString())
	r.tell(s, "one")
	res, _ := r.follow(s)
	next := readEvents(res.Body)
	e, ok := next()
	require.True(t, ok)
	require.Equal(t, "1", e.id)
	_, ok = next()
	require.False(t, ok, "ended without an end event: the client connects again")
	r.tell(s, "two")
	_, again := r.follow(s, "Last-Event-ID", e.id)
	require.Equal(t, "2", again().id)
}

func TestStreamsAndPollsEndWhenTheProcessStops(t *testing.T) {
	stopping := make(chan struct{})
	r := newRig(t, func(o *Options) { o.Stopping = stopping })
	s := r.session(uuid.NewString())
	res, _ := r.follow(s)
	polled := make(chan SessionNews, 1)
	go func() { polled <- r.news(s, "wait=25") }()
	close(stopping)
	_, more := readEvents(res.Body)()
	require.False(t, more)
	require.Equal(t, SessionNews{Events: []SessionEvent{}, Live: liveView(chat.Live{})}, <-polled)
}

func TestAStreamSharesAnHTTP2Connection(t *testing.T) {
	r := newRig(t)
	r.server = httptest.NewUnstartedServer(r.engine)
	r.server.EnableHTTP2 = true
	r.server.StartTLS()
	t.Cleanup(r.server.Close)
	s := r.session(uuid.NewString())
	res, next := r.follow(s)
	require.Equal(t, 2, res.ProtoMajor)
	require.Equal(t, "no", res.Header.Get("X-Accel-Buffering"))
	r.say(s, "Dogs?", "m-1")
	require.Equal(t, "1", next().id)
	require.Equal(t, 200, r.call("POST", "/api/chat/session/"+s.ID+"/end", nil, "X-Visitor-ID", s.VisitorID).StatusCode)
	until("end", next)
}

func TestNobodyElseFollowsAConversation(t *testing.T) {
	r := newRig(t)
	s := r.session(uuid.NewString())
	r.tell(s, "canary")
	_, otherKey := otherSite(t, r)
	path := "/api/chat/session/" + s.ID + "/events"
	follow := func(path string, headers ...string) answer {
		return r.call("GET", path, nil, append([]string{"Accept", "text/event-stream", "X-Visitor-ID", s.VisitorID}, headers...)...)
	}
	withoutID := func(a answer) string { return strings.ReplaceAll(string(a.body), a.Header.Get("X-Request-ID"), "") }
	missing := follow("/api/chat/session/" + uuid.NewString() + "/events")
	for name, c := range map[string]struct {
		headers []string
		status  int
		code    string
	}{
		"another visitor": {[]string{"X-Visitor-ID", uuid.NewString()}, 404, "not_found"},
		"no visitor":      {[]string{"X-Visitor-ID", ""}, 404, "not_found"},
		"another site":    {[]string{"X-API-Key", otherKey}, 404, "not_found"},
		"no key":          {[]string{"X-API-Key", ""}, 401, "missing_api_key"},
		"wrong key":       {[]string{"X-API-Key", "sk_wrong"}, 401, "invalid_api_key"},
		"another origin":  {[]string{"Origin", "https://evil.example"}, 403, "origin_not_allowed"},
		"no origin":       {[]string{"Origin", ""}, 403, "origin_required"},
		"an odd event id": {[]string{"Last-Event-ID", "1 or 1=1"}, 400, "invalid_request"},
		"a negative id":   {[]string{"Last-Event-ID", "-1"}, 400, "invalid_request"},
	} {
		a := follow(path, c.headers...)
		require.Equal(t, c.status, a.StatusCode, "%s: %s", name, a.body)
		require.Equal(t, c.code, a.code(t), name)
		require.NotContains(t, string(a.body), "canary")
		if c.status == 404 {
			require.Equal(t, withoutID(missing), withoutID(a), name)
		}
		if c.status == 403 {
			require.Empty(t, a.Header.Get("Access-Control-Allow-Origin"))
		}
	}
}

func TestAPageMaySendTheHeadersOfAStream(t *testing.T) {
	r := newRig(t)
	a := r.call("OPTIONS", "/api/chat/session/"+uuid.NewString()+"/events", nil, "X-API-Key", "", "Origin", shop,
		"Access-Control-Request-Method", "GET", "Access-Control-Request-Headers", "last-event-id,x-api-key,x-visitor-id")
	require.Equal(t, http.StatusNoContent, a.StatusCode)
	for _, header := range []string{"Last-Event-ID", "Idempotency-Key", "X-API-Key", "X-Visitor-ID"} {
		require.Contains(t, a.Header.Get("Access-Control-Allow-Headers"), header)
	}
	a = r.call("GET", "/api/chat/config", nil, "Origin", shop)
	for _, header := range []string{"Retry-After", "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset", "X-Request-ID"} {
		require.Contains(t, a.Header.Get("Access-Control-Expose-Headers"), header)
	}
}

func TestAnIDThatWasNeverGivenSkipsNothingThatComes(t *testing.T) {
	r := newRig(t)
	s := r.session(uuid.NewString())
	r.tell(s, "one")
	_, next := r.follow(s, "Last-Event-ID", "9007199254740991")
	require.Empty(t, r.news(s, "after=5&wait=0").Events)
	require.EqualValues(t, 1, r.news(s, "after=5&wait=0").LastEventID)
	r.tell(s, "two")
	require.Equal(t, "2", next().id)
}

func TestAPersonJoinsIsShownAsTypingForAWhileAndLeaves(t *testing.T) {
	ctx, r := context.Background(), newRig(t)
	user, err := r.store.CreateUser(ctx, store.NewUser{
		Email: "ann@example.org", Name: "Ann", Password: "correct horse", Role: chat.UserAgent, SiteIDs: []string{r.site.ID}})
	require.NoError(t, err)
	s := r.session(uuid.NewString())
	ann := chat.AgentKey{SiteID: r.site.ID, SessionID: s.ID, AgentID: user.ID}
	_, next := r.follow(s)
	_, err = r.store.TakeOver(ctx, ann)
	require.NoError(t, err)
	joined := until("agent_joined", next)
	require.Equal(t, []string{"1 status", "2 agent_joined"}, names(joined))
	require.JSONEq(t, `{"agent":{"name":"Ann"}}`, joined[1].data)

	r.exec(`update sessions set agent_typing_until = now() + interval '100 ms' where id = $1`, s.ID)
	r.exec(`select pg_notify('innconnect_session', $1)`, s.ID)
	name := "Ann"
	for _, typing := range []bool{true, false} {
		var told TypingEvent
		next().into(t, &told)
		require.Equal(t, TypingEvent{Role: TypingRoleAgent, Name: &name, Typing: typing}, told)
	}
	_, err = r.store.HandBack(ctx, ann)
	require.NoError(t, err)
	require.JSONEq(t, `{"agent":{"name":"Ann"}}`, until("agent_left", next)[0].data)
}

func TestAVisitorIsShownAsTyping(t *testing.T) {
	r := newRig(t)
	s := r.session(uuid.NewString())
	show := func() answer {
		return r.call("POST", "/api/chat/session/"+s.ID+"/typing", nil, "X-Visitor-ID", s.VisitorID)
	}
	require.Equal(t, 204, show().StatusCode)
	before := r.content()
	require.Equal(t, 204, show().StatusCode)
	require.Equal(t, before, r.content(), "a sign so soon after another changes nothing")
	require.Empty(t, r.news(s, "wait=0").Events)
	require.Equal(t, 200, r.call("POST", "/api/chat/session/"+s.ID+"/end", nil, "X-Visitor-ID", s.VisitorID).StatusCode)
	require.Equal(t, "session_closed", show().code(t))
}

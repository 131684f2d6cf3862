package api

import (
	"context"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
	"github.com/innconnect/innconnect/internal/store/storetest"
)

// try sends a message that may be refused.
func (r *rig) try(s Session, content, clientID string, headers ...string) answer {
	r.t.Helper()
	return r.call("POST", "/api/chat/message", NewMessage{SessionID: s.ID, Content: content, ClientMessageID: orNull(clientID)},
		append([]string{"X-Visitor-ID", s.VisitorID}, headers...)...)
}

func number(t testing.TB, a answer, header string) int {
	t.Helper()
	n, err := strconv.Atoi(a.Header.Get(header))
	require.NoError(t, err, header)
	return n
}

func TestTheTwentyFirstMessageWithinAMinuteWaits(t *testing.T) {
	r := newRig(t)
	two := r.beside("other")
	s := r.session(uuid.NewString())
	for i := range 20 { // in turn through two processes
		a := []*rig{r, two}[i%2].try(s, "Hello?", "m-"+strconv.Itoa(i))
		require.Equal(t, 200, a.StatusCode, "%s", a.body)
		require.Equal(t, 20, number(t, a, "X-RateLimit-Limit"))
		require.Equal(t, 19-i, number(t, a, "X-RateLimit-Remaining"))
		require.Positive(t, number(t, a, "X-RateLimit-Reset"))
		require.LessOrEqual(t, number(t, a, "X-RateLimit-Reset"), 60)
	}
	for _, process := range []*rig{r, two, r.beside("other")} { // the last one has just started
		before := r.content()
		a := process.try(s, "Hello?", "m-20")
		require.Equal(t, 429, a.StatusCode)
		require.Equal(t, "rate_limited", a.code(t))
		require.Equal(t, 20, number(t, a, "X-RateLimit-Limit"))
		require.Equal(t, 0, number(t, a, "X-RateLimit-Remaining"))
		require.GreaterOrEqual(t, number(t, a, "Retry-After"), 1)
		require.Equal(t, a.Header.Get("Retry-After"), a.Header.Get("X-RateLimit-Reset"))
		require.Equal(t, before, r.content())
	}
	conflict := two.try(s, "Other", "m-3")
	require.Equal(t, 409, conflict.StatusCode)
	require.Equal(t, 0, number(t, conflict, "X-RateLimit-Remaining"))
	again := two.try(s, "Hello?", "m-3")
	require.Equal(t, 200, again.StatusCode, "a message that is known costs nothing")
	require.Equal(t, 0, number(t, again, "X-RateLimit-Remaining"))

	wait := number(t, r.try(s, "Hello?", "m-20"), "Retry-After")
	storetest.Pass(t, r.url, time.Duration(wait)*time.Second)
	require.Equal(t, 200, r.try(s, "Hello?", "m-20").StatusCode, "after Retry-After there is room")
}

func TestSixtyMessagesAtOnceAreTwentyMessages(t *testing.T) {
	r := newRig(t)
	two := r.beside("other")
	s := r.session(uuid.NewString())
	statuses := make([]int, 60)
	var wg sync.WaitGroup
	for i := range statuses {
		wg.Go(func() { statuses[i] = []*rig{r, two}[i%2].try(s, "Hello?", "").StatusCode })
	}
	wg.Wait()
	count := map[int]int{}
	for _, status := range statuses {
		count[status]++
	}
	require.Equal(t, map[int]int{200: 20, 429: 40}, count)
	stored, err := r.store.ListMessages(context.Background(), r.site.ID, s.ID, 0, 100)
	require.NoError(t, err)
	visitor := 0
	for _, m := range stored {
		if m.Role == chat.RoleVisitor {
			visitor++
		}
	}
	require.Equal(t, 20, visitor)
}

func TestAStreamSaysHowManyMessagesAreLeft(t *testing.T) {
	r := newRig(t)
	s := r.session("")
	res, _ := r.stream(context.Background(), s, "Dogs?", "m-1")
	require.Equal(t, "20", res.Header.Get("X-RateLimit-Limit"))
	require.Equal(t, "19", res.Header.Get("X-RateLimit-Remaining"))
	require.Equal(t, "60", res.Header.Get("X-RateLimit-Reset"))
	require.Contains(t, res.Header.Get("Access-Control-Expose-Headers"), "X-RateLimit-Remaining")
	for i := range 19 {
		r.say(s, "Dogs?", "n-"+strconv.Itoa(i))
	}
	res, _ = r.stream(context.Background(), s, "Dogs?", "m-2")
	require.Equal(t, 429, res.StatusCode)
	require.NotEmpty(t, res.Header.Get("Retry-After"))
}

// limit sets the limits of the rig's site.
func (r *rig) limit(limits chat.Limits) {
	r.t.Helper()
	require.NoError(r.t, r.store.UpdateSettings(context.Background(), store.SettingsChange{SiteID: r.site.ID, Change: func(s *chat.Settings) { s.Limits = limits }}))
}

// begin starts a conversation that may be refused.
func (r *rig) begin(headers ...string) answer {
	r.t.Helper()
	return r.call("POST", "/api/chat/session", nil, append([]string{"X-Visitor-ID", uuid.NewString()}, headers...)...)
}

func TestRotatingSessionsAndForgedAddressesBuyNothing(t *testing.T) {
	r := newRig(t)
	r.limit(chat.Limits{AddressSessionsPerHour: 3})
	two := r.beside("other")
	answers := storetest.InOneMinute(t, func() (out []answer) {
		storetest.Pass(t, r.url, time.Hour)
		for i := range 4 {
			address := "192.0.2." + strconv.Itoa(i)
			out = append(out, []*rig{r, two}[i%2].begin("X-Forwarded-For", address, "X-Real-IP", address, "Forwarded", "for="+address))
		}
		return out
	})
	for _, a := range answers[:3] {
		require.Equal(t, 201, a.StatusCode)
	}
	fourth := answers[3]
	require.Equal(t, 429, fourth.StatusCode)
	require.Equal(t, "rate_limited", fourth.code(t))
	require.GreaterOrEqual(t, number(t, fourth, "Retry-After"), 1)
	require.Equal(t, 3, number(t, fourth, "X-RateLimit-Limit"))
	require.Equal(t, 0, number(t, fourth, "X-RateLimit-Remaining"))
}

func TestATrustedProxySaysWhoCalls(t *testing.T) {
	r := newRig(t, func(o *Options) { o.TrustedProxies = []string{"127.0.0.1", "10.0.0.0/8"} })
	r.limit(chat.Limits{AddressSessionsPerHour: 1})
	statuses := storetest.InOneMinute(t, func() (out []int) {
		storetest.Pass(t, r.url, time.Hour)
		for _, path := range []string{
			"192.0.2.1",                          // a client of the proxy
			"192.0.2.2",                          // another one
			"192.0.2.9, 192.0.2.2",               // says that it is somebody else
			"192.0.2.9, 192.0.2.3, 10.1.2.3",     // a third, through two proxies
			"10.9.9.9, 192.0.2.3",                // says that it is a proxy
			"2001:db8:1:2::1", "2001:db8:1:2::2", // a customer with two addresses
		} {
			out = append(out, r.begin("X-Forwarded-For", path).StatusCode)
		}
		return out
	})
	require.Equal(t, []int{201, 201, 429, 201, 429, 201, 429}, statuses)

	for range 10 { // signing in goes by the same rule
		require.Equal(t, 401, r.login("nobody@example.org", "wrong", "X-Forwarded-For", "192.0.2.66").StatusCode)
	}
	require.Equal(t, 429, r.login("some@example.org", "wrong", "X-Forwarded-For", "192.0.2.99, 192.0.2.66").StatusCode)
	require.Equal(t, 401, r.login("some@example.org", "wrong", "X-Forwarded-For", "192.0.2.67").StatusCode)
}

func TestAProxyThatIsNoAddressIsAMistake(t *testing.T) {
	_, err := New(Options{TrustedProxies: []string{"proxy.example"}})
	require.ErrorContains(t, err, "trust proxies")
}

func TestAnIntegrationsServerIsNotLimitedByItsAddress(t *testing.T) {
	r := newRig(t)
	r.limit(chat.Limits{AddressSessionsPerHour: 1, AddressMessagesPerMinute: 1})
	server, err := r.store.CreateKey(context.Background(), store.NewKey{SiteID: r.site.ID, Kind: store.ServerKey, Name: "crm"})
	require.NoError(t, err)
	for range 3 {
		a := r.begin("X-API-Key", server.Key, "Origin", "")
		require.Equal(t, 201, a.StatusCode, "%s", a.body)
		var s Session
		a.into(t, &s)
		for range 2 {
			require.Equal(t, 200, r.try(s, "Hello?", "", "X-API-Key", server.Key, "Origin", "").StatusCode)
		}
	}
}

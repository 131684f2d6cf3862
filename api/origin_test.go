package api

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/store"
)

func TestOriginsDecideWhoMayUseAKey(t *testing.T) {
	r := newRig(t)
	ctx := context.Background()
	secret, err := r.store.CreateKey(ctx, store.NewKey{SiteID: r.site.ID, Kind: store.ServerKey, Name: "crm"})
	require.NoError(t, err)
	_, _, err = r.store.CreateSite(ctx, store.NewSite{Name: "Other", Origins: []string{"https://other.example"}})
	require.NoError(t, err)
	require.NoError(t, r.store.SetOrigins(ctx, "", r.site.ID, []string{shop, "https://*.shop.example"}))
	for _, c := range []struct {
		name    string
		headers []string
		code    string // "" when allowed
	}{
		{"registered", []string{"Origin", shop}, ""},
		{"subdomain", []string{"Origin", "https://a.b.shop.example"}, ""},
		{"another site's origin", []string{"Origin", "https://other.example"}, "origin_not_allowed"},
		{"suffix", []string{"Origin", "https://evilshop.example"}, "origin_not_allowed"},
		{"prefix", []string{"Origin", "https://shop.example.evil.example"}, "origin_not_allowed"},
		{"scheme", []string{"Origin", "http://shop.example"}, "origin_not_allowed"},
		{"port", []string{"Origin", "https://shop.example:8443"}, "origin_not_allowed"},
		{"null", []string{"Origin", "null"}, "origin_not_allowed"},
		{"referer grants nothing", []string{"Origin", "https://evil.example", "Referer", shop + "/"}, "origin_not_allowed"},
		{"two origins", []string{"Origin", shop + ", https://evil.example"}, "origin_not_allowed"},
		{"browser without origin", []string{"Origin", "", "Sec-Fetch-Site", "cross-site"}, "origin_not_allowed"},
		{"address bar", []string{"Origin", "", "Sec-Fetch-Site", "none"}, "origin_not_allowed"},
		{"own page under an unregistered name", []string{"Origin", "", "Sec-Fetch-Site", "same-origin"}, "origin_not_allowed"},
		{"server key from a program", []string{"Origin", "", "X-API-Key", secret.Key}, ""},
		{"server key from a browser", []string{"Origin", "", "Sec-Fetch-Site", "cross-site", "X-API-Key", secret.Key}, "origin_not_allowed"},
		{"server key in a foreign page", []string{"X-API-Key", secret.Key, "Origin", "https://evil.example"}, "origin_not_allowed"},
		{"public key from a program", []string{"Origin", ""}, "origin_required"},
		{"public key from a program with a referer", []string{"Origin", "", "Referer", shop + "/"}, "origin_required"},
	} {
		a := r.call("GET", "/api/chat/config", nil, c.headers...)
		allowed := a.Header.Get("Access-Control-Allow-Origin")
		if c.code != "" {
			require.Equal(t, 403, a.StatusCode, c.name)
			require.Equal(t, c.code, a.code(t), c.name)
			require.Empty(t, allowed, c.name)
			continue
		}
		require.Equal(t, 200, a.StatusCode, "%s: %s", c.name, a.body)
		require.Equal(t, c.headers[1], allowed, c.name)
	}
}

func TestAPageOnOurOwnAddressCountsWhenRegistered(t *testing.T) {
	r := newRig(t)
	require.Equal(t, 403, r.call("GET", "/api/chat/config", nil, "Origin", "", "Sec-Fetch-Site", "same-origin").StatusCode)
	require.NoError(t, r.store.SetOrigins(context.Background(), "", r.site.ID, []string{r.server.URL}))
	require.Equal(t, 200, r.call("GET", "/api/chat/config", nil, "Origin", "", "Sec-Fetch-Site", "same-origin").StatusCode)
}

// chatCalls are all calls of the contract that need a site's key.
func chatCalls(t testing.TB) (out []endpoint) {
	t.Helper()
	all, err := endpoints()
	require.NoError(t, err)
	for _, e := range all {
		if !e.staff && e.keyed {
			out = append(out, e)
		}
	}
	return out
}

func TestEveryRouteAnswersItsSitesPagesAlone(t *testing.T) {
	r := newRig(t)
	s := r.session("")
	before := r.content()
	for _, e := range chatCalls(t) {
		for _, accept := range []string{"application/json", "text/event-stream"} {
			call := func(headers ...string) answer {
				body := map[string]any{"GET": nil, "POST": `{}`}[e.method]
				return r.call(e.method, e.about(s.ID), body, append([]string{"Accept", accept}, headers...)...)
			}
			for code, headers := range map[string][]string{
				"origin_not_allowed": {"Origin", "https://evil.example", "Referer", shop + "/"},
				"origin_required":    {"Origin", "", "Referer", shop + "/"},
			} {
				a := call(headers...)
				require.Equal(t, 403, a.StatusCode, "%s: %s", e.path, a.body)
				require.Equal(t, code, a.code(t), e.path)
				require.Empty(t, a.Header.Get("Access-Control-Allow-Origin"), e.path)
			}
			a := call("Origin", "", "Sec-Fetch-Site", "cross-site")
			require.Equal(t, "origin_not_allowed", a.code(t), e.path)
		}
	}
	require.Equal(t, before, r.content(), "nothing is written")
	require.Zero(t, r.talk.count(), "and no model is asked")
}

func TestARegisteredPageReadsEveryAnswer(t *testing.T) {
	r := newRig(t)
	for _, e := range chatCalls(t) {
		for _, key := range []string{r.key, "sk_mistyped", ""} {
			a := r.call(e.method, e.about(uuid.NewString()), nil, "X-API-Key", key)
			require.Equal(t, shop, a.Header.Get("Access-Control-Allow-Origin"), "%s: %d", e.path, a.StatusCode)
			for _, name := range []string{"Retry-After", "X-Request-ID"} {
				require.Contains(t, a.Header.Get("Access-Control-Expose-Headers"), name, e.path)
			}
		}
	}
}

func TestPreflightsAreAnsweredForOriginsThatAnySiteRegistered(t *testing.T) {
	r := newRig(t)
	contract, err := loadContract()
	require.NoError(t, err)
	ask := func(method, path, origin string) answer {
		return r.call("OPTIONS", path, nil, "X-API-Key", "", "Origin", origin,
			"Access-Control-Request-Method", method, "Access-Control-Request-Headers", "x-api-key,content-type")
	}
	for _, e := range chatCalls(t) {
		a := ask(e.method, e.about(uuid.NewString()), shop)
		require.Equal(t, 204, a.StatusCode, e.path)
		require.Equal(t, shop, a.Header.Get("Access-Control-Allow-Origin"))
		require.Equal(t, "600", a.Header.Get("Access-Control-Max-Age"))
		require.Contains(t, a.Header.Get("Access-Control-Allow-Methods"), e.method)
		allowed := strings.Split(a.Header.Get("Access-Control-Allow-Headers"), ", ")
		require.Subset(t, allowed, []string{"Accept", "Content-Type", "X-API-Key", "X-Request-ID", "X-Visitor-ID"})
		require.Subset(t, allowed, contract.requestHeaders)
		for _, foreign := range []string{"https://evil.example", "null", ""} {
			a = ask(e.method, e.about(uuid.NewString()), foreign)
			require.Equal(t, 403, a.StatusCode, e.path)
			require.Equal(t, "origin_not_allowed", a.code(t))
			require.Empty(t, a.Header.Get("Access-Control-Allow-Origin"))
		}
	}
	require.Equal(t, 405, r.call("OPTIONS", "/api/chat/message", nil).StatusCode, "no preflight")
}

func TestARegisteredPageCanReadWhatIsWrong(t *testing.T) {
	r := newRig(t)
	for _, a := range []answer{
		r.call("GET", "/api/chat/config", nil, "Origin", shop, "X-API-Key", "sk_mistyped"),
		r.call("POST", "/api/chat/message", "{", "Origin", shop),
		r.call("GET", "/api/chat/health", nil, "Origin", shop, "X-API-Key", ""),
	} {
		require.Equal(t, shop, a.Header.Get("Access-Control-Allow-Origin"))
	}
	require.Empty(t, r.call("GET", "/api/chat/health", nil, "Origin", "https://evil.example").Header.Get("Access-Control-Allow-Origin"))
}

func TestARegisteredPageReadsStreams(t *testing.T) {
	r := newRig(t)
	s := r.session("")
	events, _ := r.follow(s)
	answer, _ := r.stream(t.Context(), s, "Hello?", "1")
	for _, res := range []*http.Response{events, answer} {
		require.Equal(t, 200, res.StatusCode)
		require.Equal(t, "text/event-stream", res.Header.Get("Content-Type"))
		require.Equal(t, shop, res.Header.Get("Access-Control-Allow-Origin"))
		require.Equal(t, "Origin", res.Header.Get("Vary"))
	}
}

package api

import (
	"context"
	"encoding/json"
	"net/http"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/store"
	"github.com/innconnect/innconnect/internal/store/storetest"
)

func contentWithoutClock(t testing.TB, r *rig) map[string]string {
	return storetest.Content(t, r.url)
}

// sessionRoutes are all calls that open a session or one of its messages.
func sessionRoutes(s Session, reply string) []struct{ method, path, body string } {
	return []struct{ method, path, body string }{
		{"GET", "/api/chat/session/" + s.ID, ""},
		{"POST", "/api/chat/session/" + s.ID + "/end", ""},
		{"POST", "/api/chat/session/" + s.ID + "/rate", `{"stars":1}`},
		{"GET", "/api/chat/history/" + s.ID, ""},
		{"POST", "/api/chat/message", `{"content":"hi","session_id":"` + s.ID + `"}`},
		{"POST", "/api/chat/message/" + reply + "/react", `{"reaction":"down"}`},
	}
}

func TestNobodyElseOpensAConversation(t *testing.T) {
	r := newRig(t)
	s := r.session(uuid.NewString())
	reply := r.say(s, "Hello?", "").Reply.ID
	_, otherKey := otherSite(t, r)
	unknown := Session{ID: uuid.NewString(), VisitorID: s.VisitorID}
	before := contentWithoutClock(t, r)
	for i, route := range sessionRoutes(s, reply) {
		missing := sessionRoutes(unknown, uuid.NewString())[i]
		attempts := map[string]answer{
			"another visitor": r.call(route.method, route.path, nilIfEmpty(route.body), "X-Visitor-ID", uuid.NewString()),
			"no visitor id":   r.call(route.method, route.path, nilIfEmpty(route.body)),
			"another site":    r.call(route.method, route.path, nilIfEmpty(route.body), "X-Visitor-ID", s.VisitorID, "X-API-Key", otherKey),
			"not there":       r.call(missing.method, missing.path, nilIfEmpty(missing.body), "X-Visitor-ID", s.VisitorID),
		}
		var want map[string]any
		for who, a := range attempts {
			require.Equal(t, http.StatusNotFound, a.StatusCode, "%s %s: %s", route.path, who, a.body)
			var got map[string]any
			require.NoError(t, json.Unmarshal(a.body, &got))
			delete(got, "request_id")
			if want == nil {
				want = got
			}
			require.Equal(t, want, got, "%s %s", route.path, who)
		}
	}
	require.Equal(t, before, contentWithoutClock(t, r))
}

func TestAVisitorIDOpensItsSessionsInAnySpelling(t *testing.T) {
	r := newRig(t)
	s := r.session(upper(uuid.NewString()))
	require.Equal(t, 200, r.call("GET", "/api/chat/session/"+upper(s.ID), nil, "X-Visitor-ID", upper(s.VisitorID)).StatusCode)
}

func TestASessionWithoutVisitorIDOpensByItsOwnUntilTheClientKeepsOne(t *testing.T) {
	r := newRig(t)
	s := r.session("")
	path := "/api/chat/session/" + s.ID
	require.Equal(t, 200, r.call("GET", path, nil).StatusCode)
	require.Equal(t, 200, r.call("GET", path, nil, "X-Visitor-ID", s.VisitorID).StatusCode)
	require.Equal(t, 404, r.call("GET", path, nil, "X-Visitor-ID", uuid.NewString()).StatusCode)
	require.Equal(t, s.VisitorID, r.session(s.VisitorID).VisitorID)
	require.Equal(t, 404, r.call("GET", path, nil).StatusCode)
	require.Equal(t, 200, r.call("GET", path, nil, "X-Visitor-ID", s.VisitorID).StatusCode)
}

func TestEveryRouteButHealthNeedsAWorkingKey(t *testing.T) {
	r := newRig(t)
	s := r.session("")
	routes := append(sessionRoutes(s, uuid.NewString()),
		[]struct{ method, path, body string }{{"GET", "/api/chat/config", ""}, {"POST", "/api/chat/session", ""}}...)
	before := contentWithoutClock(t, r)
	for _, route := range routes {
		for key, code := range map[string]string{
			"": "missing_api_key", "sk_wrong": "invalid_api_key", "sk_" + "abcdefghijklmnopqrstuvwxyz012345": "invalid_api_key",
			"' or 1=1 --": "invalid_api_key", r.key + "x": "invalid_api_key", "ssk_abcdefghijklmnopqrstuvwxyz0123456789abcd": "invalid_api_key",
		} {
			a := r.call(route.method, route.path, nilIfEmpty(route.body), "X-API-Key", key)
			require.Equal(t, 401, a.StatusCode, "%s with %q", route.path, key)
			require.Equal(t, code, a.code(t))
		}
	}
	require.Equal(t, before, contentWithoutClock(t, r))
}

func TestOriginsDecideWhoMayUseAKey(t *testing.T) {
	r := newRig(t)
	ctx := context.Background()
	_, serverKey, err := r.store.CreateServerKey(ctx, r.site.ID, "crm")
	require.NoError(t, err)
	_, _, err = r.store.CreateSite(ctx, store.NewSite{Name: "Other", Origins: []string{"https://other.example"}})
	require.NoError(t, err)
	require.NoError(t, r.store.SetOrigins(ctx, r.site.ID, []string{shop, "https://*.shop.example"}))
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
		{"browser without origin", []string{"Sec-Fetch-Site", "cross-site"}, "origin_not_allowed"},
		{"address bar", []string{"Sec-Fetch-Site", "none"}, "origin_not_allowed"},
		{"own page under an unregistered name", []string{"Sec-Fetch-Site", "same-origin"}, "origin_not_allowed"},
		{"server key from a program", []string{"X-API-Key", serverKey}, ""},
		{"server key in a foreign page", []string{"X-API-Key", serverKey, "Origin", "https://evil.example"}, "origin_not_allowed"},
		{"public key from a program", nil, ""},
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
		if len(c.headers) > 0 && c.headers[0] == "Origin" {
			require.Equal(t, c.headers[1], allowed, c.name)
			require.Contains(t, a.Header.Get("Access-Control-Expose-Headers"), "Retry-After")
		}
	}
}

func TestAPageOnOurOwnAddressCountsWhenRegistered(t *testing.T) {
	r := newRig(t)
	require.Equal(t, 403, r.call("GET", "/api/chat/config", nil, "Sec-Fetch-Site", "same-origin").StatusCode)
	require.NoError(t, r.store.SetOrigins(context.Background(), r.site.ID, []string{r.server.URL}))
	require.Equal(t, 200, r.call("GET", "/api/chat/config", nil, "Sec-Fetch-Site", "same-origin").StatusCode)
}

func TestAPublicKeyFromAProgramCanBeRefused(t *testing.T) {
	r := newRig(t, func(o *Options) { o.RequireOrigin = true })
	a := r.call("GET", "/api/chat/config", nil)
	require.Equal(t, 403, a.StatusCode)
	require.Equal(t, "origin_required", a.code(t))
	_, serverKey, err := r.store.CreateServerKey(context.Background(), r.site.ID, "crm")
	require.NoError(t, err)
	require.Equal(t, 200, r.call("GET", "/api/chat/config", nil, "X-API-Key", serverKey).StatusCode)
}

func TestPreflightsAreAnsweredForOriginsThatAnySiteRegistered(t *testing.T) {
	r := newRig(t)
	ask := func(origin string) answer {
		return r.call("OPTIONS", "/api/chat/message", nil, "X-API-Key", "", "Origin", origin,
			"Access-Control-Request-Method", "POST", "Access-Control-Request-Headers", "x-api-key,content-type")
	}
	a := ask(shop)
	require.Equal(t, 204, a.StatusCode)
	require.Equal(t, shop, a.Header.Get("Access-Control-Allow-Origin"))
	require.Equal(t, "600", a.Header.Get("Access-Control-Max-Age"))
	require.Contains(t, a.Header.Get("Access-Control-Allow-Headers"), "X-Visitor-ID")
	a = ask("https://evil.example")
	require.Equal(t, 403, a.StatusCode)
	require.Equal(t, "origin_not_allowed", a.code(t))
	require.Empty(t, a.Header.Get("Access-Control-Allow-Origin"))
	require.Equal(t, 405, r.call("OPTIONS", "/api/chat/message", nil, "Origin", shop).StatusCode)
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

func nilIfEmpty(body string) any {
	if body == "" {
		return nil
	}
	return body
}

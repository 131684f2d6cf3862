package api

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/store/storetest"
)

func contentWithoutClock(t testing.TB, r *rig) map[string]string {
	return storetest.Content(t, r.url)
}

// sessionRoutes are all calls that open a session or one of its messages.
func sessionRoutes(s Session, reply string) []struct{ method, path, body string } {
	return []struct{ method, path, body string }{
		{"GET", "/api/chat/session/" + s.ID, ""},
		{"GET", "/api/chat/session/" + s.ID + "/events?wait=0", ""},
		{"POST", "/api/chat/session/" + s.ID + "/typing", ""},
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

func nilIfEmpty(body string) any {
	if body == "" {
		return nil
	}
	return body
}

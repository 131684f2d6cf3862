package api

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// FuzzBodies holds that no body makes the API fail: every answer is a success
// or a 4xx problem document of the contract.
func FuzzBodies(f *testing.F) {
	r := newRig(f)
	session := r.session("")
	reply := r.say(session, "Hello?", "").Reply.ID
	ended := r.session("")
	require.Equal(f, 200, r.call("POST", "/api/chat/session/"+ended.ID+"/end", nil).StatusCode)
	paths := []string{
		"/api/chat/session", "/api/chat/message", "/api/chat/session/" + session.ID + "/rate",
		"/api/chat/session/" + ended.ID + "/rate", "/api/chat/message/" + reply + "/react",
	}
	for _, seed := range []string{
		``, `{}`, `[]`, `null`, `"x"`, `1e999`, `-0`, `{"a":{"a":{"a":[[[[]]]]}}}`, `{"content":"\ud800","session_id":"` + session.ID + `"}`,
		`{"content":"\u202e\u0007","session_id":"` + session.ID + `"}`, `{"session_id":"` + uuid.NewString() + `","content":"x"}`,
		`{"stars":5,"tags":["Helpful","Helpful"],"feedback":"\n"}`, `{"stars":5e0}`, `{"stars":1.0}`, `{"reaction":null}`, `{"reaction":"up","reaction":"down"}`,
		`{"language":"en","page_url":"http://[::1]/%","name":"<b>","email":"a@b"}`, `{"page_url":"https://\u0000"}`, "\xef\xbb\xbf{}", "\xff",
	} {
		for i := range paths {
			f.Add(uint8(i), []byte(seed))
		}
	}
	f.Fuzz(func(t *testing.T, path uint8, body []byte) {
		at := *r
		at.t = t
		a := at.call("POST", paths[int(path)%len(paths)], body)
		require.Less(t, a.StatusCode, 500, "%s", a.body)
	})
}

// FuzzPaths holds the same for addresses and headers.
func FuzzPaths(f *testing.F) {
	r := newRig(f)
	for _, seed := range []string{"", "x", "%00", "%ff", "..%2f..", "' or 1=1 --", uuid.NewString(), strings.Repeat("a", 300), "?after=9223372036854775808", "?limit=1e3"} {
		f.Add(seed, seed)
	}
	f.Fuzz(func(t *testing.T, tail, visitor string) {
		req, err := http.NewRequest("GET", r.server.URL+"/api/chat/history/"+tail, nil)
		if err != nil || req.URL.Host != strings.TrimPrefix(r.server.URL, "http://") {
			t.Skip("no address")
		}
		req.Header["X-Visitor-Id"] = []string{visitor}
		req.Header.Set("X-API-Key", r.key)
		res, err := r.server.Client().Do(req)
		if err != nil {
			t.Skip("not sent")
		}
		defer res.Body.Close()
		require.Less(t, res.StatusCode, 500)
	})
}

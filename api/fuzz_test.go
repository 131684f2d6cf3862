package api

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// FuzzBodies holds that no body makes a call fail: every answer is a success or
// a 4xx problem document of the contract.
func FuzzBodies(f *testing.F) {
	r := newRig(f)
	g := newGuest(r)
	calls := withBodies(f)
	for i, e := range calls {
		example, err := e.example()
		require.NoError(f, err)
		body, err := json.Marshal(example)
		require.NoError(f, err)
		f.Add(uint8(i), body)
	}
	for i, body := range hostileTexts(f, "json.txt") {
		f.Add(uint8(i%len(calls)), []byte(body))
	}
	f.Fuzz(func(t *testing.T, call uint8, body []byte) {
		at := *r
		at.t, g.rig = t, &at
		g.send(calls[int(call)%len(calls)], func(p prepared) (string, any) { return p.target, body })
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
		req.Header.Set("Origin", shop)
		res, err := r.server.Client().Do(req)
		if err != nil {
			t.Skip("not sent")
		}
		defer res.Body.Close()
		require.Less(t, res.StatusCode, 500)
	})
}

package api

import (
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

func TestBadInputIsRefusedAndChangesNothing(t *testing.T) {
	r := newRig(t)
	open := r.session("")
	answered := r.say(open, "Hello?", "known")
	closed := r.session("")
	closedReply := r.say(closed, "Hello?", "known")
	require.Equal(t, 200, r.call("POST", "/api/chat/session/"+closed.ID+"/end", `{}`).StatusCode)

	message := func(content string) string {
		return `{"session_id":"` + open.ID + `","content":` + content + `}`
	}
	before := r.content()
	for _, c := range []struct {
		name, method, path string
		body               any
		status             int
		code               string
		field              string // in errors, "" for any
		headers            []string
	}{
		{"unknown session", "GET", "/api/chat/session/" + uuid.NewString(), nil, 404, "not_found", "", nil},
		{"session id that is none", "GET", "/api/chat/session/1", nil, 400, "invalid_request", "id", nil},
		{"session id with NUL", "GET", "/api/chat/session/%00", nil, 400, "invalid_request", "id", nil},
		{"SQL for a session id", "GET", "/api/chat/history/'%20or%201=1", nil, 400, "invalid_request", "sessionId", nil},
		{"empty message", "POST", "/api/chat/message", message(`""`), 400, "message_empty", "content", nil},
		{"blank message", "POST", "/api/chat/message", message(`" \n\t "`), 400, "message_empty", "", nil},
		{"5,000 characters", "POST", "/api/chat/message", message(`"` + strings.Repeat("é", 5000) + `"`), 400, "message_too_long", "content", nil},
		{"no message", "POST", "/api/chat/message", nil, 400, "invalid_request", "", nil},
		{"broken JSON", "POST", "/api/chat/message", `{"session_id":`, 400, "invalid_request", "", nil},
		{"two JSON values", "POST", "/api/chat/message", message(`"a"`) + `{}`, 400, "invalid_request", "", nil},
		{"an array", "POST", "/api/chat/message", `[]`, 400, "invalid_request", "", nil},
		{"null", "POST", "/api/chat/message", `null`, 400, "invalid_request", "", nil},
		{"a raw NUL", "POST", "/api/chat/message", message("\"a\x00b\""), 400, "invalid_request", "", nil},
		{"an escaped NUL", "POST", "/api/chat/message", message(`"a\u0000b"`), 400, "invalid_request", "", nil},
		{"a NUL in a name", "POST", "/api/chat/message", `{"a\u0000":1}`, 400, "invalid_request", "", nil},
		{"invalid UTF-8", "POST", "/api/chat/message", message("\"\xff\xfe\""), 400, "invalid_request", "", nil},
		{"deep nesting", "POST", "/api/chat/message", strings.Repeat("[", 30000), 400, "invalid_request", "", nil},
		{"unknown field", "POST", "/api/chat/message", `{"role":"system","session_id":"` + open.ID + `","content":"a"}`, 400, "invalid_request", "role", nil},
		{"unknown spelling", "POST", "/api/chat/message", `{"SESSION_ID":"` + open.ID + `","content":"a"}`, 400, "invalid_request", "", nil},
		{"missing field", "POST", "/api/chat/message", `{"content":"a"}`, 400, "invalid_request", "session_id", nil},
		{"wrong type", "POST", "/api/chat/message", message(`5`), 400, "invalid_request", "content", nil},
		{"session id of a wrong form", "POST", "/api/chat/message", `{"session_id":"x","content":"a"}`, 400, "invalid_request", "session_id", nil},
		{"client id of a wrong form", "POST", "/api/chat/message", `{"session_id":"` + open.ID + `","content":"a","client_message_id":"a b"}`, 400, "invalid_request", "client_message_id", nil},
		{"client id with other content", "POST", "/api/chat/message", `{"session_id":"` + open.ID + `","content":"other","client_message_id":"known"}`, 409, "idempotency_conflict", "", nil},
		{"closed session", "POST", "/api/chat/message", `{"session_id":"` + closed.ID + `","content":"a"}`, 409, "session_closed", "", nil},
		{"huge body", "POST", "/api/chat/message", message(`"` + strings.Repeat("a", 70000) + `"`), 413, "body_too_large", "", nil},
		{"form body", "POST", "/api/chat/message", "content=a", 415, "unsupported_media_type", "", []string{"Content-Type", "application/x-www-form-urlencoded"}},
		{"text body", "POST", "/api/chat/message", message(`"a"`), 415, "unsupported_media_type", "", []string{"Content-Type", "text/plain"}},
		{"no content type", "POST", "/api/chat/message", message(`"a"`), 415, "unsupported_media_type", "", []string{"Content-Type", ""}},
		{"other charset", "POST", "/api/chat/message", message(`"a"`), 415, "unsupported_media_type", "", []string{"Content-Type", "application/json; charset=utf-16"}},
		{"compressed body", "POST", "/api/chat/message", message(`"a"`), 415, "unsupported_media_type", "", []string{"Content-Encoding", "gzip"}},
		{"visitor id of a wrong form", "POST", "/api/chat/session", nil, 400, "invalid_request", "X-Visitor-ID", []string{"X-Visitor-ID", "me"}},
		{"session with an unknown field", "POST", "/api/chat/session", `{"status":"closed"}`, 400, "invalid_request", "status", nil},
		{"language", "POST", "/api/chat/session", `{"language":"x'; drop table"}`, 400, "invalid_request", "language", nil},
		{"script as a page", "POST", "/api/chat/session", `{"page_url":"javascript:alert(1)"}`, 400, "invalid_request", "page_url", nil},
		{"e-mail", "POST", "/api/chat/session", `{"email":"nobody"}`, 400, "invalid_request", "email", nil},
		{"e-mail with a header", "POST", "/api/chat/session", `{"email":"a@b.example\r\nBcc: c@d.example"}`, 400, "invalid_request", "email", nil},
		{"name with a line break", "POST", "/api/chat/session", `{"name":"a\r\nb"}`, 400, "invalid_request", "name", nil},
		{"body where none belongs", "GET", "/api/chat/config", `{}`, 400, "invalid_request", "", nil},
		{"end with a field", "POST", "/api/chat/session/" + open.ID + "/end", `{"a":1}`, 400, "invalid_request", "a", nil},
		{"rating before the end", "POST", "/api/chat/session/" + open.ID + "/rate", `{"stars":5}`, 409, "session_not_closed", "", nil},
		{"no stars", "POST", "/api/chat/session/" + closed.ID + "/rate", `{"stars":0}`, 400, "invalid_request", "stars", nil},
		{"six stars", "POST", "/api/chat/session/" + closed.ID + "/rate", `{"stars":6}`, 400, "invalid_request", "stars", nil},
		{"half a star", "POST", "/api/chat/session/" + closed.ID + "/rate", `{"stars":4.5}`, 400, "invalid_request", "stars", nil},
		{"stars as text", "POST", "/api/chat/session/" + closed.ID + "/rate", `{"stars":"5"}`, 400, "invalid_request", "stars", nil},
		{"unknown tag", "POST", "/api/chat/session/" + closed.ID + "/rate", `{"stars":5,"tags":["x"]}`, 400, "invalid_request", "tags", nil},
		{"long feedback", "POST", "/api/chat/session/" + closed.ID + "/rate", `{"stars":5,"feedback":"` + strings.Repeat("a", 2001) + `"}`, 400, "invalid_request", "feedback", nil},
		{"unknown message", "POST", "/api/chat/message/" + uuid.NewString() + "/react", `{"reaction":"up"}`, 404, "not_found", "", nil},
		{"unknown reaction", "POST", "/api/chat/message/" + answered.Reply.ID + "/react", `{"reaction":"love"}`, 400, "invalid_request", "reaction", nil},
		{"no reaction", "POST", "/api/chat/message/" + answered.Reply.ID + "/react", `{}`, 400, "invalid_request", "reaction", nil},
		{"reaction to oneself", "POST", "/api/chat/message/" + answered.Message.ID + "/react", `{"reaction":"up"}`, 400, "invalid_request", "", nil},
		{"reaction after the end", "POST", "/api/chat/message/" + closedReply.Reply.ID + "/react", `{"reaction":"up"}`, 409, "session_closed", "", nil},
		{"limit", "GET", "/api/chat/history/" + open.ID + "?limit=501", nil, 400, "invalid_request", "limit", nil},
		{"limit that is none", "GET", "/api/chat/history/" + open.ID + "?limit=x", nil, 400, "invalid_request", "limit", nil},
		{"limit twice", "GET", "/api/chat/history/" + open.ID + "?limit=1&limit=2", nil, 400, "invalid_request", "limit", nil},
		{"cursor", "GET", "/api/chat/history/" + open.ID + "?after=-1", nil, 400, "invalid_request", "after", nil},
		{"unknown path", "GET", "/api/chat/nothing", nil, 404, "not_found", "", nil},
		{"unknown root", "GET", "/wp-login.php", nil, 404, "not_found", "", nil},
		{"trailing slash", "GET", "/api/chat/config/", nil, 404, "not_found", "", nil},
		{"wrong method", "DELETE", "/api/chat/session/" + open.ID, nil, 405, "method_not_allowed", "", nil},
		{"GET where POST belongs", "GET", "/api/chat/message", nil, 405, "method_not_allowed", "", nil},
		{"readiness", "GET", "/api/chat/health?ready=yes", nil, 400, "invalid_request", "ready", nil},
	} {
		a := r.call(c.method, c.path, c.body, c.headers...)
		require.Equal(t, c.status, a.StatusCode, "%s: %s", c.name, a.body)
		var p Problem
		a.into(t, &p)
		require.Equal(t, c.code, string(p.Code), c.name)
		if c.field != "" {
			require.NotNil(t, p.Errors, "%s: %s", c.name, a.body)
			require.Equal(t, c.field, (*p.Errors)[0].Field, "%s: %s", c.name, a.body)
		}
		if c.status == 405 {
			require.NotEmpty(t, a.Header.Get("Allow"), c.name)
		}
	}
	require.Equal(t, before, r.content())
}

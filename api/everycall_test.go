package api

import (
	"maps"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
)

// TestEveryCallRefusesWhatBreaksTheContract breaks a good request for each call
// in one place at a time.
func TestEveryCallRefusesWhatBreaksTheContract(t *testing.T) {
	r := newRig(t)
	calls := r.prepareEveryCall()
	before := r.content()
	for _, c := range calls {
		t.Run(c.id, func(t *testing.T) {
			at := *r
			at.t = t
			refuse := func(what string, want chat.Code, target string, body any, headers ...string) {
				t.Helper()
				a := at.call(c.method, target, body, append(c.headers, headers...)...)
				require.Equal(t, string(want), a.code(t), "%s: %s", what, a.body)
			}
			for _, p := range c.spec.Parameters {
				switch p := p.Value; p.In {
				case "path":
					refuse(p.Name, chat.CodeInvalid, strings.Replace(c.path, "{"+p.Name+"}", "%00", 1), c.body)
				case "query":
					refuse(p.Name, chat.CodeInvalid, withQuery(c.target, p.Name+"=%00"), c.body)
					refuse(p.Name+" twice", chat.CodeInvalid, withQuery(c.target, p.Name+"=1&"+p.Name+"=1"), c.body)
				case "header":
					refuse(p.Name, chat.CodeInvalid, c.target, c.body, p.Name, "' or 1=1")
				}
			}
			if c.spec.RequestBody == nil {
				refuse("a body", chat.CodeInvalid, c.target, `{}`)
				return
			}
			refuse("broken JSON", chat.CodeInvalid, c.target, `{"a":`)
			refuse("no object", chat.CodeInvalid, c.target, `[]`)
			refuse("two values", chat.CodeInvalid, c.target, plain(c.body)+`{}`)
			refuse("invalid UTF-8", chat.CodeInvalid, c.target, "{\"a\":\"\xff\"}")
			refuse("an unknown field", chat.CodeInvalid, c.target, changed(c.body, "nobody_knows_me", 1))
			refuse("a form", chat.CodeUnsupportedMedia, c.target, "a=b", "Content-Type", "application/x-www-form-urlencoded")
			refuse("a large body", chat.CodeBodyTooLarge, c.target, strings.Repeat(" ", int(c.most)+1))
			for name := range c.body.(map[string]any) {
				refuse(name+" with a NUL", chat.CodeInvalid, c.target, changed(c.body, name, "a\x00b"))
				refuse(name+" as an object", chat.CodeInvalid, c.target, changed(c.body, name, map[string]any{"a": 1}))
			}
			for _, name := range c.spec.RequestBody.Value.GetMediaType("application/json").Schema.Value.Required {
				without := maps.Clone(c.body.(map[string]any))
				delete(without, name)
				refuse("no "+name, chat.CodeInvalid, c.target, without)
			}
		})
	}
	require.Equal(t, before, r.content())
}

func changed(body any, field string, value any) map[string]any {
	out := maps.Clone(body.(map[string]any))
	out[field] = value
	return out
}

func withQuery(target, query string) string {
	if strings.Contains(target, "?") {
		return target + "&" + query
	}
	return target + "?" + query
}

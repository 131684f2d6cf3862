package api

import (
	"bufio"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"github.com/innconnect/innconnect/internal/chat"
)

// hostileTexts reads a corpus of testdata/hostile: a text a line, where ⏎ is a
// line break. In .quoted files a line is a Go string, with N* before it for N
// copies.
func hostileTexts(t testing.TB, file string) (out []string) {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", "hostile", file))
	require.NoError(t, err)
	defer f.Close()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		text := lines.Text()
		if !strings.HasSuffix(file, ".quoted") {
			out = append(out, strings.ReplaceAll(text, "⏎", "\n"))
			continue
		}
		times := 1
		if n, rest, many := strings.Cut(text, "*\""); many && n != "" && !strings.Contains(n, `"`) {
			times, err = strconv.Atoi(n)
			require.NoError(t, err)
			text = `"` + rest
		}
		one, err := strconv.Unquote(text)
		require.NoError(t, err, text)
		out = append(out, strings.Repeat(one, times))
	}
	require.NoError(t, lines.Err())
	require.NotEmpty(t, out)
	return out
}

// everyHostileText is all of them that JSON can carry.
func everyHostileText(t testing.TB) (out []string) {
	for _, file := range []string{"markup.txt", "markdown.txt", "sql.txt", "addresses.txt", "naughty.quoted", "ordinary.txt"} {
		for _, text := range hostileTexts(t, file) {
			if utf8.ValidString(text) {
				out = append(out, text)
			}
		}
	}
	return out
}

// door is a place in a call's body that takes text.
type door struct {
	endpoint
	path []string // names, and 0 for the first item of a list
}

// textDoors finds the places in a schema that take any text.
func textDoors(schema *openapi3.Schema, at []string) (out [][]string) {
	if schema.Type.Is("string") && len(schema.Enum) == 0 && schema.Format != "uuid" {
		return [][]string{at}
	}
	for _, name := range slices.Sorted(maps.Keys(schema.Properties)) {
		out = append(out, textDoors(schema.Properties[name].Value, append(slices.Clip(at), name))...)
	}
	if schema.Items != nil {
		out = append(out, textDoors(schema.Items.Value, append(slices.Clip(at), "0"))...)
	}
	return out
}

// put returns a body with a text at a place.
func put(body any, path []string, text string) any {
	switch {
	case len(path) == 0:
		return text
	case path[0] == "0":
		list, _ := body.([]any)
		if len(list) == 0 {
			return []any{put(nil, path[1:], text)}
		}
		list = slices.Clone(list)
		list[0] = put(list[0], path[1:], text)
		return list
	}
	object, _ := body.(map[string]any)
	out := maps.Clone(object)
	if out == nil {
		out = map[string]any{}
	}
	out[path[0]] = put(out[path[0]], path[1:], text)
	return out
}

// guest makes hostile calls. It makes a good request anew when one was accepted.
type guest struct {
	scene
	cookie   []string
	requests map[string]*prepared
}

func newGuest(r *rig) *guest {
	user := r.user(uuid.NewString()+"@example.org", chat.UserAdmin)
	return &guest{scene: scene{rig: r, visitor: uuid.NewString(), user: user}, cookie: r.cookie(user.Email, password), requests: map[string]*prepared{}}
}

func (g *guest) send(e endpoint, change func(p prepared) (target string, body any), headers ...string) answer {
	g.t.Helper()
	p := g.requests[e.id]
	if p == nil {
		p = &prepared{endpoint: e, headers: []string{"X-Visitor-ID", g.visitor}}
		if e.staff {
			p.headers = append(slices.Clone(g.cookie), "X-API-Key", "")
		}
		_, p.target, p.body = g.sample(e)
		g.requests[e.id] = p
	}
	target, body := change(*p)
	a := g.call(e.method, target, body, append(slices.Clone(p.headers), headers...)...)
	require.Less(g.t, a.StatusCode, 500, "%s %s: %s", e.name, plain(body), a.body)
	if a.StatusCode < 300 {
		delete(g.requests, e.id)
	}
	return a
}

// reachable are the calls that a guest can make again and again: not those that
// end its session or spend its attempts at a password.
func reachable(t testing.TB) []endpoint {
	all, err := endpoints()
	require.NoError(t, err)
	return slices.DeleteFunc(all, func(e endpoint) bool {
		return slices.Contains([]string{"signIn", "signOut", "changePassword",
			"startTwoSteps", "confirmTwoSteps", "turnOffTwoSteps", "makeRecoveryCodes"}, e.id)
	})
}

func withBodies(t testing.TB) []endpoint {
	return slices.DeleteFunc(reachable(t), func(e endpoint) bool { return e.spec.RequestBody == nil })
}

func TestHostileTextsThroughEveryDoor(t *testing.T) {
	r := newRig(t)
	r.limit(chat.Limits{})
	r.talk.echo = true
	g := newGuest(r)
	var doors []door
	var message door
	for _, e := range withBodies(t) {
		for _, path := range textDoors(e.spec.RequestBody.Value.GetMediaType("application/json").Schema.Value, nil) {
			d := door{e, path}
			if doors = append(doors, d); e.id == "sendMessage" && path[0] == "content" {
				message = d
			}
		}
	}
	accepted := map[string]int{}
	try := func(d door, text string) answer {
		a := g.send(d.endpoint, func(p prepared) (string, any) { return p.target, put(p.body, d.path, text) })
		if a.StatusCode < 300 {
			accepted[d.id+" "+strings.Join(d.path, ".")]++
			requireNoScript(t, a)
		}
		return a
	}
	for i, text := range everyHostileText(t) {
		try(message, text)
		for n := range 3 {
			try(doors[(3*i+n)%len(doors)], text)
		}
	}
	require.Greater(t, accepted["sendMessage content"], 400)
	require.Greater(t, len(accepted), len(doors)/3, "doors that let nothing in prove nothing")

	// What was stored is shown to staff and visitors without harm.
	for _, e := range reachable(t) {
		if e.method == http.MethodGet {
			requireNoScript(t, g.send(e, func(p prepared) (string, any) { return p.target, nil }))
		}
	}
	var page ConversationPage
	r.call("GET", "/api/admin/conversations?limit=100", nil, append(g.cookie, "X-API-Key", "")...).into(t, &page)
	for _, c := range page.Data {
		requireNoScript(t, r.call("GET", "/api/admin/conversations/"+c.ID, nil, append(g.cookie, "X-API-Key", "")...))
	}
	r.server.Close()
	for _, word := range []string{"alert(1)", "evil.example", "pg_sleep", "169.254"} {
		require.NotContains(t, r.log.String(), word, "what a client sends stays out of the log")
	}
}

func TestHostileTextsInAddressesAndHeaders(t *testing.T) {
	r := newRig(t)
	r.limit(chat.Limits{})
	g := newGuest(r)
	all := reachable(t)
	headers := []string{"X-Request-ID", "X-Forwarded-For", "Forwarded", "User-Agent", "Referer", "Accept", "Accept-Language"}
	for i, text := range everyHostileText(t) {
		e := all[i%len(all)]
		if len(text) > 1000 {
			continue
		}
		for _, p := range e.spec.Parameters {
			g.send(e, func(in prepared) (string, any) {
				switch p.Value.In {
				case "path":
					return strings.Replace(e.path, "{"+p.Value.Name+"}", pathEscape(text), 1), in.body
				case "query":
					return withQuery(in.target, url.Values{p.Value.Name: {text}}.Encode()), in.body
				}
				return in.target, in.body
			}, headerOnly(p.Value, text)...)
		}
		for n := range 2 {
			name := headers[(2*i+n)%len(headers)]
			g.send(e, func(in prepared) (string, any) { return in.target, in.body }, name, headerValue(text))
		}
	}
}

// pathEscape escapes a text for one part of an address; dots alone would be the
// folder above.
func pathEscape(text string) string {
	if strings.Trim(text, ".") == "" {
		return "%2e"
	}
	return url.PathEscape(text)
}

func headerOnly(p *openapi3.Parameter, text string) []string {
	if p.In != "header" {
		return nil
	}
	return []string{p.Name, headerValue(text)}
}

// headerValue is what of a text a client can send in a header.
func headerValue(text string) string {
	return "x" + strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, text)
}

func TestOddJSONBreaksNothing(t *testing.T) {
	r := newRig(t)
	r.limit(chat.Limits{})
	g := newGuest(r)
	bodies := hostileTexts(t, "json.txt")
	for _, text := range hostileTexts(t, "naughty.quoted") {
		if !utf8.ValidString(text) {
			bodies = append(bodies, `{"content":"`+text+`"}`, text)
		}
	}
	all := withBodies(t)
	for i, body := range bodies {
		for n := range 5 {
			g.send(all[(5*i+n)%len(all)], func(p prepared) (string, any) { return p.target, body })
		}
	}
}

func TestHostileOriginsOpenNothing(t *testing.T) {
	r := newRig(t)
	admin := r.staff(chat.UserAdmin)
	for _, origin := range hostileTexts(t, "origins.txt") {
		for _, a := range []answer{
			r.call("GET", "/api/chat/config", nil, "Origin", origin),
			r.call("OPTIONS", "/api/chat/message", nil, "X-API-Key", "", "Origin", origin, "Access-Control-Request-Method", "POST"),
		} {
			require.Equal(t, "origin_not_allowed", a.code(t), origin)
			require.Empty(t, a.Header.Get("Access-Control-Allow-Origin"), origin)
		}
		a := admin("PUT", "/api/admin/sites/"+r.site.ID+"/origins", OriginList{Origins: []string{origin}})
		require.Contains(t, []int{200, 400}, a.StatusCode, origin)
		if a.StatusCode == 200 { // a harmless entry of somebody else
			var saved OriginList
			a.into(t, &saved)
			for _, entry := range saved.Origins {
				canonical, err := chat.ParseOriginEntry(entry)
				require.NoError(t, err, origin)
				require.Equal(t, entry, canonical)
			}
			require.NoError(t, r.store.SetOrigins(t.Context(), "", r.site.ID, []string{shop, "http://localhost:*"}))
		}
	}
}

func TestOrdinaryTextIsNotLost(t *testing.T) {
	r := newRig(t)
	r.limit(chat.Limits{})
	for _, text := range hostileTexts(t, "ordinary.txt") {
		m := r.say(r.session(""), text, "").Message
		require.Equal(t, text, m.Content)
		require.Equal(t, strings.TrimSpace(text), shown(t, m.HTML), "what a reader sees")
	}
}

// shown is the text of some HTML as a reader sees it.
func shown(t testing.TB, markup string) string {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(markup))
	require.NoError(t, err)
	var out strings.Builder
	for n := range doc.Descendants() {
		switch {
		case n.Type == html.TextNode:
			out.WriteString(n.Data)
		case n.Data == "br":
			out.WriteString("\n")
		}
	}
	return out.String()
}

// requireNoScript looks at every html field of a JSON answer as a browser does.
func requireNoScript(t testing.TB, a answer) {
	t.Helper()
	if !strings.HasPrefix(a.Header.Get("Content-Type"), "application/json") {
		return
	}
	value, err := decodeJSON(a.body)
	require.NoError(t, err)
	eachHTML(value, func(markup string) {
		doc, err := html.Parse(strings.NewReader(markup))
		require.NoError(t, err)
		for n := range doc.Descendants() {
			if n.Type != html.ElementNode {
				require.Contains(t, []html.NodeType{html.TextNode, html.DocumentNode}, n.Type, markup)
				continue
			}
			attributes, known := safeElements[n.Data]
			require.True(t, known, "element %s in %q", n.Data, markup)
			for _, attribute := range n.Attr {
				require.Contains(t, strings.Fields(attributes), attribute.Key, markup)
				if attribute.Key == "href" {
					require.Regexp(t, `^(https?://[^/]|mailto:)`, attribute.Val, markup)
				}
			}
		}
	})
}

// safeElements are what texts may be made of, with their attributes.
var safeElements = map[string]string{
	"html": "", "head": "", "body": "", "p": "", "br": "", "hr": "", "strong": "", "em": "", "del": "", "code": "", "pre": "",
	"ul": "", "ol": "start", "li": "", "blockquote": "", "h3": "", "h4": "", "h5": "", "h6": "",
	"table": "", "thead": "", "tbody": "", "tr": "", "th": "align", "td": "align", "a": "href rel target",
}

func eachHTML(value any, visit func(string)) {
	switch v := value.(type) {
	case []any:
		for _, item := range v {
			eachHTML(item, visit)
		}
	case map[string]any:
		for name, item := range v {
			if text, is := item.(string); is && name == "html" {
				visit(text)
			}
			eachHTML(item, visit)
		}
	}
}

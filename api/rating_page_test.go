package api

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/ratinglink"
	"github.com/innconnect/innconnect/internal/store"
)

// ratingRig is an API with a closed conversation and the link to rate it.
type ratingRig struct {
	*rig
	session chat.Session
	signer  *ratinglink.Signer
	path    string
}

func newRatingRig(t *testing.T, language string) *ratingRig {
	t.Helper()
	signer, err := ratinglink.NewSigner(bytes.Repeat([]byte{7}, 32))
	require.NoError(t, err)
	r := &ratingRig{rig: newRig(t, func(o *Options) { o.RatingLinks = signer }), signer: signer}
	ctx := context.Background()
	r.session, err = r.store.CreateSession(ctx, store.NewSession{SiteID: r.site.ID, Language: language})
	require.NoError(t, err)
	_, err = r.store.CloseSession(ctx, chat.Ending{SiteID: r.site.ID, SessionID: r.session.ID, By: chat.EndedByVisitor})
	require.NoError(t, err)
	r.path = r.link(r.session.ID, time.Now().Add(time.Hour))
	return r
}

func (r *ratingRig) link(session string, expires time.Time) string {
	return ratinglink.Path + r.signer.Token(ratinglink.Link{SiteID: r.site.ID, SessionID: session, Expires: expires})
}

// page opens an address as a browser without scripts does, or sends a form.
func (r *ratingRig) page(path string, form url.Values, headers ...string) answer {
	r.t.Helper()
	method, body := "GET", ""
	if form != nil {
		method, body = "POST", form.Encode()
	}
	req, err := http.NewRequest(method, r.server.URL+path, strings.NewReader(body))
	require.NoError(r.t, err)
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Origin", "null") // as browsers do under no-referrer
	}
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := r.server.Client().Do(req)
	require.NoError(r.t, err)
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	require.NoError(r.t, err)
	require.Equal(r.t, "text/html; charset=utf-8", res.Header.Get("Content-Type"), "%s", raw)
	require.Equal(r.t, "no-store", res.Header.Get("Cache-Control"))
	require.Equal(r.t, "no-referrer", res.Header.Get("Referrer-Policy"))
	require.Regexp(r.t, `^default-src 'none'; style-src 'sha256-[A-Za-z0-9+/=]+'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'$`,
		res.Header.Get("Content-Security-Policy"))
	require.NotRegexp(r.t, `<script|\son[a-z]+=|\sstyle=|(src|href)=`, string(raw))
	return answer{res, raw}
}

func (r *ratingRig) rating() *chat.Rating {
	r.t.Helper()
	s, err := r.store.FindSession(context.Background(), r.site.ID, r.session.ID)
	require.NoError(r.t, err)
	return s.Rating
}

func TestAConversationIsRatedFromAMailWithoutScriptOrCookieInTheVisitorsLanguage(t *testing.T) {
	r := newRatingRig(t, "nl")
	form := r.page(r.path, nil)
	require.Equal(t, 200, form.StatusCode)
	require.Contains(t, string(form.body), `<html lang="nl">`)
	require.Contains(t, string(form.body), "Hoe was uw gesprek?")
	require.Len(t, regexp.MustCompile(`type="radio" name="stars"`).FindAll(form.body, -1), 5)
	require.NotContains(t, string(form.body), " checked")
	require.Nil(t, r.rating(), "opening the link, as mail scanners do, rates nothing")

	saved := r.page(r.path, url.Values{"stars": {"4"}, "tags": {"Helpful", "friendly"}, "feedback": {" Snel\r\nen <b>goed</b> "}})
	require.Equal(t, 200, saved.StatusCode)
	require.Equal(t, "GET", saved.Request.Method, "reloading the page sends nothing again")
	require.Contains(t, string(saved.body), "Uw beoordeling is opgeslagen")
	require.Contains(t, string(saved.body), "en &lt;b&gt;goed&lt;/b&gt;</textarea>")
	require.Regexp(t, `value="4" required checked`, string(saved.body))
	require.Regexp(t, `value="Friendly" checked`, string(saved.body))
	got := r.rating()
	require.Equal(t, 4, got.Stars)
	require.Equal(t, []string{"Helpful", "Friendly"}, got.Tags)
	require.Equal(t, "Snel\nen <b>goed</b>", got.Feedback)
}

func TestARatingFromAMailCanBeChangedForADay(t *testing.T) {
	r := newRatingRig(t, "en")
	for _, stars := range []string{"1", "5"} {
		require.Equal(t, 200, r.page(r.path, url.Values{"stars": {stars}}).StatusCode)
	}
	require.Equal(t, 5, r.rating().Stars)
	conn, err := pgx.Connect(context.Background(), r.url)
	require.NoError(t, err)
	defer conn.Close(context.Background())
	_, err = conn.Exec(context.Background(), `update ratings set created_at = now() - interval '25 hours'`)
	require.NoError(t, err)

	require.Equal(t, 409, r.page(r.path, url.Values{"stars": {"1"}}).StatusCode)
	require.Equal(t, 5, r.rating().Stars)
	final := r.page(r.path, nil)
	require.Contains(t, string(final.body), "can no longer be changed")
	require.NotContains(t, string(final.body), "<form")
}

func TestAFormThatCannotBeChangesNothingAndSaysWhy(t *testing.T) {
	r := newRatingRig(t, "fr")
	for name, form := range map[string]url.Values{
		"no stars":        {"feedback": {"Bien"}},
		"six stars":       {"stars": {"6"}},
		"no number":       {"stars": {"five"}},
		"an unknown tag":  {"stars": {"5"}, "tags": {"<b>"}},
		"a long text":     {"stars": {"5"}, "feedback": {strings.Repeat("é", 2001)}},
		"a NUL":           {"stars": {"5"}, "feedback": {"a\x00b"}},
		"invalid UTF-8":   {"stars": {"5"}, "feedback": {"a\xff"}},
		"too many bytes":  {"stars": {"5"}, "feedback": {strings.Repeat("a", 40<<10)}},
		"nothing at all ": {},
	} {
		a := r.page(r.path, form)
		require.Equal(t, 400, a.StatusCode, name)
		require.Contains(t, string(a.body), `role="alert"`, name)
		require.Contains(t, string(a.body), "<form", name)
	}
	kept := r.page(r.path, url.Values{"feedback": {"Très bien"}})
	require.Contains(t, string(kept.body), "Très bien</textarea>", "what was typed is not lost")
	require.Equal(t, 400, r.page(r.path, url.Values{"stars": {"5"}}, "Content-Type", "text/plain").StatusCode)
	require.Nil(t, r.rating())
}

func TestALinkThatIsNotSignedOrHasExpiredOpensNothing(t *testing.T) {
	r := newRatingRig(t, "en")
	for name, path := range map[string]string{
		"expired":          r.link(r.session.ID, time.Now().Add(-time.Second)),
		"no conversation":  r.link(uuid.NewString(), time.Now().Add(time.Hour)),
		"made up":          ratinglink.Path + "token",
		"changed":          r.path[:len(r.path)-2] + "AA",
		"the session's id": ratinglink.Path + r.session.ID,
	} {
		for _, form := range []url.Values{nil, {"stars": {"5"}}} {
			a := r.page(path, form, "Accept-Language", "de-AT,de;q=0.9")
			require.Equal(t, 404, a.StatusCode, name)
			require.Contains(t, string(a.body), "Dieser Link funktioniert nicht", name)
			require.NotContains(t, string(a.body), "<form", name)
		}
	}
	require.Nil(t, r.rating())
	require.NotContains(t, r.log.String(), r.path[len(ratinglink.Path):], "no token in the log")
}

func TestAnotherSitesConversationIsNotRated(t *testing.T) {
	r := newRatingRig(t, "en")
	other, _, err := r.store.CreateSite(context.Background(), store.NewSite{Name: "Other"})
	require.NoError(t, err)
	mixed := ratinglink.Path + r.signer.Token(ratinglink.Link{SiteID: other.ID, SessionID: r.session.ID, Expires: time.Now().Add(time.Hour)})
	require.Equal(t, 404, r.page(mixed, url.Values{"stars": {"1"}}).StatusCode)
	require.Nil(t, r.rating())
}

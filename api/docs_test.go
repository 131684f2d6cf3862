package api

import (
	"log/slog"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTheContractIsAPageOfItsOwn(t *testing.T) {
	handler, err := New(Options{Log: slog.New(slog.DiscardHandler)})
	require.NoError(t, err)
	get := func(path string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
		return w
	}
	page := get("/api/docs")
	require.Equal(t, 200, page.Code)
	require.Equal(t, "text/html; charset=utf-8", page.Header().Get("Content-Type"))
	policy, html := page.Header().Get("Content-Security-Policy"), page.Body.String()
	require.Contains(t, policy, "default-src 'none'; style-src 'self'")
	require.NotContains(t, policy, "script")
	require.NotContains(t, policy, "unsafe")
	require.NotRegexp(t, `(?i)<script|\sstyle=|\son\w+=|(src|href)="(https?:)?//`, html)

	all, err := endpoints()
	require.NoError(t, err)
	for _, e := range all {
		_, call, found := strings.Cut(html, `<article id="`+e.id+`"`)
		require.True(t, found, e.id)
		call, _, _ = strings.Cut(call, "</article>")
		require.Contains(t, call, e.path, e.id)
		for _, code := range e.problems {
			require.Contains(t, call, "<code>"+string(code)+"</code>", e.id)
		}
	}
	for _, link := range regexp.MustCompile(`href="#([^"]+)"`).FindAllStringSubmatch(html, -1) {
		require.Contains(t, html, ` id="`+link[1]+`"`, "a link leads nowhere")
	}

	require.Equal(t, "text/css; charset=utf-8", get("/api/docs/docs.css").Header().Get("Content-Type"))
	for _, path := range []string{"/api/docs/", "/api/docs/page.html", "/api/docs/../openapi.yaml"} {
		require.Equal(t, 404, get(path).Code, path)
	}
}

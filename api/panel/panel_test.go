package panel

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/api/asset"
)

func get(t *testing.T, name string, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	p, err := New()
	require.NoError(t, err)
	r := httptest.NewRequest(http.MethodGet, Path+name, nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	require.NoError(t, p.Serve(w, r, name))
	return w
}

var nonce = regexp.MustCompile(`'nonce-([A-Z2-7]{26})'`)

func TestEveryAddressOfThePanelIsThePage(t *testing.T) {
	for _, name := range []string{"", "/", "/sign-in", "/sites/1/articles/2.5"} {
		w := get(t, name)
		require.Equal(t, "text/html; charset=utf-8", w.Header().Get("Content-Type"), name)
		require.Contains(t, w.Body.String(), `<div id="root">`)
	}
}

func TestThePageRunsNothingButItsOwnFiles(t *testing.T) {
	w := get(t, "/")
	policy := w.Header().Get("Content-Security-Policy")
	require.Contains(t, policy, "default-src 'none'; script-src 'self';")
	require.Contains(t, policy, "frame-ancestors 'none'")
	require.NotContains(t, policy, "unsafe")
	require.NotRegexp(t, `<script[^>]*>[^<]`, w.Body.String(), "no inline scripts")
	require.NotContains(t, w.Body.String(), "<style")
}

func TestEveryAnswerHasANonceOfItsOwn(t *testing.T) {
	first, second := get(t, "/"), get(t, "/")
	one := nonce.FindStringSubmatch(first.Header().Get("Content-Security-Policy"))
	other := nonce.FindStringSubmatch(second.Header().Get("Content-Security-Policy"))
	require.Len(t, one, 2)
	require.NotEqual(t, one, other)
	require.Contains(t, first.Body.String(), `content="`+one[1]+`"`)
	require.Equal(t, "no-store", first.Header().Get("Cache-Control"))
}

func TestThePageFindsItsFilesCompressedAndForGood(t *testing.T) {
	files := regexp.MustCompile(`(?:src|href)="([^"]+\.(?:js|css))"`).FindAllStringSubmatch(get(t, "/").Body.String(), -1)
	require.NotEmpty(t, files)
	for _, file := range files {
		name, below := strings.CutPrefix(file[1], Path)
		require.True(t, below, "the build's base is %s", file[1])
		w := get(t, name, "Accept-Encoding", "gzip, br")
		require.Equal(t, "br", w.Header().Get("Content-Encoding"))
		require.Equal(t, asset.Immutable, w.Header().Get("Cache-Control"))
	}
}

func TestAFileThatIsNotThereIsNotThePage(t *testing.T) {
	p, err := New()
	require.NoError(t, err)
	require.Error(t, p.Serve(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, Path, nil), "/assets/gone.js"))
}

package widget

import (
	"bytes"
	"compress/gzip"
	"crypto/sha512"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/api/asset"
)

func get(t *testing.T, name string, headers ...string) *http.Response {
	t.Helper()
	files, err := New()
	require.NoError(t, err)
	r := httptest.NewRequest(http.MethodGet, "/widget/"+name, nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	require.NoError(t, files.Serve(w, r, "/"+name))
	return w.Result()
}

func body(t *testing.T, r *http.Response) []byte {
	t.Helper()
	content, err := io.ReadAll(r.Body)
	require.NoError(t, err)
	return content
}

type versions struct {
	Latest   string `json:"latest"`
	Versions map[string]struct {
		File      string `json:"file"`
		Integrity string `json:"integrity"`
	} `json:"versions"`
}

func published(t *testing.T) (v versions) {
	t.Helper()
	require.NoError(t, json.Unmarshal(body(t, get(t, "versions.json")), &v))
	return v
}

func TestAnyPageMayLoadTheWidget(t *testing.T) {
	r := get(t, "innconnect-widget.js")
	require.Equal(t, "*", r.Header.Get("Access-Control-Allow-Origin"))
	require.Equal(t, "cross-origin", r.Header.Get("Cross-Origin-Resource-Policy"))
	require.Equal(t, "text/javascript; charset=utf-8", r.Header.Get("Content-Type"))
}

func TestTheFloatingFileIsAskedForAgainSoonAndAVersionNever(t *testing.T) {
	v := published(t)
	floatingFile, pinned := get(t, "innconnect-widget.js"), get(t, v.Versions[v.Latest].File)
	require.Equal(t, "public, max-age=300", floatingFile.Header.Get("Cache-Control"))
	require.Equal(t, "public, max-age=31536000, immutable", pinned.Header.Get("Cache-Control"))
	require.Equal(t, body(t, floatingFile), body(t, pinned))
}

func TestEveryVersionHasThePublishedHash(t *testing.T) {
	for name, version := range published(t).Versions {
		sum := sha512.Sum384(body(t, get(t, version.File)))
		require.Equal(t, version.Integrity, "sha384-"+base64.StdEncoding.EncodeToString(sum[:]), name)
	}
}

func TestALoaderFindsItsPanelBesideItself(t *testing.T) {
	v := published(t)
	panel := regexp.MustCompile(`[0-9a-f]{10}/panel\.js`).Find(body(t, get(t, "innconnect-widget.js")))
	require.NotEmpty(t, panel)
	for _, name := range []string{string(panel), "v" + v.Latest + "/" + string(panel)} {
		require.Equal(t, asset.Immutable, get(t, name).Header.Get("Cache-Control"))
	}
}

func TestTheClientGetsTheSmallestEncodingThatItTakes(t *testing.T) {
	plain := body(t, get(t, "innconnect-widget.js"))
	for accepted, want := range map[string]string{
		"":                      "",
		"identity":              "",
		"gzip":                  "gzip",
		"gzip, deflate, br":     "br",
		"br;q=0, GZIP;q=0.5":    "gzip",
		"gzip;q=1.0, br; q=0.1": "br",
	} {
		r := get(t, "innconnect-widget.js", "Accept-Encoding", accepted)
		require.Equal(t, want, r.Header.Get("Content-Encoding"), accepted)
		require.Equal(t, "Accept-Encoding", r.Header.Get("Vary"))
		content := body(t, r)
		if want == "gzip" {
			unzipped, err := gzip.NewReader(bytes.NewReader(content))
			require.NoError(t, err)
			content, err = io.ReadAll(unzipped)
			require.NoError(t, err)
		}
		if want != "br" {
			require.Equal(t, plain, content)
		}
	}
}

func TestAFileThatTheClientHasIsNotSentAgain(t *testing.T) {
	tag := get(t, "innconnect-widget.js", "Accept-Encoding", "br").Header.Get("ETag")
	r := get(t, "innconnect-widget.js", "Accept-Encoding", "br", "If-None-Match", tag)
	require.Equal(t, http.StatusNotModified, r.StatusCode)
	require.Empty(t, body(t, r))
	require.Equal(t, http.StatusOK, get(t, "innconnect-widget.js", "Accept-Encoding", "gzip", "If-None-Match", tag).StatusCode)
}

func TestThereIsNothingElse(t *testing.T) {
	files, err := New()
	require.NoError(t, err)
	for _, name := range []string{"", "/", "/nothing.js", "/v9.9.9/innconnect-widget.js", "/../web.go", "/versions.json.gz", "/innconnect-widget.js.br"} {
		require.Error(t, files.Serve(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/widget", nil), name), name)
	}
}

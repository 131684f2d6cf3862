package webfetch

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/ssrf"
)

// web is a web server that may be reached although it is private.
type web struct {
	*httptest.Server
	pages map[string]http.HandlerFunc
	asked []string
}

func newWeb(t *testing.T) (*web, *Fetcher) {
	t.Helper()
	w := &web{pages: map[string]http.HandlerFunc{}}
	w.Server = httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		w.asked = append(w.asked, r.URL.Path)
		if page := w.pages[r.URL.Path]; page != nil {
			page(out, r)
			return
		}
		http.NotFound(out, r)
	}))
	t.Cleanup(w.Close)
	return w, New(ssrf.Guard{Allowed: []string{w.Listener.Addr().String()}})
}

func (w *web) text(path, text string) {
	w.pages[path] = func(out http.ResponseWriter, _ *http.Request) { _, _ = out.Write([]byte(text)) }
}

func refusal(t *testing.T, err error) *chat.ImportError {
	t.Helper()
	found := chat.AsImportError(err)
	require.NotNil(t, found, "%v", err)
	return found
}

func TestAPageIsReadUnderOurNameFromWhereItIsNow(t *testing.T) {
	w, f := newWeb(t)
	w.pages["/old"] = func(out http.ResponseWriter, r *http.Request) {
		http.Redirect(out, r, "/new#part", http.StatusMovedPermanently)
	}
	w.pages["/new"] = func(out http.ResponseWriter, r *http.Request) {
		require.Equal(t, UserAgent, r.UserAgent())
		require.Empty(t, r.Header.Get("Cookie"))
		out.Header().Set("Content-Type", "Text/HTML; charset=utf-8")
		fmt.Fprint(out, "<p>Hello")
	}
	got, err := f.Page(context.Background(), w.URL+"/old")
	require.NoError(t, err)
	require.Equal(t, w.URL+"/new", got.URL)
	require.Equal(t, "text/html", got.ContentType)
	require.Equal(t, "<p>Hello", string(got.Body))
	require.Equal(t, usualDelay, got.Delay)
}

func TestRobotsAreRespectedAndTheirDelayIsBounded(t *testing.T) {
	w, f := newWeb(t)
	w.text("/robots.txt", "User-agent: *\nDisallow: /\n\nUser-agent: innconnectbot\nCrawl-delay: 3600\nDisallow: /private\n")
	w.text("/private/a", "no")
	w.text("/help", "yes")
	_, err := f.Page(context.Background(), w.URL+"/private/a")
	require.Equal(t, chat.ImportRobots, refusal(t, err).Problem)
	got, err := f.Page(context.Background(), w.URL+"/help")
	require.NoError(t, err)
	require.Equal(t, mostDelay, got.Delay)
	require.Equal(t, []string{"/robots.txt", "/help"}, w.asked, "the rules are read once")
}

func TestASiteThatCannotTellItsRulesIsLeftAlone(t *testing.T) {
	w, f := newWeb(t)
	w.pages["/robots.txt"] = func(out http.ResponseWriter, _ *http.Request) { out.WriteHeader(http.StatusServiceUnavailable) }
	w.text("/help", "yes")
	_, err := f.Page(context.Background(), w.URL+"/help")
	require.True(t, refusal(t, err).Passing)
	require.NotContains(t, w.asked, "/help")
}

func TestWhatMayPassIsToldFromWhatDoesNot(t *testing.T) {
	w, f := newWeb(t)
	w.pages["/busy"] = func(out http.ResponseWriter, _ *http.Request) {
		out.Header().Set("Retry-After", "7")
		out.WriteHeader(http.StatusTooManyRequests)
	}
	w.pages["/loop"] = func(out http.ResponseWriter, r *http.Request) { http.Redirect(out, r, "/loop", http.StatusFound) }
	_, err := f.Page(context.Background(), w.URL+"/busy")
	require.Equal(t, chat.ImportPassing(chat.ImportHTTPStatus, 429, 7*time.Second), refusal(t, err))
	_, err = f.Page(context.Background(), w.URL+"/gone")
	require.Equal(t, chat.ImportRefused(chat.ImportHTTPStatus, "404"), refusal(t, err))
	_, err = f.Page(context.Background(), w.URL+"/loop")
	require.Equal(t, chat.ImportTooManyRedirects, refusal(t, err).Problem)
	gone := httptest.NewServer(nil)
	gone.Close()
	_, err = New(ssrf.Guard{Allowed: []string{"127.0.0.1"}}).Page(context.Background(), gone.URL)
	require.Equal(t, chat.ImportPassing(chat.ImportUnreachable, 0, 0), refusal(t, err))
}

func TestNothingPrivateIsReadByWhateverWay(t *testing.T) {
	w, f := newWeb(t)
	inside, _ := newWeb(t)
	inside.text("/secret", "secret")
	w.pages["/go"] = func(out http.ResponseWriter, r *http.Request) {
		http.Redirect(out, r, inside.URL+"/secret", http.StatusFound)
	}
	w.pages["/file"] = func(out http.ResponseWriter, r *http.Request) {
		http.Redirect(out, r, "file:///etc/passwd", http.StatusFound)
	}
	for _, address := range []string{w.URL + "/go", w.URL + "/file", inside.URL + "/secret", "http://localhost/", "http://169.254.169.254/latest/", "file:///etc/passwd", "http://user:pass@example.com/", "x"} {
		_, err := f.Page(context.Background(), address)
		require.Equal(t, chat.ImportBlocked, refusal(t, err).Problem, address)
	}
	require.Empty(t, inside.asked)
}

func TestABodyIsBoundedAlsoWhenItIsPacked(t *testing.T) {
	w, f := newWeb(t)
	var packed bytes.Buffer
	zip := gzip.NewWriter(&packed)
	_, err := zip.Write(make([]byte, chat.MaxImportBytes+1))
	require.NoError(t, err)
	require.NoError(t, zip.Close())
	w.pages["/bomb"] = func(out http.ResponseWriter, _ *http.Request) {
		out.Header().Set("Content-Encoding", "gzip")
		_, _ = out.Write(packed.Bytes())
	}
	w.pages["/endless"] = func(out http.ResponseWriter, _ *http.Request) {
		for {
			if _, err := out.Write(make([]byte, 1<<20)); err != nil {
				return
			}
		}
	}
	for _, path := range []string{"/bomb", "/endless"} {
		_, err := f.Page(context.Background(), w.URL+path)
		require.Equal(t, chat.ImportTooLarge, refusal(t, err).Problem, path)
	}
}

func TestAnIndexOfSitemapsIsFollowedWithinItsHost(t *testing.T) {
	w, f := newWeb(t)
	w.text("/sitemap.xml", `<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
		<sitemap><loc>`+w.URL+`/a.xml.gz</loc></sitemap><sitemap><loc>`+w.URL+`/sitemap.xml</loc></sitemap>
		<sitemap><loc>`+w.URL+`/missing.xml</loc></sitemap><sitemap><loc>http://169.254.169.254/x.xml</loc></sitemap></sitemapindex>`)
	var packed bytes.Buffer
	zip := gzip.NewWriter(&packed)
	fmt.Fprintf(zip, `<urlset><url><loc> %[1]s/one#part </loc></url><url><loc>%[1]s/one</loc></url><url><loc>https://other.example/x</loc></url>
		<url><loc>%[1]s</loc><image:loc xmlns:image="i">%[1]s/x.png</image:loc></url></urlset>`, w.URL)
	require.NoError(t, zip.Close())
	w.text("/a.xml.gz", packed.String())
	pages, more, err := f.Pages(context.Background(), w.URL+"/sitemap.xml", 10)
	require.NoError(t, err)
	require.Equal(t, []string{w.URL + "/one", w.URL + "/"}, pages[:2])
	require.True(t, more, "one file is missing")
}

func TestSitemapsAreBounded(t *testing.T) {
	w, f := newWeb(t)
	var b strings.Builder
	b.WriteString("<urlset>")
	for i := range 20 {
		fmt.Fprintf(&b, "<url><loc>%s/%d</loc></url>", w.URL, i)
	}
	w.text("/many.xml", b.String()+"</urlset>")
	pages, more, err := f.Pages(context.Background(), w.URL+"/many.xml", 7)
	require.NoError(t, err)
	require.Len(t, pages, 7)
	require.True(t, more)

	for name, text := range map[string]string{
		"HTML":           "<html><body>Not found<br></html>",
		"nothing":        "",
		"an empty one":   "<urlset></urlset>",
		"broken":         "<urlset><url><loc>" + w.URL + "/a</loc>",
		"a laugh bomb":   `<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><urlset><url><loc>` + w.URL + `/&b;</loc></url></urlset>`,
		"a foreign file": `<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><urlset><url><loc>&a;</loc></url></urlset>`,
	} {
		w.text("/bad.xml", text)
		_, _, err := f.Pages(context.Background(), w.URL+"/bad.xml", 7)
		require.Equal(t, chat.ImportNotSitemap, refusal(t, err).Problem, name)
	}
}

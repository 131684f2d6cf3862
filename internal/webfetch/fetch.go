// Package webfetch reads public web pages and sitemaps on behalf of users:
// within bounds of time and size, where robots.txt allows it, and never from
// private addresses.
package webfetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/ssrf"
)

// UserAgent is how we name ourselves to web servers. robots.txt knows us by its
// first part.
const (
	UserAgent = robotName + "/1.0"
	robotName = "InnConnectBot"
)

const (
	fetchTimeout = 30 * time.Second
	maxRedirects = 5
	maxWait      = time.Minute // that a server may ask for
)

// Fetcher reads from the web. It is safe for concurrent use.
type Fetcher struct {
	guard  ssrf.Guard
	client *http.Client

	mu     sync.Mutex
	robots map[string]robots // by origin
}

// New returns a fetcher that reaches what the guard lets it.
func New(guard ssrf.Guard) *Fetcher {
	f := &Fetcher{guard: guard, robots: map[string]robots{}}
	f.client = &http.Client{
		Transport: guard.Transport(),
		CheckRedirect: func(req *http.Request, via []*http.Request) error {
			if len(via) > maxRedirects {
				return chat.ImportRefused(chat.ImportTooManyRedirects, "")
			}
			return guard.CheckURL(req.URL)
		},
	}
	return f
}

// Page reads a web page or a PDF file. Its errors are *chat.ImportError; those
// that may pass are marked so.
func (f *Fetcher) Page(ctx context.Context, address string) (chat.WebPage, error) {
	return f.page(ctx, address, chat.MaxImportBytes)
}

func (f *Fetcher) page(ctx context.Context, address string, limit int64) (chat.WebPage, error) {
	u, err := f.parse(address)
	if err != nil {
		return chat.WebPage{}, err
	}
	rules, err := f.robotsOf(ctx, u)
	if err != nil {
		return chat.WebPage{}, err
	}
	if !rules.allows(u) {
		return chat.WebPage{}, chat.ImportRefused(chat.ImportRobots, "")
	}
	page, err := f.get(ctx, u, limit)
	page.Delay = rules.delay
	return page, err
}

func (f *Fetcher) parse(address string) (*url.URL, error) {
	u, err := url.Parse(address)
	if err == nil {
		err = f.guard.CheckURL(u)
	}
	if err != nil {
		return nil, chat.ImportRefused(chat.ImportBlocked, "")
	}
	return u, nil
}

// get reads at most limit bytes, uncompressed; more is an error.
func (f *Fetcher) get(ctx context.Context, u *url.URL, limit int64) (chat.WebPage, error) {
	ctx, cancel := context.WithTimeout(ctx, fetchTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return chat.WebPage{}, chat.ImportRefused(chat.ImportBlocked, "")
	}
	req.Header.Set("User-Agent", UserAgent)
	req.Header.Set("Accept", "text/html,application/xhtml+xml,application/pdf,text/markdown,application/xml;q=0.9,*/*;q=0.5")
	res, err := f.client.Do(req)
	if err != nil {
		return chat.WebPage{}, failure(err)
	}
	defer res.Body.Close()
	switch {
	case res.StatusCode == http.StatusTooManyRequests || res.StatusCode >= 500:
		wait := chat.ParseRetryAfter(res.Header.Get("Retry-After"), time.Now(), maxWait)
		return chat.WebPage{}, chat.ImportPassing(chat.ImportHTTPStatus, res.StatusCode, wait)
	case res.StatusCode != http.StatusOK:
		return chat.WebPage{}, chat.ImportRefused(chat.ImportHTTPStatus, fmt.Sprint(res.StatusCode))
	case res.ContentLength > limit:
		return chat.WebPage{}, chat.ImportRefused(chat.ImportTooLarge, "")
	}
	body, err := io.ReadAll(io.LimitReader(res.Body, limit+1))
	if err != nil {
		return chat.WebPage{}, failure(err)
	}
	if int64(len(body)) > limit {
		return chat.WebPage{}, chat.ImportRefused(chat.ImportTooLarge, "")
	}
	final := *res.Request.URL
	final.Fragment = ""
	media, _, _ := mime.ParseMediaType(res.Header.Get("Content-Type"))
	return chat.WebPage{URL: final.String(), ContentType: strings.ToLower(media), Header: res.Header.Get("Content-Type"), Body: body}, nil
}

// failure says what a failed request means to the user. The error's own text may
// hold addresses of ours and stays here.
func failure(err error) error {
	var known *chat.ImportError
	switch {
	case errors.As(err, &known):
		return known
	case errors.Is(err, ssrf.ErrRefused):
		return chat.ImportRefused(chat.ImportBlocked, "")
	}
	return chat.ImportPassing(chat.ImportUnreachable, 0, 0)
}

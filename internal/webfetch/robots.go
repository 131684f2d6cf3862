package webfetch

import (
	"context"
	"net/url"
	"time"

	"github.com/temoto/robotstxt"

	"github.com/innconnect/innconnect/internal/chat"
)

const (
	robotsBytes = 500 << 10
	robotsFor   = 10 * time.Minute // until a site's rules are read again
	robotsMost  = 1000             // sites whose rules are kept

	usualDelay = 500 * time.Millisecond // between two requests to a site
	mostDelay  = 10 * time.Second
)

// robots are the rules of one site for us.
type robots struct {
	group *robotstxt.Group // nil allows all
	delay time.Duration
	until time.Time
}

func (r robots) allows(u *url.URL) bool {
	return r.group == nil || r.group.Test(u.RequestURI())
}

// robotsOf returns the rules of a page's site. Without a file all is allowed; a
// site that fails to tell is left alone for now.
func (f *Fetcher) robotsOf(ctx context.Context, u *url.URL) (robots, error) {
	origin := u.Scheme + "://" + u.Host
	f.mu.Lock()
	known, found := f.robots[origin]
	f.mu.Unlock()
	if found && time.Now().Before(known.until) {
		return known, nil
	}
	rules := robots{delay: usualDelay, until: time.Now().Add(robotsFor)}
	file, err := f.get(ctx, &url.URL{Scheme: u.Scheme, Host: u.Host, Path: "/robots.txt"}, robotsBytes)
	switch {
	case err == nil:
		if data, err := robotstxt.FromBytes(file.Body); err == nil {
			rules.group = data.FindGroup(robotName)
			rules.delay = min(max(usualDelay, rules.group.CrawlDelay), mostDelay)
		}
	case chat.AsImportError(err).Passing, chat.AsImportError(err).Problem == chat.ImportBlocked:
		return robots{}, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.robots) >= robotsMost {
		clear(f.robots)
	}
	f.robots[origin] = rules
	return rules, nil
}

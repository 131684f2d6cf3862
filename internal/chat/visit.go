package chat

import (
	"net/url"
	"strings"
	"time"
)

// Limits of what is kept of visitors' ways through a site.
const (
	MaxVisitsPerCall   = 50
	VisitorVisitsDaily = 500                  // page views and conversions of one visitor
	AddressVisitsDaily = 5_000                // of all visitors behind one address
	SiteVisitsDaily    = 200_000              // of all visitors of a site
	MaxVisitAge        = 7 * 24 * time.Hour   // a page view that is older counts from then
	VisitsKept         = 395 * 24 * time.Hour // thirteen months; then they are removed
	maxPageURLRunes    = 2000
)

// Visit is a page that a visitor opened.
type Visit struct {
	ID        string // UUID made by the client, unique within the visitor
	PageURL   string // as CleanPageURL returns it
	Title     string
	Referrer  string // as CleanPageURL returns it; "" if unknown
	StartedAt time.Time
	Seconds   int // on the page, at most a day
}

// Conversion is something that a visitor did and the site's owner counts, such
// as an order.
type Conversion struct {
	ID        string // UUID made by the client, unique within the visitor
	Name      string
	Value     *float64
	Currency  string // ISO 4217; "" without a value
	PageURL   string // as CleanPageURL returns it; "" if unknown
	CreatedAt time.Time
}

// CleanPageURL returns the address of a page in the form that is kept: without
// user name, fragment and sensitive parameters. It is "" for what is no web
// page.
func CleanPageURL(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
		return ""
	}
	u.User, u.Fragment, u.RawFragment = nil, "", ""
	var kept []string
	for _, pair := range strings.Split(u.RawQuery, "&") {
		name, _, _ := strings.Cut(pair, "=")
		if name, err := url.QueryUnescape(name); err == nil && pair != "" && !isSensitive(name) {
			kept = append(kept, pair)
		}
	}
	u.RawQuery, u.ForceQuery = strings.Join(kept, "&"), false
	out := u.String()
	if !fits(out, 1, maxPageURLRunes) {
		return ""
	}
	return out
}

// isSensitive tells by its name whether a parameter carries a credential, an
// e-mail address or a telephone number.
func isSensitive(parameter string) bool {
	name := strings.ToLower(parameter)
	switch name {
	case "code", "key", "sig", "sid", "pin", "otp", "state", "nonce", "hash", "pass", "user", "login":
		return true
	}
	for _, part := range []string{"token", "secret", "passw", "pwd", "auth", "session", "signature", "jwt", "apikey", "api_key", "api-key", "mail", "phone"} {
		if strings.Contains(name, part) {
			return true
		}
	}
	return false
}

package chat

import (
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"
)

// An origin entry is what a site's owner registers, in one canonical spelling:
//
//	https://shop.example.com       exactly this origin
//	https://shop.example.com:8443  with a port that is not the scheme's own
//	https://*.example.com          one or more labels before example.com, not the apex
//	http://localhost:*             any port, for localhost only
//
// Matching is equality of strings: OriginCandidates lists the entries that
// would allow an origin, so the database looks them up by key.

// ParseOriginEntry returns the canonical spelling of an entry. A bare host
// means https. The error has CodeInvalid and says what is wrong.
func ParseOriginEntry(entry string) (string, error) {
	refuse := func(why string) (string, error) {
		return "", Errorf(CodeInvalid, "%q cannot be registered as an origin: %s.", shorten(entry), why)
	}
	s := strings.TrimSpace(entry)
	if s == "" || len(s) > 300 {
		return refuse("it must have 1 to 300 characters")
	}
	scheme, rest, found := strings.Cut(s, "://")
	if !found {
		scheme, rest = "https", s
	}
	scheme = strings.ToLower(scheme)
	if scheme != "https" && scheme != "http" {
		return refuse("only https:// and http:// addresses are web origins")
	}
	if strings.ContainsAny(rest, "/?#\\") {
		return refuse("an origin has no path, not even a final /, and no query or fragment")
	}
	if strings.Contains(rest, "@") {
		return refuse("an origin has no user name")
	}
	host, port, ok := splitHostPort(rest)
	if !ok {
		return refuse("the port must be a number from 1 to 65535")
	}
	base, wildcard := strings.CutPrefix(host, "*.")
	if strings.Contains(base, "*") {
		return refuse("a * may stand only as the whole first label, as in https://*.example.com")
	}
	base, ok = canonicalHost(base)
	if !ok {
		return refuse("the host name is not valid")
	}
	if port == "*" && (base != "localhost" || wildcard) {
		return refuse("any port is possible for localhost only")
	}
	if !found && !strings.Contains(base, ".") && base != "localhost" {
		return refuse("the host name has no domain; spell out http:// or https:// if it is meant")
	}
	if wildcard {
		if _, err := netip.ParseAddr(base); err == nil || strings.HasPrefix(base, "[") {
			return refuse("an address has no subdomains")
		}
		if suffix, _ := publicsuffix.PublicSuffix(base); suffix == base {
			return refuse("anybody can register names under " + base)
		}
		base = "*." + base
	}
	return formatOrigin(scheme, base, port), nil
}

// OriginCandidates returns the entries that allow the origin of a request, as
// its Origin header spells it; none when it is no web origin.
func OriginCandidates(header string) []string {
	for i := range len(header) { // browsers send ASCII; anything else is an imitation
		if header[i] <= ' ' || header[i] >= 0x7f {
			return nil
		}
	}
	scheme, rest, found := strings.Cut(header, "://")
	scheme = strings.ToLower(scheme)
	if !found || len(header) > 300 || scheme != "https" && scheme != "http" || strings.ContainsAny(rest, "/?#\\@*%") {
		return nil
	}
	host, port, ok := splitHostPort(rest)
	if !ok {
		return nil
	}
	if host, ok = canonicalHost(host); !ok {
		return nil
	}
	out := []string{formatOrigin(scheme, host, port)}
	if host == "localhost" {
		out = append(out, scheme+"://localhost:*")
	}
	if strings.HasPrefix(host, "[") {
		return out
	}
	for _, parent, more := strings.Cut(host, "."); more; _, parent, more = strings.Cut(parent, ".") {
		out = append(out, formatOrigin(scheme, "*."+parent, port))
	}
	return out
}

// splitHostPort splits off a port: digits without a leading zero, or "*".
func splitHostPort(s string) (host, port string, ok bool) {
	i := strings.LastIndexByte(s, ':')
	if i < 0 || i < strings.LastIndexByte(s, ']') {
		return s, "", true
	}
	host, port = s[:i], s[i+1:]
	if port == "*" {
		return host, port, true
	}
	n, err := strconv.ParseUint(port, 10, 16)
	return host, port, err == nil && n > 0 && port[0] != '0'
}

// hostProfile maps names as browsers do (UTS 46, non-transitional) and allows
// only letters, digits and hyphens.
var hostProfile = idna.New(idna.MapForLookup(), idna.BidiRule(), idna.StrictDomainName(true), idna.Transitional(false), idna.VerifyDNSLength(true))

// canonicalHost returns a host in lower-case ASCII.
func canonicalHost(host string) (string, bool) {
	if inner, ok := strings.CutPrefix(host, "["); ok {
		addr, err := netip.ParseAddr(strings.TrimSuffix(inner, "]"))
		if err != nil || !strings.HasSuffix(inner, "]") || !addr.Is6() || addr.Zone() != "" {
			return "", false
		}
		return "[" + addr.String() + "]", true
	}
	host, err := hostProfile.ToASCII(host)
	if err != nil || host == "" || strings.HasSuffix(host, ".") {
		return "", false
	}
	if again, err := hostProfile.ToASCII(host); err != nil || again != host {
		return "", false // mapped to something that is itself not allowed
	}
	// A last label of digits makes it an IPv4 address, which has one spelling.
	last := host[strings.LastIndexByte(host, '.')+1:]
	if last[0] >= '0' && last[0] <= '9' {
		if addr, err := netip.ParseAddr(host); err != nil || !addr.Is4() {
			return "", false
		}
	}
	return host, true
}

func formatOrigin(scheme, host, port string) string {
	if port == "" || scheme == "https" && port == "443" || scheme == "http" && port == "80" {
		return scheme + "://" + host
	}
	return scheme + "://" + host + ":" + port
}

// PageOfSite returns a page's address without its query and fragment if one of a
// site's origin entries allows its origin, otherwise "". A visitor's client
// names the page, so it may be any; and what follows a "?" may be anybody's words
// or lead on to elsewhere.
func PageOfSite(address string, entries []string) string {
	u, err := url.Parse(address)
	if err != nil || u.User != nil || u.Opaque != "" {
		return ""
	}
	for _, candidate := range OriginCandidates(u.Scheme + "://" + u.Host) {
		if slices.Contains(entries, candidate) {
			return (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path, RawPath: u.RawPath}).String()
		}
	}
	return ""
}

// ParseWebAddress checks an http or https address that the program will call
// or link to: it has a host and neither a user name nor a fragment.
func ParseWebAddress(address string) (*url.URL, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "" || u.User != nil || u.Fragment != "" {
		return nil, Errorf(CodeInvalid, "%q is not an address that begins with https:// or http://.", shorten(address))
	}
	return u, nil
}

// shorten keeps an input that is quoted in a message readable.
func shorten(s string) string {
	const most = 80
	r := []rune(strings.ToValidUTF8(s, "�"))
	if len(r) <= most {
		return string(r)
	}
	return string(r[:most]) + "…"
}

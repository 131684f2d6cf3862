package sanitize

import (
	"bytes"
	"net/url"
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"
	"golang.org/x/net/idna"
)

var (
	hostName  = regexp.MustCompile(`^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$|^\[[0-9a-f:.]+\]$`)
	localPart = regexp.MustCompile(`^[A-Za-z0-9._+-]{1,64}$`)
)

// safeURL returns the one spelling under which an allowed http, https or
// mailto address is written. Every spelling that two parsers could read
// differently is refused.
func safeURL(raw string, allowed func(string) bool) (string, bool) {
	if strings.ContainsAny(raw, "\\\t\n\r<>\"`{}|^ ") {
		return "", false
	}
	if rest, ok := cutPrefixFold(raw, "mailto:"); ok {
		address, _, _ := strings.Cut(rest, "?") // a subject, body or copy is nothing for a model to choose
		local, host, ok := strings.Cut(address, "@")
		if !ok || !localPart.MatchString(local) {
			return "", false
		}
		host, ok = asciiHost(host)
		return "mailto:" + local + "@" + host, ok && allowed(host)
	}
	u, err := url.Parse(raw)
	if err != nil || u.User != nil || u.Opaque != "" || u.Scheme != "http" && u.Scheme != "https" {
		return "", false
	}
	if rest, _ := cutPrefixFold(raw, u.Scheme); !strings.HasPrefix(rest, "://") || strings.HasPrefix(rest, ":///") {
		return "", false
	}
	host, ok := asciiHost(u.Hostname())
	if !ok || !allowed(host) {
		return "", false
	}
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	if port := u.Port(); port != "" {
		host += ":" + port
	}
	u.Host = host
	return inMarkdown.Replace(u.String()), true
}

// inMarkdown keeps a URL from ending the link around it, and from being read as
// an entity.
var inMarkdown = strings.NewReplacer("(", "%28", ")", "%29", "[", "%5B", "]", "%5D", ";", "%3B", "'", "%27")

// asciiHost returns the host name that a browser would connect to.
func asciiHost(host string) (string, bool) {
	if strings.Contains(host, ":") { // an IPv6 address, whose brackets are off
		host = strings.ToLower(host)
		return host, hostName.MatchString("[" + host + "]")
	}
	host, err := idna.Lookup.ToASCII(strings.TrimSuffix(host, "."))
	return host, err == nil && hostName.MatchString(host)
}

func cutPrefixFold(s, prefix string) (string, bool) {
	if len(s) < len(prefix) || !strings.EqualFold(s[:len(prefix)], prefix) {
		return s, false
	}
	return s[len(prefix):], true
}

// destination decodes a link's destination as the HTML renderer does.
func destination(raw []byte) string {
	return string(util.ResolveEntityNames(util.ResolveNumericReferences(util.UnescapePunctuations(raw))))
}

// autoLinkURL returns where an autolink leads. The renderer puts "mailto:"
// before e-mail addresses.
func autoLinkURL(n *ast.AutoLink, source []byte) string {
	address := n.URL(source)
	if n.AutoLinkType == ast.AutoLinkEmail && !bytes.HasPrefix(bytes.ToLower(address), []byte("mailto:")) {
		return "mailto:" + string(address)
	}
	return string(address)
}

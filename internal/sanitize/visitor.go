package sanitize

import (
	"html"
	"net/url"
	"regexp"
	"strings"
)

var visitorURL = regexp.MustCompile(`(?i)\bhttps?://[^\s<>"'` + "`" + `\\]+`)

// VisitorHTML shows a visitor's plain text as safe HTML: escaped, line ends as
// <br>, and http and https addresses as links that carry no referrer and no
// rank.
func VisitorHTML(clean string) string {
	var b strings.Builder
	at := 0
	for _, m := range visitorURL.FindAllStringIndex(clean, -1) {
		address := trimURL(clean[m[0]:m[1]])
		u, err := url.Parse(address)
		if err != nil || u.Hostname() == "" || u.User != nil {
			continue
		}
		b.WriteString(escapeText(clean[at:m[0]]))
		b.WriteString(`<a href="` + html.EscapeString(u.String()) + `" rel="nofollow noopener noreferrer" target="_blank">`)
		b.WriteString(escapeText(address))
		b.WriteString(`</a>`)
		at = m[0] + len(address)
	}
	b.WriteString(escapeText(clean[at:]))
	return b.String()
}

func escapeText(s string) string {
	return strings.ReplaceAll(html.EscapeString(s), "\n", "<br>")
}

// trimURL leaves out punctuation that belongs to the sentence around a URL.
func trimURL(s string) string {
	for s != "" {
		last := s[len(s)-1]
		switch {
		case strings.IndexByte(".,;:!?*_~", last) >= 0:
		case last == ')' && strings.Count(s, "(") < strings.Count(s, ")"):
		case last == ']' && strings.Count(s, "[") < strings.Count(s, "]"):
		default:
			return s
		}
		s = s[:len(s)-1]
	}
	return s
}

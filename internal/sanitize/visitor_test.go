package sanitize

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestVisitorHTMLEscapesAndLinks(t *testing.T) {
	link := func(href, text string) string {
		return `<a href="` + href + `" rel="nofollow noopener noreferrer" target="_blank">` + text + `</a>`
	}
	for in, want := range map[string]string{
		"a<b and c>d":                      "a&lt;b and c&gt;d",
		"one\ntwo":                         "one<br>two",
		`"it's" & more`:                    "&#34;it&#39;s&#34; &amp; more",
		"see https://example.com/a?b=1&c.": "see " + link("https://example.com/a?b=1&amp;c", "https://example.com/a?b=1&amp;c") + ".",
		"(http://example.com/x_(y))":       "(" + link("http://example.com/x_(y)", "http://example.com/x_(y)") + ")",
		"<https://example.com>":            "&lt;" + link("https://example.com", "https://example.com") + "&gt;",
		"javascript:alert(1)":              "javascript:alert(1)",
		"https://user:pw@evil.example":     "https://user:pw@evil.example",
		"https:// no":                      "https:// no",
		`https://x.example/"onclick=1`:     link("https://x.example/", "https://x.example/") + `&#34;onclick=1`,
	} {
		require.Equal(t, want, VisitorHTML(in), in)
	}
}

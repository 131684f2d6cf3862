package sanitize

import (
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
	"golang.org/x/net/html"

	"github.com/innconnect/innconnect/internal/chat"
)

func allowExample(host string) bool {
	return host == "allowed.example" || host == "www.allowed.example" || host == "xn--mnchen-3ya.example"
}

// lines reads a file of test data, one entry a line, "⏎" standing for a line end.
func lines(t testing.TB, name string) []string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	require.NoError(t, err)
	return strings.Split(strings.ReplaceAll(strings.TrimRight(string(b), "\n"), "⏎", "¶"), "\n")
}

// payloads returns the attacks: each piece of HTML, and each link template
// with each address.
func payloads(t testing.TB) []string {
	t.Helper()
	all := lines(t, "html.txt")
	for _, address := range lines(t, "urls.txt") {
		for _, template := range lines(t, "links.txt") {
			all = append(all, strings.ReplaceAll(template, "{}", address))
		}
	}
	for i := range all {
		all[i] = strings.ReplaceAll(all[i], "¶", "\n")
	}
	return all
}

func TestOutputHoldsAgainstEveryPayload(t *testing.T) {
	all := payloads(t)
	require.Greater(t, len(all), 2000)
	for i, p := range all {
		requireSafeAnswer(t, p)
		around := []string{"Check-in is from **15:00**.\n\n" + p + "\n\nSee you!", "- a\n- b " + p + " c\n", "> " + strings.ReplaceAll(p, "\n", "\n> ")}
		requireSafeAnswer(t, around[i%len(around)])
	}
}

func TestInputHoldsAgainstEveryPayload(t *testing.T) {
	for _, p := range payloads(t) {
		clean, err := Input("hello " + p)
		require.NoError(t, err, p)
		requireNoElements(t, clean)
		requireSafe(t, VisitorHTML(clean), func(string) bool { return true })
	}
}

// requireSafeAnswer checks both forms of an answer.
func requireSafeAnswer(t testing.TB, in string) {
	t.Helper()
	md, page := Output(in, allowExample)
	require.LessOrEqual(t, len(md), chat.MaxAnswerBytes)
	require.True(t, utf8.ValidString(md))
	requireSafe(t, page, allowExample)
	_ = ast.Walk(markdown.Parser().Parse(text.NewReader([]byte(md))), func(n ast.Node, _ bool) (ast.WalkStatus, error) {
		switch n := n.(type) {
		case *ast.Image, *ast.RawHTML, *ast.HTMLBlock:
			require.Fail(t, n.Kind().String()+" in Markdown", "%q became %q", in, md)
		case *ast.Link:
			u, err := url.Parse(string(n.Destination))
			require.NoError(t, err)
			requireAllowedURL(t, u, allowExample, in)
		}
		return ast.WalkContinue, nil
	})
}

func requireAllowedURL(t testing.TB, u *url.URL, allowed func(string) bool, in string) {
	t.Helper()
	switch u.Scheme {
	case "http", "https":
		require.True(t, allowed(u.Hostname()), "host %q from %q", u.Hostname(), in)
		require.Nil(t, u.User)
	case "mailto":
		_, host, _ := strings.Cut(u.Opaque, "@")
		require.True(t, allowed(host), "host %q from %q", host, in)
		require.Empty(t, u.RawQuery)
	default:
		require.Fail(t, "scheme", "%q from %q", u, in)
	}
}

// requireSafe parses a page's HTML and refuses every element, attribute and
// scheme that an answer does not need.
func requireSafe(t testing.TB, page string, allowed func(string) bool) {
	t.Helper()
	attributes := map[string]string{
		"p": "", "br": "", "hr": "", "strong": "", "em": "", "del": "", "code": "", "pre": "", "ul": "", "li": "", "blockquote": "",
		"ol": "start", "h3": "", "h4": "", "h5": "", "h6": "", "table": "", "thead": "", "tbody": "", "tr": "",
		"th": "align", "td": "align", "a": "href rel target", "html": "", "head": "", "body": "",
	}
	doc, err := html.Parse(strings.NewReader(page))
	require.NoError(t, err)
	for n := range doc.Descendants() {
		require.NotEqual(t, html.CommentNode, n.Type, page)
		if n.Type != html.ElementNode {
			continue
		}
		allowedHere, ok := attributes[n.Data]
		require.True(t, ok, "element %s in %q", n.Data, page)
		require.Empty(t, n.Namespace)
		for _, a := range n.Attr {
			require.Contains(t, strings.Fields(allowedHere), a.Key, page)
			if a.Key == "href" {
				u, err := url.Parse(a.Val)
				require.NoError(t, err)
				requireAllowedURL(t, u, allowed, page)
				require.Contains(t, page, "nofollow")
				require.Contains(t, page, "noreferrer")
			}
		}
	}
}

func TestOutputOfOrdinaryAnswersIsGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/golden/*.md")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			in, err := os.ReadFile(file)
			require.NoError(t, err)
			md, page := Output(string(in), allowExample)
			again, samePage := Output(md, allowExample)
			require.Equal(t, md, again, "a safe answer stays as it is")
			require.Equal(t, page, samePage)
			golden := strings.TrimSuffix(file, ".md") + ".html"
			if os.Getenv("UPDATE_GOLDEN") != "" {
				require.NoError(t, os.WriteFile(golden, []byte(page+"\n"), 0o644))
			}
			want, err := os.ReadFile(golden)
			require.NoError(t, err)
			require.Equal(t, string(want), page+"\n")
		})
	}
}

func TestOutputRemovesLinksFromTheMarkdownToo(t *testing.T) {
	for in, want := range map[string]string{
		"[our page](https://evil.example/x) is here":        "our page is here",
		"[our page](https://allowed.example/x) is here":     "[our page](https://allowed.example/x) is here",
		"[x][r] end\n\n[r]: https://evil.example":           "x end",
		"[x][r] end\n\n[r]: https://allowed.example \"t\"":  "[x](https://allowed.example) end",
		"![the pool](https://allowed.example/p.png) opens":  "the pool opens",
		"go to https://evil.example/x now":                  `go to https\://evil.example/x now`,
		"go to https://allowed.example/x now":               "go to <https://allowed.example/x> now",
		"go to www.evil.example now":                        `go to www\.evil.example now`,
		"go to www.allowed.example now":                     `go to [www\.allowed.example](http://www.allowed.example) now`,
		"write to info@evil.example":                        `write to info\@evil.example`,
		"write to info@allowed.example":                     "write to <info@allowed.example>",
		"[mail](mailto:info@allowed.example?bcc=a@b.c)":     "[mail](mailto:info@allowed.example)",
		"[x](https://ALLOWED.example:8443/a_(b)?q=1&r=2#f)": "[x](https://allowed.example:8443/a_%28b%29?q=1&r=2#f)",
		"[x](https://münchen.example/)":                     "[x](https://xn--mnchen-3ya.example/)",
		"a <b>bold</b> word<br>and List<String>":            "a bold word\\\nand List\\<String\\>",
		"<div>Check-in is at 3 &amp; later</div>":           `Check-in is at 3 \& later`,
		"Wow! [x](https://allowed.example)":                 "Wow! [x](https://allowed.example)",
		"Wow![x](https://evil.example)":                     "Wowx",
		"a < b and 2 > 1, 5 * 3, snake_case":                "a < b and 2 > 1, 5 * 3, snake_case",
	} {
		got, _ := Output(in, allowExample)
		require.Equal(t, want, got)
	}
}

func TestOutputIsCapped(t *testing.T) {
	paragraph := strings.Repeat("word ", 100) + "é\n\n"
	md, page := Output(strings.Repeat(paragraph, 100), nil)
	require.LessOrEqual(t, len(md), chat.MaxAnswerBytes)
	require.Greater(t, len(md), chat.MaxAnswerBytes*3/4)
	require.True(t, strings.HasSuffix(md, "é"), "cut between paragraphs")
	require.True(t, strings.HasSuffix(page, "</p>"))

	md, _ = Output(strings.Repeat("é", chat.MaxAnswerBytes), nil)
	require.True(t, utf8.ValidString(md))

	md, page = Output("```\n"+strings.Repeat("x", 2*chat.MaxAnswerBytes), nil)
	require.True(t, strings.HasSuffix(md, "\n```"), "an open code block is closed")
	require.True(t, strings.HasSuffix(page, "</code></pre>"))

	for _, unit := range []string{"[", "]", "<", "`", "*", "_", "> ", "- ", "![", "[a](", "<a ", "www.", "|", "&", "\\", "a@b.c ", "**a ", "1. ", "~~", "[a]: b\n", "|-|\n", "\n    "} {
		start := time.Now()
		requireSafeAnswer(t, strings.Repeat(unit, 2*chat.MaxAnswerBytes/len(unit)))
		require.Less(t, time.Since(start), 10*time.Second, unit)
	}
}

func FuzzOutput(f *testing.F) {
	for i, p := range payloads(f) {
		if i < 200 || i%17 == 0 {
			f.Add(p)
		}
	}
	f.Add("[r]\n\n[r]: <a_^^^@b.c>\n[r]: mailtoa^^^@b.c")
	f.Add("_www.evil.example_ ~https://evil.example~ (ftp://evil.example)")
	f.Fuzz(func(t *testing.T, md string) { requireSafeAnswer(t, md) })
}

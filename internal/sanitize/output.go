package sanitize

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"

	"github.com/innconnect/innconnect/internal/chat"
)

// markdown is CommonMark with tables, strikethrough and bare links, and
// without raw HTML.
var markdown = goldmark.New(goldmark.WithExtensions(
	extension.NewTable(extension.WithTableCellAlignMethod(extension.TableCellAlignAttribute)),
	extension.Strikethrough,
	extension.Linkify,
))

// Output makes an answer safe to show. It returns the answer as Markdown that
// holds no image, no raw HTML and no link but to an allowed host, so that a
// client which renders it itself can be led nowhere else, and the same as HTML
// for a page. What is no longer a link keeps its text; an image leaves its
// description. Headings come out as h3 to h6, links open in a new tab.
//
// allowedHosts is asked with a lower-case ASCII host name without port; nil
// allows none. Answers over chat.MaxAnswerBytes are cut, if possible between
// paragraphs, and the Markdown returned is no longer than that either.
func Output(md string, allowedHosts func(host string) bool) (safeMarkdown, safeHTML string) {
	if allowedHosts == nil {
		allowedHosts = func(string) bool { return false }
	}
	md = strings.TrimSpace(normalise(strings.ToValidUTF8(cut(md, chat.MaxAnswerBytes), "")))
	safeMarkdown = restrict(md, allowedHosts)
	for limit := chat.MaxAnswerBytes; len(safeMarkdown) > chat.MaxAnswerBytes; {
		limit /= 2
		safeMarkdown = restrict(cut(md, limit), allowedHosts)
	}
	return safeMarkdown, render(safeMarkdown)
}

// restrict rewrites Markdown until a parser finds nothing in it that is not
// allowed. Rewriting can bring pieces together that mean something new, so the
// result is read again; text that still deceives is shown literally.
func restrict(md string, allowed func(string) bool) string {
	const passes = 4
	for range passes {
		source := []byte(md)
		doc := markdown.Parser().Parse(text.NewReader(source))
		w := markdownWriter{source: source, allowed: allowed}
		md = strings.TrimSpace(w.blocks(doc, 0))
		if isAllowed(md, allowed) {
			return md
		}
	}
	return escapePlain(md)
}

// isAllowed tells whether Markdown holds only what may be shown.
func isAllowed(md string, allowed func(string) bool) bool {
	source := []byte(md)
	ok := true
	_ = ast.Walk(markdown.Parser().Parse(text.NewReader(source)), func(n ast.Node, _ bool) (ast.WalkStatus, error) {
		switch n := n.(type) {
		case *ast.Image, *ast.RawHTML, *ast.HTMLBlock:
			ok = false
		case *ast.Link:
			_, fine := safeURL(destination(n.Destination), allowed)
			ok = ok && fine
		case *ast.AutoLink:
			_, fine := safeURL(autoLinkURL(n, source), allowed)
			ok = ok && fine
		}
		if !ok {
			return ast.WalkStop, nil
		}
		return ast.WalkContinue, nil
	})
	return ok
}

// headingShift puts an answer's headings below those of the page around it.
const headingShift = 2

func render(md string) string {
	source := []byte(md)
	doc := markdown.Parser().Parse(text.NewReader(source))
	for n := doc.FirstChild(); n != nil; n = n.NextSibling() {
		shiftHeadings(n)
	}
	var b bytes.Buffer
	if err := markdown.Renderer().Render(&b, source, doc); err != nil {
		return escapeText(md) // a buffer takes every write, so this is out of reach
	}
	return strings.TrimSpace(string(policy.SanitizeBytes(b.Bytes())))
}

func shiftHeadings(n ast.Node) {
	if h, ok := n.(*ast.Heading); ok {
		h.Level = min(h.Level+headingShift, 6)
	}
	if n.Type() != ast.TypeBlock {
		return
	}
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		shiftHeadings(c)
	}
}

// policy is the second line of defence behind restrict.
var policy = newPolicy()

func newPolicy() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "br", "hr", "strong", "em", "del", "code", "pre", "ul", "ol", "li", "blockquote",
		"h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td")
	p.AllowAttrs("start").Matching(bluemonday.Integer).OnElements("ol")
	p.AllowAttrs("align").Matching(bluemonday.CellAlign).OnElements("th", "td")
	p.AllowAttrs("href").OnElements("a")
	p.RequireParseableURLs(true)
	p.AllowRelativeURLs(false)
	p.AllowURLSchemes("http", "https", "mailto")
	p.RequireNoFollowOnLinks(true)
	p.RequireNoReferrerOnLinks(true)
	p.AddTargetBlankToFullyQualifiedLinks(true)
	return p
}

// cut shortens text to at most limit bytes: between paragraphs, or else
// between words, when such a place lies in the last quarter.
func cut(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	s = s[:limit]
	for len(s) > 0 && !utf8.RuneStart(s[len(s)-1]) {
		s = s[:len(s)-1]
	}
	if len(s) > 0 && s[len(s)-1] >= utf8.RuneSelf {
		s = s[:len(s)-1]
	}
	for _, mark := range []string{"\n\n", " "} {
		if i := strings.LastIndex(s, mark); i > limit*3/4 {
			return s[:i]
		}
	}
	return s
}

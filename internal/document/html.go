package document

import (
	"bytes"
	"net/url"
	"slices"
	"strings"

	"codeberg.org/readeck/go-readability/v2"
	"github.com/JohannesKaufmann/html-to-markdown/v2/converter"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/base"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/commonmark"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/table"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/net/html/charset"

	"github.com/innconnect/innconnect/internal/chat"
)

// enoughRunes is how much text the main part of a page needs to be believed;
// otherwise the whole page is taken.
const enoughRunes = 200

// readHTML takes the main part of a page: what surrounds it on every page of a
// site would be found for every question.
func readHTML(in Input) (chat.Document, error) {
	text, err := charset.NewReader(bytes.NewReader(in.Content), in.ContentType)
	if err != nil {
		return chat.Document{}, chat.ImportRefused(chat.ImportUnreadable, "")
	}
	doc, err := html.Parse(text)
	if err != nil {
		return chat.Document{}, chat.ImportRefused(chat.ImportUnreadable, "")
	}
	out := chat.Document{URL: in.URL, Title: pageTitle(doc), Language: pageLanguage(doc)}
	page, _ := url.Parse(in.URL) // checked by who fetched it
	// Readability takes a document apart: it gets its own.
	copied, err := html.Parse(bytes.NewReader(rendered(doc)))
	if err != nil {
		return chat.Document{}, chat.ImportRefused(chat.ImportUnreadable, "")
	}
	main, err := readability.FromDocument(copied, page)
	if err == nil && main.Node != nil {
		out.Body = toMarkdown(main.Node, in.URL)
	}
	if len([]rune(out.Body)) < enoughRunes {
		prune(doc)
		if whole := toMarkdown(doc, in.URL); whole != "" {
			out.Body = whole
		}
	}
	return out, nil
}

func rendered(doc *html.Node) []byte {
	var b bytes.Buffer
	_ = html.Render(&b, doc) // to memory
	return b.Bytes()
}

// toMarkdown leaves pictures out: answers show none.
func toMarkdown(node *html.Node, address string) string {
	c := converter.NewConverter(converter.WithPlugins(base.NewBasePlugin(), commonmark.NewCommonmarkPlugin(), table.NewTablePlugin()))
	for _, tag := range []string{"img", "picture", "svg", "video", "audio", "iframe", "form", "button"} {
		c.Register.TagType(tag, converter.TagTypeRemove, converter.PriorityEarly)
	}
	text, err := c.ConvertNode(node, converter.WithDomain(address))
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(text))
}

// surroundings are what a page shows around its text.
var surroundings = []atom.Atom{atom.Nav, atom.Header, atom.Footer, atom.Aside, atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Form}

func prune(n *html.Node) {
	for child := n.FirstChild; child != nil; {
		next := child.NextSibling
		if child.Type == html.ElementNode && slices.Contains(surroundings, child.DataAtom) {
			n.RemoveChild(child)
		} else {
			prune(child)
		}
		child = next
	}
}

// pageTitle is the page's only big heading, or else its title, which often names
// the site, too.
func pageTitle(doc *html.Node) string {
	var title string
	var headings []string
	for n := range doc.Descendants() {
		switch n.DataAtom {
		case atom.H1:
			headings = append(headings, textOf(n))
		case atom.Title:
			if title == "" && n.Namespace == "" {
				title = textOf(n)
			}
		}
	}
	if len(headings) == 1 && headings[0] != "" {
		return headings[0]
	}
	return title
}

func textOf(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return oneLine(b.String())
}

// pageLanguage is the primary tag of what the page says it is in, "" if it does
// not.
func pageLanguage(doc *html.Node) string {
	for n := range doc.Descendants() {
		if n.DataAtom != atom.Html {
			continue
		}
		for _, a := range n.Attr {
			if a.Key == "lang" {
				tag, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(a.Val)), "-")
				return tag
			}
		}
	}
	return ""
}

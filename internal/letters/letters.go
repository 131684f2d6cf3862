// Package letters writes the product's mails in English, Dutch, German and
// French: a subject, a plain text and the same as HTML.
//
// A subject never holds anything that a visitor wrote. In a body a visitor's
// words are cleaned, cut and escaped; only what staff wrote keeps its markup,
// sanitised before. No mail loads anything when it is opened.
package letters

import (
	"bytes"
	_ "embed"
	"fmt"
	htmltemplate "html/template"
	"strings"
	texttemplate "text/template"
	"unicode"

	"github.com/innconnect/innconnect/internal/sanitize"
)

// Letter is what a mail says.
type Letter struct {
	Subject string // one line
	Text    string
	HTML    string
}

var (
	//go:embed letter.txt
	textSource string
	//go:embed letter.html
	htmlSource string

	textLayout = texttemplate.Must(texttemplate.New("letter").Parse(textSource))
	htmlLayout = htmltemplate.Must(htmltemplate.New("letter").Parse(htmlSource))
)

// sheet is what every letter is made of.
type sheet struct {
	Language string
	Subject  string
	Intro    []string
	Items    []item
	Button   *link
	Footer   []string
}

// item is one conversation or one message.
type item struct {
	Title string
	Quote string            // a visitor's words; "" for none
	Text  string            // what staff wrote, as plain text; "" for none
	HTML  htmltemplate.HTML // the same, sanitised
	Link  *link
}

type link struct{ Label, URL string }

func (s sheet) letter() (Letter, error) {
	out := Letter{Subject: oneLine(s.Subject)}
	var text, html bytes.Buffer
	if err := textLayout.Execute(&text, s); err != nil {
		return Letter{}, fmt.Errorf("write letter: %w", err)
	}
	if err := htmlLayout.Execute(&html, s); err != nil {
		return Letter{}, fmt.Errorf("write letter: %w", err)
	}
	out.Text, out.HTML = text.String(), html.String()
	return out, nil
}

const (
	maxNameRunes  = 100 // of a site in a subject
	maxQuoteRunes = 300
)

// nameOf makes a site's name fit into a line.
func nameOf(site string) string { return cut(oneLine(site), maxNameRunes) }

// quote makes a visitor's words safe to show.
func quote(words string) string {
	clean, err := sanitize.Input(words)
	if err != nil {
		return ""
	}
	return cut(oneLine(clean), maxQuoteRunes)
}

// oneLine joins lines and drops what no reader sees.
func oneLine(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
}

func cut(s string, most int) string {
	r := []rune(s)
	if len(r) <= most {
		return s
	}
	return strings.TrimSpace(string(r[:most])) + "…"
}

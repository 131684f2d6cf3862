// Package document reads the text of Markdown, HTML and PDF files as Markdown.
//
// Files come from anywhere. Read trusts its libraries to be slow, to ask for
// much memory or to crash on a file made for that; Reader therefore runs it in a
// process of its own.
package document

import (
	"bytes"
	"net/http"
	"path"
	"strings"
	"unicode/utf8"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/kbfile"
)

// Input is a document to read.
type Input struct {
	Name        string `json:"name"`         // of the file, or the page's address
	URL         string `json:"url"`          // that links begin with; "" for a file
	ContentType string `json:"content_type"` // as a web server named it; "" for a file
	Content     []byte `json:"content"`
}

// kind is a form of documents.
type kind string

const (
	markdown kind = "markdown"
	webPage  kind = "html"
	pdf      kind = "pdf"
)

// kindOf tells a document's form by what it begins with, by what a server says
// and by the name of its file, in this order.
func kindOf(in Input) kind {
	sniffed := http.DetectContentType(in.Content)
	name := strings.ToLower(path.Ext(in.Name))
	media, _, _ := strings.Cut(strings.ToLower(in.ContentType), ";")
	switch media = strings.TrimSpace(media); {
	case bytes.HasPrefix(bytes.TrimLeft(in.Content, " \t\r\n"), []byte("%PDF-")):
		return pdf
	case media == "text/html", media == "application/xhtml+xml":
		return webPage
	case media == "text/markdown", media == "text/plain":
		return markdown
	case media != "":
		return ""
	case name == ".html", name == ".htm", name == ".xhtml":
		return webPage
	case name == ".md", name == ".markdown", name == ".txt":
		if strings.HasPrefix(sniffed, "text/") || utf8.Valid(in.Content) {
			return markdown
		}
	}
	return ""
}

// Read returns a document's text. Its errors are *chat.ImportError.
func Read(in Input) (chat.Document, error) {
	var out chat.Document
	var err error
	switch kindOf(in) {
	case markdown:
		out, err = readMarkdown(in)
	case webPage:
		out, err = readHTML(in)
	case pdf:
		out, err = readPDF(in)
	default:
		return out, chat.ImportRefused(chat.ImportUnknownType, "")
	}
	if err != nil {
		return chat.Document{}, err
	}
	out.Title = oneLine(out.Title)
	out.Body = strings.TrimSpace(strings.ReplaceAll(strings.ToValidUTF8(out.Body, "�"), "\x00", ""))
	if out.Body == "" {
		return chat.Document{}, chat.ImportRefused(chat.ImportNoText, "")
	}
	if out.Title == "" {
		out.Title = titleOf(in.Name)
	}
	return out, nil
}

func readMarkdown(in Input) (chat.Document, error) {
	if !utf8.Valid(in.Content) {
		return chat.Document{}, chat.ImportRefused(chat.ImportUnreadable, "")
	}
	a, err := kbfile.Markdown(bytes.TrimPrefix(in.Content, []byte("\ufeff")))
	if err != nil {
		return chat.Document{}, chat.ImportRefused(chat.ImportUnreadable, "")
	}
	return chat.Document{ID: a.ExternalID, Title: a.Title, Body: a.Body, Language: a.Language, Tags: a.Tags, URL: a.URL}, nil
}

// titleOf makes a title of a file's name or a page's address.
func titleOf(name string) string {
	name, _, _ = strings.Cut(name, "?")
	base := path.Base(strings.TrimRight(name, "/"))
	return oneLine(strings.NewReplacer("_", " ", "-", " ").Replace(strings.TrimSuffix(base, path.Ext(base))))
}

// oneLine takes control characters and superfluous blanks out of a title, and
// cuts it to what an article takes.
func oneLine(text string) string {
	text = strings.Join(strings.Fields(strings.ToValidUTF8(strings.ReplaceAll(text, "\x00", ""), "")), " ")
	if r := []rune(text); len(r) > chat.MaxTitleRunes {
		return string(r[:chat.MaxTitleRunes-1]) + "…"
	}
	return text
}

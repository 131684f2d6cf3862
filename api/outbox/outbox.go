// Package outbox serves the page that shows the mails of a development outbox.
// It needs no script.
package outbox

import (
	"bytes"
	_ "embed"
	"html/template"
	"net/http"
	"strings"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/mail"
)

//go:embed outbox.html
var pageHTML string

var page = template.Must(template.New("outbox").Parse(pageHTML))

// Page serves the list and its mails.
type Page struct{ box mail.Outbox }

// New makes a Page that shows the outbox.
func New(box mail.Outbox) *Page { return &Page{box: box} }

// The policies allow the page its own style and a frame of itself, and a mail
// in that frame its own style and nothing else: no script, no picture from
// elsewhere, no form and no access to the page around it.
const (
	pagePolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
	mailPolicy = "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; " +
		"frame-ancestors 'self'; base-uri 'none'; form-action 'none'"
)

// Serve answers for a path under /outbox: "" or "/" for the list, "/{id}" for a
// mail and "/{id}/html" for its HTML alone. An error comes before anything is
// written.
func (p *Page) Serve(w http.ResponseWriter, _ *http.Request, path string) error {
	id, part, _ := strings.Cut(strings.Trim(path, "/"), "/")
	if id == "" {
		list, err := p.box.List()
		if err != nil {
			return err
		}
		return render(w, view{Mails: list})
	}
	m, err := p.box.Find(id)
	if err != nil {
		return err
	}
	switch part {
	case "":
		return render(w, view{Open: &m})
	case "html":
		write(w, mailPolicy, []byte(m.HTML))
		return nil
	default:
		return chat.ErrNotFound
	}
}

// view is the list, or one mail.
type view struct {
	Mails []mail.OutboxMail
	Open  *mail.OutboxMail
}

func render(w http.ResponseWriter, data view) error {
	var out bytes.Buffer
	if err := page.Execute(&out, data); err != nil {
		return err
	}
	write(w, pagePolicy, out.Bytes())
	return nil
}

func write(w http.ResponseWriter, policy string, html []byte) {
	w.Header().Set("Content-Security-Policy", policy)
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write(html)
}

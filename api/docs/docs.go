// Package docs serves the contract as a page to read. It is made on the server,
// once, and needs no script: what shows OpenAPI documents in browsers loads
// megabytes of them and styles its elements in ways that a strict content
// security policy refuses.
package docs

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"time"

	"github.com/innconnect/innconnect/internal/chat"
)

//go:embed files
var files embed.FS

// Problem is one thing that can go wrong with a call.
type Problem struct {
	Status  int
	Code    chat.Code
	Meaning string // Markdown
}

// Page serves the contract and its style sheet.
type Page struct {
	files map[string]file
}

type file struct {
	name, tag string
	content   []byte
}

// New makes a Page of an OpenAPI 3.1 document in YAML. problems tells by
// operationId what can go wrong with a call.
func New(document []byte, problems map[string][]Problem) (*Page, error) {
	view, err := read(document, problems)
	if err != nil {
		return nil, fmt.Errorf("read contract: %w", err)
	}
	var html bytes.Buffer
	if err := template.Must(template.ParseFS(files, "files/page.html")).Execute(&html, view); err != nil {
		return nil, fmt.Errorf("write contract as a page: %w", err)
	}
	css, err := files.ReadFile("files/docs.css")
	if err != nil {
		return nil, err
	}
	return &Page{files: map[string]file{"": named("index.html", html.Bytes()), "/docs.css": named("docs.css", css)}}, nil
}

func named(name string, content []byte) file {
	return file{name: name, content: content, tag: fmt.Sprintf(`"%x"`, sha256.Sum256(content))}
}

// policy allows the page its own style sheet and nothing else.
const policy = "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// Serve answers for a path under /api/docs. An error comes before anything is
// written.
func (p *Page) Serve(w http.ResponseWriter, r *http.Request, path string) error {
	f, known := p.files[path]
	if !known {
		return chat.Errorf(chat.CodeNotFound, "There is nothing at this address.")
	}
	h := w.Header()
	h.Set("Content-Security-Policy", policy)
	h.Set("Cache-Control", "no-cache")
	h.Set("ETag", f.tag)
	http.ServeContent(w, r, f.name, time.Time{}, bytes.NewReader(f.content))
	return nil
}

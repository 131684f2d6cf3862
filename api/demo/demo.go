// Package demo serves the demo page: a website of the fictional Havenlicht
// Hotels with a first simple chat that uses the public API.
package demo

import (
	"context"
	"embed"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"strings"

	"github.com/innconnect/innconnect/internal/chat"
)

//go:embed files
var embedded embed.FS

// Page serves the demo page and its files.
type Page struct {
	key   func(context.Context) (string, error)
	page  *template.Template
	files fs.FS
}

// Sanitizer returns the script that turns the API's HTML into nodes, for other
// pages of the product.
func Sanitizer() []byte {
	script, err := embedded.ReadFile("files/sanitize.js")
	if err != nil {
		panic(err) // the file is part of the binary
	}
	return script
}

// New makes a Page for the site whose public key the function returns.
func New(key func(context.Context) (string, error)) *Page {
	files, err := fs.Sub(embedded, "files")
	if err != nil {
		panic(err) // the folder is part of the binary
	}
	return &Page{key: key, page: template.Must(template.ParseFS(files, "index.html")), files: files}
}

// policy allows the page its own files and the API beside it, nothing else.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types innconnect-demo"

// Serve answers for a path under /demo: "", "/" or a file. An error comes before
// anything is written.
func (p *Page) Serve(w http.ResponseWriter, r *http.Request, file string) error {
	w.Header().Set("Content-Security-Policy", policy)
	w.Header().Set("Cache-Control", "no-cache")
	name := strings.TrimPrefix(path.Clean("/"+file), "/")
	if name != "" && name != "index.html" {
		if info, err := fs.Stat(p.files, name); err != nil || info.IsDir() {
			return chat.Errorf(chat.CodeNotFound, "There is nothing at this address.")
		}
		http.ServeFileFS(w, r, p.files, name)
		return nil
	}
	key, err := p.key(r.Context())
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	return p.page.Execute(w, struct{ Key string }{key})
}

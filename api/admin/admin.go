// Package admin serves the page where staff sign in, read conversations and take
// them over. It uses the API under /api/admin and nothing else.
package admin

import (
	"bytes"
	"embed"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"time"

	"github.com/innconnect/innconnect/internal/chat"
)

//go:embed files
var embedded embed.FS

// Page serves the admin page and its files.
type Page struct {
	files fs.FS
}

// New makes a Page.
func New() *Page {
	files, err := fs.Sub(embedded, "files")
	if err != nil {
		panic(err) // the folder is part of the binary
	}
	return &Page{files: files}
}

// policy allows the page its own files and the API beside it, nothing else. The
// name of the trusted types policy is that of sanitize.js.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; " +
	"frame-ancestors 'none'; form-action 'self'; base-uri 'none'; " +
	"require-trusted-types-for 'script'; trusted-types innconnect-admin"

// Serve answers for a path under /admin: "", "/" or a file. An error comes
// before anything is written.
func (p *Page) Serve(w http.ResponseWriter, r *http.Request, file string) error {
	h := w.Header()
	h.Set("Content-Security-Policy", policy)
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cache-Control", "no-cache")
	name := strings.TrimPrefix(path.Clean("/"+file), "/")
	if name == "" {
		name = "index.html"
	}
	content, err := fs.ReadFile(p.files, name)
	if err != nil {
		return chat.Errorf(chat.CodeNotFound, "There is nothing at this address.")
	}
	http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(content))
	return nil
}

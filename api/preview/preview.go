// Package preview serves the page in which the admin panel shows a site's
// widget: the real one, as settings that are not saved yet would make it.
package preview

import (
	"embed"
	"io/fs"
	"net/http"
	"path"
	"strings"

	"github.com/innconnect/innconnect/internal/chat"
)

//go:embed files
var embedded embed.FS

// policy allows the page its own files, the widget and the API beside it. Pages
// of our own origin alone may frame it.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; " +
	"frame-ancestors 'self'; require-trusted-types-for 'script'; trusted-types innconnect"

// Page serves the page and its files. It holds nothing of any site: the panel
// tells it what to show.
type Page struct{ files fs.FS }

// New makes a Page.
func New() *Page {
	files, err := fs.Sub(embedded, "files")
	if err != nil {
		panic(err) // the folder is part of the binary
	}
	return &Page{files: files}
}

// Serve answers for a path under /preview: "", "/" or a file. An error comes
// before anything is written.
func (p *Page) Serve(w http.ResponseWriter, r *http.Request, file string) error {
	name := strings.TrimPrefix(path.Clean("/"+file), "/")
	if name == "" {
		name = "page.html"
	}
	if info, err := fs.Stat(p.files, name); err != nil || info.IsDir() {
		return chat.Errorf(chat.CodeNotFound, "There is nothing at this address.")
	}
	w.Header().Set("Cache-Control", "no-cache")
	w.Header().Set("Content-Security-Policy", policy)
	http.ServeFileFS(w, r, p.files, name)
	return nil
}

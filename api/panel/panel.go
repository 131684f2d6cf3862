// Package panel serves the admin panel: one page for all its addresses, and the
// files that it loads. It uses the API under /api/admin and nothing else.
package panel

import (
	"crypto/rand"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"

	"github.com/innconnect/innconnect/api/asset"
	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/panellink"
	"github.com/innconnect/innconnect/web"
)

// Path is where the panel is. Its build knows it as base.
const Path = panellink.Path

// Panel serves the panel's page and files.
type Panel struct {
	page  string
	files map[string]asset.File
}

// New reads the embedded files.
func New() (*Panel, error) {
	dist, err := fs.Sub(web.Panel, "admin/dist")
	if err != nil {
		return nil, fmt.Errorf("read the admin panel: %w", err)
	}
	page, err := fs.ReadFile(dist, "index.html")
	if err != nil {
		return nil, fmt.Errorf("read the admin panel: %w", err)
	}
	p := &Panel{page: string(page), files: map[string]asset.File{}}
	err = fs.WalkDir(dist, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		return p.add(dist, name)
	})
	if err != nil {
		return nil, fmt.Errorf("read the admin panel: %w", err)
	}
	return p, nil
}

func (p *Panel) add(dist fs.FS, name string) (err error) {
	cacheControl := "no-cache"
	if strings.HasPrefix(name, "assets/") {
		cacheControl = asset.Immutable
	}
	switch ext := path.Ext(name); ext {
	case ".html", ".gz", ".br":
	case ".js", ".css":
		p.files[name], err = asset.Read(dist, name, mime.TypeByExtension(ext), cacheControl)
	default:
		var content []byte
		content, err = fs.ReadFile(dist, name)
		p.files[name] = asset.New(content, mime.TypeByExtension(ext), cacheControl)
	}
	return err
}

// policy allows the page its own files, the API and the preview beside it, nothing else, and
// the styles that its components make while it runs: those carry the number that
// only this answer has. %s is that number.
const policy = "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-%s'; connect-src 'self'; " +
	"frame-src 'self'; img-src 'self' data:; font-src 'self'; frame-ancestors 'none'; form-action 'self'; base-uri 'none'"

// Serve answers for a path below Path: with a file, or with the page, which shows
// what the address says. An error comes before anything is written.
func (p *Panel) Serve(w http.ResponseWriter, r *http.Request, name string) error {
	name = strings.TrimPrefix(name, "/")
	if file, ok := p.files[name]; ok {
		return file.Serve(w, r)
	}
	if strings.HasPrefix(name, "assets/") {
		return chat.Errorf(chat.CodeNotFound, "There is nothing at this address.")
	}
	nonce := rand.Text()
	h := w.Header()
	h.Set("Content-Security-Policy", fmt.Sprintf(policy, nonce))
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cache-Control", "no-store") // the number is for one answer
	h.Set("Content-Type", "text/html; charset=utf-8")
	_, err := w.Write([]byte(strings.ReplaceAll(p.page, "%STYLE_NONCE%", nonce)))
	return err
}

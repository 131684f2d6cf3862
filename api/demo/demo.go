// Package demo serves the demo page: a website of the fictional Havenlicht
// Hotels that embeds the chat widget as any website does.
package demo

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
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

// New makes a Page for the site whose public key the function returns.
func New(key func(context.Context) (string, error)) *Page {
	files, err := fs.Sub(embedded, "files")
	if err != nil {
		panic(err) // the folder is part of the binary
	}
	return &Page{key: key, page: template.Must(template.ParseFS(files, "index.html")), files: files}
}

// configuration is the first of the two script blocks that a site embeds. The
// second one, in index.html, loads the widget.
const configuration = `
window.InnConnectConfig = {
apiUrl: '/api',
apiKey: '%s',
primaryColor: '#E85D04',
position: 'bottom-right'
};
`

// policy allows the page its own files, the widget and the API beside it, and
// the one script block by its hash.
const policy = "default-src 'none'; script-src 'self' 'sha256-%s'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types innconnect"

// Serve answers for a path under /demo: "", "/" or a file. An error comes before
// anything is written.
func (p *Page) Serve(w http.ResponseWriter, r *http.Request, file string) error {
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
	script := fmt.Sprintf(configuration, template.JSEscapeString(key))
	hash := sha256.Sum256([]byte(script))
	w.Header().Set("Content-Security-Policy", fmt.Sprintf(policy, base64.StdEncoding.EncodeToString(hash[:])))
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	return p.page.Execute(w, struct{ Config template.HTML }{template.HTML("<script>" + script + "</script>")})
}

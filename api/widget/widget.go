// Package widget serves the chat widget to the pages that embed it.
package widget

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"regexp"
	"strings"

	"github.com/innconnect/innconnect/api/asset"
	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/web"
)

const floating = "public, max-age=300" // the newest version, whichever it is

// Files are what pages load. The names are what follows /widget/:
//
//	innconnect-widget.js          the newest version of the loader
//	v1.0.0/innconnect-widget.js   one version for ever; versions.json has its hash
//	3f9a1c0b2d/panel.js           what a loader loads, by the hash of its content;
//	                              also below its version's folder
//	licenses.txt                  of what is bundled
type Files struct {
	files   map[string]asset.File
	version string
}

const dist = "widget/dist"

var hashed = regexp.MustCompile(`^[0-9a-f]{10}/`)

// New reads the embedded files.
func New() (*Files, error) {
	var published struct {
		Latest string `json:"latest"`
	}
	versions, err := fs.ReadFile(web.Widget, dist+"/versions.json")
	if err != nil {
		return nil, fmt.Errorf("read the widget's versions: %w", err)
	}
	if err := json.Unmarshal(versions, &published); err != nil {
		return nil, fmt.Errorf("read the widget's versions: %w", err)
	}
	licenses, err := fs.ReadFile(web.Widget, dist+"/licenses.txt")
	if err != nil {
		return nil, fmt.Errorf("read the widget's licences: %w", err)
	}
	f := &Files{version: published.Latest, files: map[string]asset.File{
		"versions.json": asset.New(versions, "application/json", floating),
		"licenses.txt":  asset.New(licenses, "text/plain; charset=utf-8", floating),
	}}
	err = fs.WalkDir(web.Widget, dist, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || path.Ext(name) != ".js" {
			return err
		}
		return f.add(strings.TrimPrefix(name, dist+"/"))
	})
	if err != nil {
		return nil, fmt.Errorf("read the widget: %w", err)
	}
	latest, ok := f.files["v"+f.version+"/innconnect-widget.js"]
	if !ok {
		return nil, fmt.Errorf("the widget has no version %q", f.version)
	}
	latest.CacheControl = floating
	f.files["innconnect-widget.js"] = latest
	return f, nil
}

// add reads one file of a version and what it is compressed to.
func (f *Files) add(name string) error {
	out, err := asset.Read(web.Widget, dist+"/"+name, "text/javascript; charset=utf-8", asset.Immutable)
	if err != nil {
		return err
	}
	f.files[name] = out
	if _, rest, _ := strings.Cut(name, "/"); hashed.MatchString(rest) {
		f.files[rest] = out
	}
	return nil
}

// Serve answers for a path under /widget. Any page may load the files, with an
// integrity attribute and under cross-origin isolation too. An error comes
// before anything is written.
func (f *Files) Serve(w http.ResponseWriter, r *http.Request, name string) error {
	found, ok := f.files[strings.TrimPrefix(name, "/")]
	if !ok {
		return chat.Errorf(chat.CodeNotFound, "There is nothing at this address.")
	}
	h := w.Header()
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	return found.Serve(w, r)
}

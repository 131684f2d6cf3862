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

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/web"
)

const (
	floating  = "public, max-age=300" // the newest version, whichever it is
	immutable = "public, max-age=31536000, immutable"
)

// Files are what pages load. The names are what follows /widget/:
//
//	innconnect-widget.js          the newest version of the loader
//	v1.0.0/innconnect-widget.js   one version for ever; versions.json has its hash
//	3f9a1c0b2d/panel.js           what a loader loads, by the hash of its content;
//	                              also below its version's folder
//	licenses.txt                  of what is bundled
type Files struct {
	files   map[string]file
	version string
}

// file is a file as it is and compressed.
type file struct {
	plain, gzip, brotli []byte
	contentType         string
	cacheControl        string
	etag                string
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
	f := &Files{version: published.Latest, files: map[string]file{
		"versions.json": {plain: versions, contentType: "application/json", cacheControl: floating, etag: etag(versions)},
		"licenses.txt":  {plain: licenses, contentType: "text/plain; charset=utf-8", cacheControl: floating, etag: etag(licenses)},
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
	latest.cacheControl = floating
	f.files["innconnect-widget.js"] = latest
	return f, nil
}

// add reads one file of a version and what it is compressed to.
func (f *Files) add(name string) error {
	out := file{contentType: "text/javascript; charset=utf-8", cacheControl: immutable}
	for ext, content := range map[string]*[]byte{"": &out.plain, ".gz": &out.gzip, ".br": &out.brotli} {
		var err error
		if *content, err = fs.ReadFile(web.Widget, dist+"/"+name+ext); err != nil {
			return err
		}
	}
	out.etag = etag(out.plain)
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
	h.Set("Content-Type", found.contentType)
	h.Set("Cache-Control", found.cacheControl)
	h.Add("Vary", "Accept-Encoding")
	content, encoding := found.encoded(r.Header.Get("Accept-Encoding"))
	tag := found.etag
	if encoding != "" {
		h.Set("Content-Encoding", encoding)
		tag = strings.TrimSuffix(tag, `"`) + "-" + encoding + `"`
	}
	h.Set("ETag", tag)
	if r.Header.Get("If-None-Match") == tag {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	h.Set("Content-Length", fmt.Sprint(len(content)))
	_, err := w.Write(content)
	return err
}

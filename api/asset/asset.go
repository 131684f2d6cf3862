// Package asset serves built files of the front ends, compressed when they were
// built.
package asset

import (
	"fmt"
	"io/fs"
	"net/http"
	"strings"
)

// Immutable is for files whose names change with their content.
const Immutable = "public, max-age=31536000, immutable"

// File is a file as it is and, where it has them beside itself with the endings
// .gz and .br, compressed.
type File struct {
	ContentType  string
	CacheControl string

	plain, gzip, brotli []byte
	etag                string
}

// New makes a File of content that is not compressed.
func New(content []byte, contentType, cacheControl string) File {
	return File{ContentType: contentType, CacheControl: cacheControl, plain: content, etag: etag(content)}
}

// Read reads a file that has its compressed ones beside it.
func Read(files fs.FS, name, contentType, cacheControl string) (File, error) {
	out := File{ContentType: contentType, CacheControl: cacheControl}
	for ext, content := range map[string]*[]byte{"": &out.plain, ".gz": &out.gzip, ".br": &out.brotli} {
		var err error
		if *content, err = fs.ReadFile(files, name+ext); err != nil {
			return File{}, err
		}
	}
	out.etag = etag(out.plain)
	return out, nil
}

// Serve answers with the smallest content that the client takes, or that it has
// it already.
func (f File) Serve(w http.ResponseWriter, r *http.Request) error {
	h := w.Header()
	h.Set("Content-Type", f.ContentType)
	h.Set("Cache-Control", f.CacheControl)
	h.Add("Vary", "Accept-Encoding")
	content, encoding := f.encoded(r.Header.Get("Accept-Encoding"))
	tag := f.etag
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

// Package web holds the built front ends, so that the binary needs no other
// files and building it needs no Node. `make widget` builds them.
package web

import "embed"

// Widget has the files of widget/dist: versions.json, licenses.txt and a folder
// for each version of the widget. A version that was released never changes, and stays
// as long as pages may name it.
//
//go:embed widget/dist
var Widget embed.FS

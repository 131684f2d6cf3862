// Package web holds the built front ends, so that the binary needs no other
// files and building it needs no Node. `make widget` and `make panel` build them.
package web

import "embed"

// Widget has the files of widget/dist: versions.json, licenses.txt and a folder
// for each version of the widget. A version that was released never changes, and stays
// as long as pages may name it.
//
//go:embed widget/dist
var Widget embed.FS

// Panel has the files of admin/dist: index.html, which is a template, and what it
// loads. Names below assets change with their content.
//
//go:embed admin/dist
var Panel embed.FS

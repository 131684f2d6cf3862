// Package retrieval finds the passages of a site's articles that answer a
// question and says how likely they do.
//
// Three arms score passages: words (BM25 weights in Postgres), character
// n-grams (a second look at the candidates, in this package) and dense vectors
// (pgvector). They are fused in fuse.go and nowhere else. docs/retrieval.md has
// the design and the measurements.
package retrieval

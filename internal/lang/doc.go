// Package lang tells which language a visitor writes in and holds the
// product's own texts to visitors.
package lang

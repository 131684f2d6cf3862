// Package chat holds the product's domain: sites, sessions, messages, articles
// and the errors that callers can act on. It does no I/O and imports nothing of
// the rest of the program, so every other package may import it.
package chat

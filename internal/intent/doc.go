// Package intent recognises that a visitor should get a person: by the site's
// own keywords and patterns, and by a built-in notion of asking for one.
package intent

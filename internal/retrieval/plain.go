package retrieval

import "regexp"

var (
	linkTarget = regexp.MustCompile(`\]\([^()\s]*(?:\s+"[^"]*")?\)`)
	bareURL    = regexp.MustCompile(`https?://\S+`)
)

// plain takes addresses out of Markdown: their words say little about the
// topic. Other marks are not part of words anyway.
func plain(markdown string) string {
	return bareURL.ReplaceAllString(linkTarget.ReplaceAllString(markdown, "] "), " ")
}

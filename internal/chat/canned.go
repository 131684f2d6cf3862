package chat

import (
	"regexp"
	"slices"
	"strings"
	"time"
)

// CannedReply is a text that people of a site send often. Who sends it sees it
// first, with its placeholders filled in, and may change it.
type CannedReply struct {
	ID        string // UUID
	Shortcut  string // finds it, unique on the site
	Content   string // Markdown with placeholders
	UpdatedAt time.Time
}

// MaxCannedReplies is how many a site may have.
const MaxCannedReplies = 1000

// cannedPlaceholders are what a canned reply may leave open.
var cannedPlaceholders = []string{"visitor_name", "agent_name", "site_name"}

var placeholder = regexp.MustCompile(`\{\{([^{}]*)\}\}`)

// CheckCanned returns CodeInvalid for a text that leaves something open that
// nothing can fill in. A placeholder is written {{name}}, or {{name|words}} with
// words for when the name is not known.
func CheckCanned(content string) error {
	for _, found := range placeholder.FindAllStringSubmatch(content, -1) {
		name, _, _ := strings.Cut(found[1], "|")
		if !slices.Contains(cannedPlaceholders, strings.TrimSpace(name)) {
			return Errorf(CodeInvalid, "The placeholders are {{%s}}.", strings.Join(cannedPlaceholders, "}}, {{"))
		}
	}
	return nil
}

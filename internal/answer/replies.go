package answer

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// Limits on quick replies; what is over them is left out.
const (
	maxReplies    = 4
	maxReplyRunes = 60
)

var (
	replyNumber = regexp.MustCompile(`^\d{1,2}[.)]\s`)
	replyMarker = regexp.MustCompile(`\s*[\[【]\^?\d{1,2}(?:, ?\d{1,2})*[\]】]`)
)

// What models put around a reply.
const (
	replyBullets = " \t-+•>"
	replyQuotes  = " \t*_`\"'“”„«»[]"
)

// addReplies adds the replies of one line, "a | b | c".
func addReplies(replies []string, line string) []string {
	for part := range strings.SplitSeq(replyMarker.ReplaceAllString(line, ""), "|") {
		reply := strings.TrimLeft(part, replyBullets)
		reply = strings.Trim(replyNumber.ReplaceAllString(reply, ""), replyQuotes)
		if reply == "" || utf8.RuneCountInString(reply) > maxReplyRunes || len(replies) == maxReplies || holds(replies, reply) {
			continue
		}
		replies = append(replies, reply)
	}
	return replies
}

func holds(replies []string, reply string) bool {
	for _, r := range replies {
		if strings.EqualFold(r, reply) {
			return true
		}
	}
	return false
}

package answer

import "strings"

// verdict is what the beginning of a text says when more may follow.
type verdict int

const (
	no   verdict = iota // it is not what was looked for, whatever follows
	more                // it may become it
	yes
)

// matchWord matches a word of the protocol at the beginning of s and returns
// its length. Models vary it: no_answer, NO\_ANSWER and, only in capitals so
// that no prose is taken for it, NO ANSWER and NO-ANSWER.
func matchWord(s, word string) (int, verdict) {
	i, lower, loose := 0, false, false
	for k := 0; k < len(word); k++ {
		if i == len(s) {
			return 0, more
		}
		c := s[i]
		switch {
		case word[k] == '_':
			if c == '\\' {
				i++
				if i == len(s) {
					return 0, more
				}
				c = s[i]
			}
			if c != '_' && c != ' ' && c != '-' {
				return 0, no
			}
			loose = loose || c != '_'
		case c == word[k]:
		case 'a' <= c && c <= 'z' && c-'a'+'A' == word[k]:
			lower = true
		default:
			return 0, no
		}
		if lower && loose {
			return 0, no
		}
		i++
	}
	return i, yes
}

// matchLabel matches "QUICK_REPLIES:" with its decorations.
func matchLabel(s string) (int, verdict) {
	n, v := matchWord(s, quickReplies)
	if v != yes {
		return 0, v
	}
	for ; n < len(s); n++ {
		switch {
		case s[n] == ':':
			return n + 1, yes
		case strings.IndexByte(" *_`\"'", s[n]) < 0:
			return 0, no
		}
	}
	return 0, more
}

package answer

import (
	"regexp"
	"strconv"
	"strings"
)

// A citation: "[1]", "[1, 2]", "[1-3]", "[^1]", "[passage 1]", "【1†source】".
const (
	number  = `[\^#]?[1-9]\d?`
	numbers = number + `(?: ?[-–—] ?` + number + `)?`
	list    = `(` + numbers + `(?: ?(?:[,;&]|and) ?` + numbers + `)*)`
)

// maxMarker is in bytes, and so is what is held back of a bracket.
const maxMarker = 80

var (
	marker = regexp.MustCompile(`^(?i:\[ ?(?:(?:passages?|sources?|bron(?:nen)?|quellen?) ?)?` + list + ` ?\]|【 ?` + list + `(?:†[^】()\n]*)?】)`)

	// Every beginning of a citation, or of a run of them in parentheses,
	// matches these.
	markerPrefix = regexp.MustCompile(`^(?i:\[ ?[a-z]{0,8} ?[\d ,;&^#–—and-]*|【[\d ,;&^#–—and-]*(?:†[^】()\n]*)?)$`)
	parenPrefix  = regexp.MustCompile(`^\([ ,;]*(?:[\[【][^()\n]*)?$`)

	item = regexp.MustCompile(`([1-9]\d?)(?: ?[-–—] ?[\^#]?([1-9]\d?))?`)
)

// matchMarker matches one citation at the beginning of s, or a run of them in
// parentheses. final says that nothing follows s. A bracket with any number
// but 1 to passages is no citation, nor is the text of a link. Ordinary text
// like "word[1]" cannot be told from a citation and is taken for one.
func matchMarker(s string, passages int, final bool) (length int, cited []int, v verdict) {
	if strings.HasPrefix(s, "(") {
		return matchParenthesis(s, passages, final)
	}
	m := marker.FindStringSubmatch(s)
	if m == nil && !final && len(s) < maxMarker && markerPrefix.MatchString(s) {
		return 0, nil, more
	}
	if m == nil || len(m[0]) > maxMarker {
		return 0, nil, no
	}
	for _, span := range item.FindAllStringSubmatch(m[1]+m[2], -1) {
		first, _ := strconv.Atoi(span[1])
		last := first
		if span[2] != "" {
			last, _ = strconv.Atoi(span[2])
		}
		if first > last || last > passages {
			return 0, nil, no
		}
		for n := first; n <= last; n++ {
			cited = append(cited, n)
		}
	}
	length = len(m[0])
	if length == len(s) && !final {
		return 0, nil, more // a link's address may follow
	}
	if strings.HasPrefix(s[length:], "(") {
		return 0, nil, no
	}
	return length, cited, yes
}

func matchParenthesis(s string, passages int, final bool) (length int, cited []int, v verdict) {
	end := strings.IndexByte(s, ')')
	if end < 0 && !final && len(s) < maxMarker && parenPrefix.MatchString(s) {
		return 0, nil, more
	}
	if end < 0 || end >= maxMarker {
		return 0, nil, no
	}
	inside := s[1:end]
	for {
		inside = strings.TrimLeft(inside, " ,;")
		if inside == "" {
			break
		}
		if inside[0] == '(' {
			return 0, nil, no
		}
		n, numbers, v := matchMarker(inside, passages, true)
		if v != yes {
			return 0, nil, no
		}
		inside = inside[n:]
		cited = append(cited, numbers...)
	}
	if cited == nil {
		return 0, nil, no
	}
	return end + 1, cited, yes
}

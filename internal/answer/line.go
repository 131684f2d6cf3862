package answer

import (
	"strings"
	"unicode/utf8"
)

// decorations are what models put before the first word of a line.
const decorations = " \t>*+-#•_~\"'"

// maxInfo is how much of a code block's first line is looked at.
const maxInfo = 40

// lineHead decides what kind of line begins.
func (s *Stream) lineHead(final bool) int {
	switch {
	case s.fence != "":
		return s.fencedLine(final)
	case s.cited:
		return s.afterLeadingCitation(final)
	}
	rest := strings.TrimLeft(s.raw, decorations)
	decor := s.raw[:len(s.raw)-len(rest)]
	inner := strings.TrimLeft(rest, "`")
	ticks := rest[:len(rest)-len(inner)]
	if inner == "" && !final {
		return undecided
	}
	if fence := fenceOf(decor, ticks); fence != "" {
		info, _, whole := strings.Cut(inner, "\n")
		if !whole && !final && len(info) < maxInfo {
			return undecided
		}
		info = info[:min(len(info), maxInfo)]
		if fence != "```" || !strings.Contains(info, "`") {
			s.fence, s.exact, s.head = fence, true, false
			s.text(decor + ticks)
			return len(decor) + len(ticks)
		}
	}
	if strings.HasPrefix(rest, "\n") {
		s.text(decor)
		s.newline()
		return len(decor) + 1
	}
	switch declines(inner, final) {
	case more:
		return undecided
	case yes:
		s.result.Declined = true
		return 0
	case no:
	}
	switch n, v := matchLabel(inner); {
	case v == yes:
		s.replying = true
		return len(decor) + len(ticks) + n
	case v == more && !final:
		return undecided
	}
	if s.listing {
		line, _, whole := strings.Cut(inner, "\n")
		if !whole && !final {
			return undecided
		}
		if strings.ContainsAny(decor, "-*+•") || replyNumber.MatchString(line) {
			s.result.QuickReplies = addReplies(s.result.QuickReplies, line)
			return len(decor) + len(ticks) + len(line)
		}
		s.listing = false
	}
	if ticks == "" {
		switch n, numbers, v := matchMarker(rest, s.passages, final); v {
		case more:
			return undecided
		case yes:
			s.cite(numbers)
			s.cited, s.decor = true, decor
			return len(decor) + n
		case no:
		}
	}
	s.text(decor)
	s.head = false
	return len(decor)
}

func fenceOf(decor, ticks string) string {
	switch {
	case len(ticks) >= 3:
		return "```"
	case strings.Contains(decor, "~~~"):
		return "~~~"
	}
	return ""
}

// fencedLine begins a line of a code block, or its closing fence.
func (s *Stream) fencedLine(final bool) int {
	rest := strings.TrimLeft(s.raw, " \t>")
	if !final && len(rest) < len(s.fence) && strings.HasPrefix(s.fence, rest) {
		return undecided
	}
	if strings.HasPrefix(rest, s.fence) {
		s.fence = ""
	}
	s.exact, s.head = true, false
	return 0
}

// afterLeadingCitation leaves out what separates a citation at the beginning
// of a line from its text, and the whole line when there is no text.
func (s *Stream) afterLeadingCitation(final bool) int {
	if rest := strings.TrimLeft(s.raw, " \t:,;"); len(rest) < len(s.raw) {
		return len(s.raw) - len(rest)
	}
	if s.raw[0] == '\n' {
		s.cited = false
		s.newline()
		return 1
	}
	switch n, numbers, v := s.marker(final); v {
	case more:
		return undecided
	case yes:
		s.cite(numbers)
		return n
	case no:
	}
	s.cited, s.head = false, false
	s.text(s.decor)
	return 0
}

// marker matches a citation at the beginning of raw.
func (s *Stream) marker(final bool) (length int, numbers []int, v verdict) {
	switch {
	case s.exact || s.code != "":
		return 0, nil, no
	case s.raw[0] != '[' && s.raw[0] != '(' && !strings.HasPrefix(s.raw, "【"):
		return 0, nil, no
	}
	return matchMarker(s.raw, s.passages, final)
}

// lineBody decides the next character of a line.
func (s *Stream) lineBody(final bool) int {
	if s.afterMarker {
		return s.afterCitation(final)
	}
	switch n, numbers, v := s.marker(final); v {
	case more:
		return undecided
	case yes:
		s.cite(numbers)
		line := strings.TrimRightFunc(s.gap, inLineSpace)
		s.before, s.gap = s.gap[len(line):], line
		s.afterMarker = true
		return n
	case no:
	}
	if !inWord(s.prev) {
		switch n, v := s.word(final); v {
		case more:
			return undecided
		case yes:
			return n
		case no:
		}
	}
	r, size := utf8.DecodeRuneInString(s.raw)
	switch {
	case r == '\n':
		s.newline()
	case r == '`' && !s.exact:
		ticks := s.raw[:len(s.raw)-len(strings.TrimLeft(s.raw, "`"))]
		if !final && ticks == s.raw {
			return undecided
		}
		switch s.code {
		case "":
			s.code = ticks
		case ticks:
			s.code = ""
		}
		s.text(ticks)
		return len(ticks)
	default:
		s.text(s.raw[:size])
	}
	return size
}

// word acts on a word of the protocol inside a line.
func (s *Stream) word(final bool) (n int, v verdict) {
	switch v := declines(s.raw, final); v {
	case yes:
		s.result.Declined = true
		return 0, yes
	case more:
		return 0, more
	case no:
	}
	if s.exact || s.code != "" {
		return 0, no
	}
	n, v = matchLabel(s.raw)
	switch {
	case v == yes:
		s.replying = true
	case v == more && final:
		return 0, no
	}
	return n, v
}

// afterCitation closes the hole that a citation leaves: "night [1]." becomes
// "night.", and "night [1], [2] and" becomes "night and".
func (s *Stream) afterCitation(final bool) int {
	if strings.IndexByte(" \t,;", s.raw[0]) >= 0 {
		s.sep += s.raw[:1]
		return 1
	}
	switch n, numbers, v := s.marker(final); v {
	case more:
		return undecided
	case yes:
		s.cite(numbers)
		s.sep = ""
		return n
	case no:
	}
	if next, _ := utf8.DecodeRuneInString(s.raw); s.sep == "" && inWord(next) {
		s.sep = s.before
	}
	s.afterMarker = false
	s.text(s.sep)
	s.before, s.sep = "", ""
	return 0
}

// replyLine gathers the rest of the line of quick replies.
func (s *Stream) replyLine() int {
	line, _, whole := strings.Cut(s.raw, "\n")
	s.reply.WriteString(line)
	if whole {
		s.endReplies()
	}
	return len(line)
}

func (s *Stream) endReplies() {
	if !s.replying {
		return
	}
	line := s.reply.String()
	s.reply.Reset()
	s.listing = strings.Trim(line, replyQuotes) == ""
	s.result.QuickReplies = addReplies(s.result.QuickReplies, line)
	s.replying, s.head, s.exact, s.code, s.prev = false, true, false, "", '\n'
}

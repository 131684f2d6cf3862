package answer

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/innconnect/innconnect/internal/chat"
)

// Stream turns the pieces of an answer, as a model writes them, into what a
// visitor may see at once. It holds back no more than what may still become a
// citation, a word of the protocol or trailing white space. The visible pieces
// joined are Parsed.Markdown, unless the model declines: it may do so after a
// sentence has been shown, which the caller then takes back.
type Stream struct {
	passages int
	size     int    // bytes accepted
	partial  string // the bytes of a character that is not complete yet
	raw      string // accepted and not decided yet
	fresh    strings.Builder
	shown    strings.Builder

	begun bool   // the answer's text began
	head  bool   // at the beginning of a line
	cited bool   // only a bullet and citations stood in this line so far
	decor string // that bullet, held back: without any text it is left out
	fence string // of the code block that is open
	exact bool   // this line is code: nothing but NO_ANSWER counts
	code  string // the backticks of the code span that is open
	prev  rune   // the character before raw
	gap   string // white space, shown when text follows

	afterMarker bool
	before, sep string // the white space before a citation, the separators after it

	replying bool            // in the line of quick replies
	reply    strings.Builder // that line
	listing  bool            // its replies may follow as a list

	result Parsed
}

// NewStream returns a filter for one answer to a prompt with so many passages.
func NewStream(passages int) *Stream {
	return &Stream{passages: passages, head: true, prev: '\n'}
}

// Write takes the next piece of the answer and returns what became visible.
func (s *Stream) Write(delta string) string {
	delta = delta[:min(len(delta), chat.MaxAnswerBytes-s.size)]
	s.size += len(delta)
	whole := s.partial + withoutControls(delta)
	end := len(whole)
	for i := 1; i < utf8.UTFMax && i <= len(whole); i++ {
		if last := whole[len(whole)-i:]; utf8.RuneStart(last[0]) {
			if !utf8.FullRuneInString(last) {
				end -= i
			}
			break
		}
	}
	s.raw, s.partial = s.raw+whole[:end], whole[end:]
	s.run(false)
	return s.take()
}

// Close ends the answer. It returns what was still held back, and the whole
// answer as read.
func (s *Stream) Close() (visible string, parsed Parsed) {
	s.run(true)
	s.endReplies()
	visible = s.take()
	if s.result.Declined || s.shown.Len() == 0 {
		return visible, Parsed{Declined: true}
	}
	s.result.Markdown = s.shown.String()
	return visible, s.result
}

func (s *Stream) take() string {
	visible := s.fresh.String()
	s.fresh.Reset()
	s.shown.WriteString(visible)
	return visible
}

// withoutControls works on bytes: a piece may end inside a character.
func withoutControls(text string) string {
	kept := make([]byte, 0, len(text))
	for i := range len(text) {
		if c := text[i]; c >= ' ' || c == '\n' || c == '\t' {
			kept = append(kept, c)
		}
	}
	return string(kept)
}

// undecided is what a step returns that needs to see more of the answer.
const undecided = -1

// run decides as much of raw as it can. Each step returns how much of raw it
// is done with. At the end of the answer no step is undecided.
func (s *Stream) run(final bool) {
	for s.raw != "" {
		var n int
		switch {
		case s.result.Declined:
			n = len(s.raw)
		case !s.begun:
			n = s.beforeAnswer(final)
		case s.replying:
			n = s.replyLine()
		case s.head:
			n = s.lineHead(final)
		default:
			n = s.lineBody(final)
		}
		if n == undecided {
			return
		}
		s.raw = s.raw[n:]
	}
}

// beforeAnswer skips white space and the reasoning that some models write
// before their answer.
func (s *Stream) beforeAnswer(final bool) int {
	const opening, closing = "<think>", "</think>"
	text := strings.TrimLeft(s.raw, " \t\n")
	switch {
	case strings.HasPrefix(text, opening):
		if end := strings.Index(s.raw, closing); end >= 0 {
			return end + len(closing)
		}
		if final {
			return len(s.raw)
		}
		return undecided
	case !final && strings.HasPrefix(opening, text):
		return undecided
	}
	s.begun = true
	return len(s.raw) - len(text)
}

// emit shows a character.
func (s *Stream) emit(r rune, size int) {
	s.prev = r
	if r == utf8.RuneError && size == 1 {
		return // not UTF-8
	}
	if s.shown.Len()+s.fresh.Len() > 0 {
		s.fresh.WriteString(s.gap)
	}
	s.gap = ""
	s.fresh.WriteRune(r)
}

// text shows a text without line breaks.
func (s *Stream) text(text string) {
	for len(text) > 0 {
		r, size := utf8.DecodeRuneInString(text)
		if unicode.IsSpace(r) {
			s.gap += text[:size]
			s.prev = r
		} else {
			s.emit(r, size)
		}
		text = text[size:]
	}
}

// newline ends a line. Outside code it keeps hard breaks, and at most one
// blank line where others were left out.
func (s *Stream) newline() {
	if !s.exact {
		hard := strings.HasSuffix(s.gap, "  ") && !strings.Contains(s.gap, "\n")
		s.gap = strings.TrimRightFunc(s.gap, inLineSpace)
		if hard {
			s.gap = "  "
		}
	}
	if s.exact || !strings.HasSuffix(s.gap, "\n\n") {
		s.gap += "\n"
	}
	s.prev = '\n'
	s.head, s.exact, s.code = true, false, ""
}

func (s *Stream) cite(numbers []int) {
	for _, n := range numbers {
		if !slices.Contains(s.result.Cited, n) {
			s.result.Cited = append(s.result.Cited, n)
		}
	}
	s.prev = ']'
}

// declines looks for NO_ANSWER as a word of its own at the beginning of text.
func declines(text string, final bool) verdict {
	n, v := matchWord(text, noAnswer)
	switch {
	case v == more && final:
		return no
	case v != yes:
		return v
	case n == len(text) && !final:
		return more
	}
	if next, _ := utf8.DecodeRuneInString(text[n:]); n < len(text) && inWord(next) {
		return no
	}
	return yes
}

func inLineSpace(r rune) bool { return r != '\n' && unicode.IsSpace(r) }

func inWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

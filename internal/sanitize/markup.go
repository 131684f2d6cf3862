package sanitize

import (
	"bytes"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/text/unicode/norm"
)

// stripMarkup removes markup from plain text until none is left to a browser's
// parser. Its time is linear in the length: the number of passes is fixed.
func stripMarkup(s string) string {
	const passes = 3
	for range passes {
		if !strings.ContainsRune(s, '<') {
			return s
		}
		next := norm.NFC.String(string(newStripper(len(s)).run(s)))
		if next == s {
			if !hasMarkup(s) {
				return s
			}
			break
		}
		s = next
	}
	if hasMarkup(s) || string(newStripper(len(s)).run(s)) != s {
		s = breakTags(s)
	}
	return s
}

// stripper takes tags out of a text in one pass. It judges what it has already
// written rather than what it reads, so a tag that appears only when another
// inside it is gone ("<scr<b>ipt>") is seen too.
type stripper struct {
	out     []byte
	open    []int          // offsets in out of "<" that no ">" has met yet
	raw     map[string]int // offset in out at which a raw-text element was opened
	comment int            // offset in out of an open "<!--", or -1
}

func newStripper(size int) *stripper {
	return &stripper{out: make([]byte, 0, size), raw: map[string]int{}, comment: -1}
}

// maxQuoted bounds the search for the end of a tag whose quote is open.
const maxQuoted = 1024

func (s *stripper) run(text string) []byte {
	for i := 0; i < len(text); i++ {
		s.out = append(s.out, text[i])
		switch text[i] {
		case '<':
			s.open = append(s.open, len(s.out)-1)
		case '-':
			if s.comment < 0 && bytes.HasSuffix(s.out, []byte("<!--")) {
				s.comment = len(s.out) - 4
			}
		case '>':
			s.close()
		}
	}
	s.end()
	return s.out
}

// close handles the ">" that was just written.
func (s *stripper) close() {
	if s.comment >= 0 {
		if tail := s.out[s.comment+2:]; bytes.HasSuffix(tail, []byte("-->")) || bytes.HasSuffix(tail, []byte("--!>")) {
			s.cut(s.comment)
			return
		}
	}
	if len(s.open) == 0 {
		return
	}
	from := s.open[len(s.open)-1]
	segment := s.out[from:]
	t, ok := parseTag(segment)
	if ok && t.openQuote && len(segment) < maxQuoted || from == s.comment {
		return // the tag or comment goes on
	}
	if !ok || !t.isMarkup() {
		s.open = s.open[:len(s.open)-1]
		return
	}
	s.cut(from)
	s.removed(t)
}

// removed acts on what a tag did once it is gone.
func (s *stripper) removed(t tag) {
	switch {
	case rawText[t.name] && t.end:
		if at, ok := s.raw[t.name]; ok {
			s.cut(at)
		}
	case rawText[t.name]:
		if _, ok := s.raw[t.name]; !ok {
			s.raw[t.name] = len(s.out)
		}
	case cells[t.name]:
		s.separate(' ')
	case breaks[t.name]:
		s.separate('\n')
	}
}

func (s *stripper) separate(c byte) {
	if n := len(s.out); n > 0 && s.out[n-1] != '\n' && s.out[n-1] != c {
		s.out = append(s.out, c)
	}
}

// cut goes back to the state before the offset was written.
func (s *stripper) cut(at int) {
	s.out = s.out[:at]
	for len(s.open) > 0 && s.open[len(s.open)-1] >= at {
		s.open = s.open[:len(s.open)-1]
	}
	for name, from := range s.raw {
		if from >= at {
			delete(s.raw, name)
		}
	}
	if s.comment >= at {
		s.comment = -1
	}
}

// end removes tags that the text leaves open, each up to its first ">" or the
// end of its line.
func (s *stripper) end() {
	for i := len(s.open) - 1; i >= 0; i-- {
		from := s.open[i]
		segment := s.out[from:]
		if n := bytes.IndexByte(segment[1:], '<'); n >= 0 { // keeps the time linear
			segment = segment[:n+1]
		}
		t, ok := parseTag(segment)
		if !ok || !t.isMarkup() || len(t.attrs) == 0 {
			continue
		}
		to := len(s.out)
		if n := bytes.IndexAny(s.out[from:], ">\n"); n >= 0 {
			to = from + n
			if s.out[to] == '>' {
				to++
			}
		}
		s.out = append(s.out[:from], s.out[to:]...)
	}
}

// hasMarkup tells whether a browser's parser would find markup in s.
func hasMarkup(s string) bool {
	z := html.NewTokenizer(strings.NewReader(s))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return false
		case html.StartTagToken, html.SelfClosingTagToken, html.EndTagToken, html.CommentToken, html.DoctypeToken:
			if t, ok := parseTag(z.Raw()); ok && t.isMarkup() {
				return true
			}
		}
	}
}

// breakTags removes every "<" that a parser could take for the start of
// something. Only text that is built to deceive comes here.
func breakTags(s string) string {
	out := make([]byte, 0, len(s))
	for i := len(s) - 1; i >= 0; i-- { // from the end, since removal changes what follows
		if s[i] == '<' && len(out) > 0 && opensTag(out[len(out)-1]) {
			continue
		}
		out = append(out, s[i])
	}
	for i, j := 0, len(out)-1; i < j; i, j = i+1, j-1 {
		out[i], out[j] = out[j], out[i]
	}
	return string(out)
}

func opensTag(c byte) bool { return isLetter(c) || c == '/' || c == '!' || c == '?' }

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

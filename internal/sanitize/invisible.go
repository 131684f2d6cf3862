package sanitize

import (
	"strings"
	"unicode"
)

const (
	zwnj      = '\u200c'
	zwj       = '\u200d'
	blackFlag = '\U0001f3f4'
	tagFirst  = '\U000e0020'
	tagCancel = '\U000e007f'
)

// isBlank tells whether a rune shows nothing when it stands at an edge.
func isBlank(r rune) bool {
	if unicode.IsSpace(r) {
		return true
	}
	switch r {
	case '\u034f', '\u115f', '\u1160', '\u17b4', '\u17b5', '\u200b', zwnj, zwj, '\u200e', '\u200f',
		'\u061c', '\u2800', '\u3164', '\uffa0':
		return true
	}
	return false
}

// isDropped tells whether a rune is removed wherever it stands: controls but
// tab and newline, bidirectional overrides and isolates, soft hyphens and
// zero-width characters that split words unseen, interlinear annotations,
// Unicode tags (a channel for hidden instructions) and noncharacters.
func isDropped(r rune) bool {
	switch {
	case r == '\t' || r == '\n':
		return false
	case r < 0x20, r >= 0x7f && r <= 0x9f:
		return true
	case r == '\u00ad', r == '\u180e', r == '\u200b', r == '\ufeff':
		return true
	case r >= '\u202a' && r <= '\u202e', r >= '\u2060' && r <= '\u206f', r >= '\ufff9' && r <= '\ufffb':
		return true
	case r >= 0xe0000 && r <= 0xe007f:
		return true
	case r >= 0xfdd0 && r <= 0xfdef, r&0xfffe == 0xfffe:
		return true
	}
	return false
}

func isVariationSelector(r rune) bool {
	return r >= 0xfe00 && r <= 0xfe0f || r >= 0xe0100 && r <= 0xe01ef
}

// dropInvisible normalises line ends and removes characters that deceive or
// break text. Joiners stay where a script or an emoji sequence needs them.
func dropInvisible(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	in := []rune(s)
	var base, prev rune // the last kept rune that is no mark, and the last kept
	for i := 0; i < len(in); i++ {
		r := in[i]
		switch {
		case r == '\r':
			if i+1 < len(in) && in[i+1] == '\n' {
				continue
			}
			r = '\n'
		case r == '\u0085' || r == '\u2028' || r == '\u2029':
			r = '\n'
		case r == blackFlag:
			if n := flagTags(in[i+1:]); n > 0 {
				b.WriteString(string(in[i : i+1+n]))
				base, prev = blackFlag, tagCancel
				i += n
				continue
			}
		case r == zwj || r == zwnj:
			if prev == zwj || prev == zwnj || base < 0x80 || unicode.Is(unicode.Latin, base) {
				continue
			}
		case isVariationSelector(r):
			if isVariationSelector(prev) || prev == 0 || isBlank(prev) || r > 0xffff && !unicode.Is(unicode.Han, prev) {
				continue
			}
		case isDropped(r):
			continue
		}
		b.WriteRune(r)
		prev = r
		if !unicode.Is(unicode.M, r) && r != zwj && r != zwnj {
			base = r
		}
	}
	return b.String()
}

// flagTags returns the length of the tag sequence of a flag such as Scotland's,
// or 0 when the runes are none.
func flagTags(in []rune) int {
	for n, r := range in {
		switch {
		case r == tagCancel && n >= 3:
			return n + 1
		case r == tagCancel, n >= 6, r < tagFirst || r > tagCancel:
			return 0
		}
	}
	return 0
}

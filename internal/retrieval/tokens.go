package retrieval

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// words returns the runs of letters and digits of text, in lower case with
// accents. An apostrophe ends a word: "l'eau" is two.
func words(text string) []string {
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !inWord(r) })
}

func inWord(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || '0' <= r && r <= '9' || 'A' <= r && r <= 'Z'
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r)
}

// latinFolds holds the folded form of the letters that accents and ligatures
// make of the Latin alphabet, "" for those that fold to nothing.
var latinFolds = func() (folds [0x250]string) {
	for r := range folds {
		folds[r] = decompose(rune(r))
	}
	for r, s := range map[rune]string{'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'đ': "d", 'ł': "l", 'ı': "i"} {
		folds[r] = s
	}
	return folds
}()

func decompose(r rune) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFKD.String(string(unicode.ToLower(r))))
}

// fold takes the accents off a lower-case word.
func fold(word string) string {
	ascii := true
	for i := 0; i < len(word) && ascii; i++ {
		ascii = word[i] < utf8.RuneSelf
	}
	if ascii {
		return word
	}
	var b strings.Builder
	for _, r := range word {
		switch {
		case r < utf8.RuneSelf:
			b.WriteByte(byte(r))
		case int(r) < len(latinFolds):
			b.WriteString(latinFolds[r])
		default:
			b.WriteString(decompose(r))
		}
	}
	return b.String()
}

// appendFolded appends text as n-grams see it: folded words, each followed by
// one blank.
func appendFolded(dst []rune, text string) []rune {
	blank := len(dst) == 0 || dst[len(dst)-1] == ' '
	for _, r := range text {
		if !inWord(r) {
			if !blank {
				dst, blank = append(dst, ' '), true
			}
			continue
		}
		blank = false
		switch {
		case 'A' <= r && r <= 'Z':
			dst = append(dst, r+'a'-'A')
		case r < utf8.RuneSelf:
			dst = append(dst, r)
		case int(r) < len(latinFolds):
			for _, f := range latinFolds[r] {
				dst = append(dst, f)
			}
		default:
			for _, f := range decompose(r) {
				dst = append(dst, f)
			}
		}
	}
	if !blank {
		dst = append(dst, ' ')
	}
	return dst
}

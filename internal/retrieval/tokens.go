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

// asciiFolds holds what n-grams see of the ASCII characters, 0 for those that
// are not part of words.
var asciiFolds = func() (folds [utf8.RuneSelf]rune) {
	for r := range rune(utf8.RuneSelf) {
		if inWord(r) {
			folds[r] = unicode.ToLower(r)
		}
	}
	return folds
}()

// appendFolded appends text as n-grams see it: folded words, each followed by
// one blank.
func appendFolded(dst []rune, text string) []rune {
	blank := len(dst) == 0 || dst[len(dst)-1] == ' '
	for _, r := range text {
		if r < utf8.RuneSelf {
			if f := asciiFolds[r]; f != 0 {
				dst, blank = append(dst, f), false
				continue
			}
		} else if inWord(r) {
			dst, blank = append(dst, []rune(fold(string(unicode.ToLower(r))))...), false
			continue
		}
		if !blank {
			dst, blank = append(dst, ' '), true
		}
	}
	if !blank {
		dst = append(dst, ' ')
	}
	return dst
}

// Package linear is the small text classifier behind intent.WantsPerson: a
// logistic regression over hashed words, word pairs and letter n-grams. Its
// weights are compiled in; ../train makes them.
package linear

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

const (
	buckets = 1 << 16 // of the feature hash
	maxGap  = 4       // words between the two of a pair
)

// Feature is a hashed feature with its value.
type Feature struct {
	Bucket uint32
	Value  float32
}

// Tokens returns the words of a text in the form that the classifier knows:
// lower case, without accents, contractions joined ("don't" is "dont"),
// elisions apart ("qu'un" is "qu", "un"), drawn-out letters shortened and each
// number as "0".
func Tokens(text string) []string {
	var b strings.Builder
	var last rune
	run := 0
	for _, r := range norm.NFKD.String(strings.ToLower(text)) {
		switch {
		case unicode.Is(unicode.Mn, r):
			continue
		case r == '’' || r == '`' || r == '´':
			r = '\''
		case unicode.IsDigit(r):
			r = '0'
		}
		if r == last {
			run++
		} else {
			last, run = r, 1
		}
		if run > 2 || run > 1 && r == '0' {
			continue
		}
		switch {
		case r == 'ß':
			b.WriteString("ss")
		case r == 'œ':
			b.WriteString("oe")
		case unicode.IsLetter(r) || r == '0' || r == '\'':
			b.WriteRune(r)
		default:
			b.WriteByte(' ')
		}
	}
	var out []string
	for _, w := range strings.Fields(b.String()) {
		w = strings.Trim(w, "'")
		head, tail, ok := strings.Cut(w, "'")
		switch {
		case !ok:
			out = append(out, w)
		case contractions[tail]:
			out = append(out, head+tail)
		default:
			out = append(out, strings.FieldsFunc(w, func(r rune) bool { return r == '\'' })...)
		}
	}
	return out
}

var contractions = map[string]bool{"t": true, "s": true, "m": true, "d": true, "ll": true, "re": true, "ve": true, "n": true}

// Features returns the features of a clause.
func Features(tokens []string) []Feature {
	words := append(append([]string{"^"}, tokens...), "$")
	var groups [3][]uint32
	for i, w := range words {
		if i > 0 && i < len(words)-1 {
			groups[0] = append(groups[0], hash("w", w, ""))
			r := []rune(" " + w + " ")
			for n := 3; n <= 5; n++ {
				for k := 0; k+n <= len(r); k++ {
					groups[2] = append(groups[2], hash("c", string(r[k:k+n]), ""))
				}
			}
		}
		if i+1 < len(words) {
			groups[1] = append(groups[1], hash("b", w, words[i+1]))
		}
		for gap := 2; gap <= maxGap && i+gap < len(words); gap++ {
			groups[1] = append(groups[1], hash("s", w, words[i+gap]))
		}
	}
	var out []Feature
	for i, g := range groups {
		// A longer clause has more features, not more certainty.
		value := groupWeight[i] / sqrt(float32(len(g))+1)
		for _, bucket := range g {
			out = append(out, Feature{bucket, value})
		}
	}
	return out
}

var groupWeight = [3]float32{2, 2, 2}

// hash is FNV-1a over the parts.
func hash(kind, a, b string) uint32 {
	h := uint32(2166136261)
	for _, part := range [...]string{kind, a, "\x00", b} {
		for i := range len(part) {
			h = (h ^ uint32(part[i])) * 16777619
		}
	}
	return h % buckets
}

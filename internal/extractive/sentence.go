package extractive

import (
	"regexp"
	"strings"
	"unicode"
)

// abbreviations end in a full stop that ends no sentence. Those with a stop
// inside ("e.g.", "z.B.", "p.ex.") are known by that.
var abbreviations = wordSet(`
	mr mrs ms dr prof st no nr vs approx dept fig art al inc ltd co corp mt ave
	bijv bv evt incl excl max min tel ca resp dhr mevr mw ds ing ir blz jl pag temp
	bzw inkl zzgl ggf evtl vgl sog str hr fr abs mind mio mrd geb gest exkl
	env mme mlle bd av chap hab`)

// dotted are abbreviations with a full stop inside: "e.g", "d.w.z", "p.ex".
var dotted = regexp.MustCompile(`^\p{L}{1,2}(?:\.\p{L}{1,2})+$`)

// splitSentences cuts a paragraph's text, in one line, into its sentences. It
// cuts neither inside bold text, code, links and brackets nor after
// abbreviations, initials and, in German, ordinals.
func splitSentences(s, language string) []string {
	var out []string
	r := []rune(s)
	start, depth := 0, 0
	bold, code := false, false
	for i := 0; i < len(r); i++ {
		switch r[i] {
		case '\\':
			i++
			continue
		case '`':
			code = !code
		case '*':
			if i+1 < len(r) && r[i+1] == '*' {
				bold = !bold
				i++
			}
		case '[', '(':
			depth++
		case ']', ')':
			depth = max(0, depth-1)
		}
		if code || !strings.ContainsRune(".!?…", r[i]) {
			continue
		}
		end := i + 1
		closesBold := false
		for end < len(r) && strings.ContainsRune(".!?…\"'”’»)]*_", r[end]) {
			if r[end] == '*' && end+1 < len(r) && r[end+1] == '*' {
				closesBold = true
			}
			end++
		}
		if bold && !closesBold || depth > 1 || depth == 1 && !strings.ContainsAny(string(r[i:end]), ")]") {
			continue
		}
		next := end
		for next < len(r) && unicode.IsSpace(r[next]) {
			next++
		}
		if next == end && next < len(r) || r[i] == '.' && end == i+1 && isAbbreviation(r[start:i], r[next:], language) {
			continue
		}
		if next < len(r) && !opensSentence(r[next:]) {
			continue
		}
		out = append(out, strings.TrimSpace(string(r[start:end])))
		start, bold, depth = next, false, 0
		i = next - 1
	}
	if rest := strings.TrimSpace(string(r[min(start, len(r)):])); rest != "" {
		out = append(out, rest)
	}
	return out
}

// isAbbreviation tells whether the full stop between two texts belongs to an
// abbreviation, an initial or an ordinal.
func isAbbreviation(before, after []rune, language string) bool {
	from := len(before)
	for from > 0 && !unicode.IsSpace(before[from-1]) && !strings.ContainsRune("(['\"“‘«", before[from-1]) {
		from--
	}
	word := strings.ToLower(strings.Trim(string(before[from:]), "*_"))
	switch {
	case word == "":
		return false
	case dotted.MatchString(word):
		return true
	case abbreviations[word]:
		return true
	case len([]rune(word)) == 1 && unicode.IsLetter([]rune(word)[0]):
		return true
	case language == "de" && len(word) <= 2 && isNumber(word):
		return len(after) > 0 && unicode.IsLetter(after[0])
	}
	return false
}

func isNumber(s string) bool {
	for _, r := range s {
		if !unicode.IsDigit(r) {
			return false
		}
	}
	return s != ""
}

// opensSentence tells whether a sentence can begin here.
func opensSentence(r []rune) bool {
	for _, c := range r {
		if strings.ContainsRune("*_[(\"'“‘«„¿¡`", c) {
			continue
		}
		return !unicode.IsLower(c)
	}
	return true
}

func wordSet(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}

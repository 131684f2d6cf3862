package intent

import (
	"errors"
	"regexp"
	"regexp/syntax"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/innconnect/innconnect/internal/chat"
)

// Limits of a site's keywords and patterns.
const (
	MaxKeywords     = 200
	MaxKeywordRunes = 100
	MaxPatterns     = 100
	MaxPatternRunes = 500

	// maxInstructions bounds the compiled size of all patterns, and with it the
	// time that one message takes: instructions × bytes of the message.
	maxInstructions = 5_000
)

// Matcher finds a site's escalation keywords and patterns in messages. It is
// safe for use by several goroutines.
type Matcher struct {
	keywords []keyword
	patterns []pattern
}

type keyword struct {
	written string
	folded  string // between blanks, unless it is searched inside words
}

type pattern struct {
	written string
	re      *regexp.Regexp
}

// NewMatcher prepares a site's keywords and RE2 patterns. Blank entries are
// passed over. Its errors are chat.Errors with CodeInvalid that name the entry
// by its number, from 1.
func NewMatcher(keywords, patterns []string) (*Matcher, error) {
	if len(keywords) > MaxKeywords {
		return nil, chat.Errorf(chat.CodeInvalid, "There are %d keywords; at most %d are allowed.", len(keywords), MaxKeywords)
	}
	if len(patterns) > MaxPatterns {
		return nil, chat.Errorf(chat.CodeInvalid, "There are %d patterns; at most %d are allowed.", len(patterns), MaxPatterns)
	}
	m := &Matcher{}
	for i, k := range keywords {
		if strings.TrimSpace(k) == "" {
			continue
		}
		if utf8.RuneCountInString(k) > MaxKeywordRunes {
			return nil, chat.Errorf(chat.CodeInvalid, "Keyword %d is longer than %d characters.", i+1, MaxKeywordRunes)
		}
		folded := fold(k)
		if strings.TrimSpace(folded) == "" {
			return nil, chat.Errorf(chat.CodeInvalid, "Keyword %d has no letter or digit.", i+1)
		}
		if writtenWithoutBlanks(folded) {
			folded = strings.TrimSpace(folded)
		}
		m.keywords = append(m.keywords, keyword{written: k, folded: folded})
	}
	instructions := 0
	for i, p := range patterns {
		if strings.TrimSpace(p) == "" {
			continue
		}
		re, size, err := compile(p)
		if err != nil {
			return nil, chat.Errorf(chat.CodeInvalid, "Pattern %d %s.", i+1, err)
		}
		if instructions += size; instructions > maxInstructions {
			return nil, chat.Errorf(chat.CodeInvalid, "Pattern %d makes the patterns too complex together; shorten repetitions such as {100}.", i+1)
		}
		m.patterns = append(m.patterns, pattern{written: p, re: re})
	}
	return m, nil
}

// patternError completes "Pattern N …".
type patternError string

func (e patternError) Error() string { return string(e) }

// compile returns a pattern and the number of its instructions.
func compile(p string) (*regexp.Regexp, int, error) {
	if utf8.RuneCountInString(p) > MaxPatternRunes {
		return nil, 0, patternError("is longer than 500 characters")
	}
	tree, err := syntax.Parse(p, syntax.Perl|syntax.FoldCase)
	if err != nil {
		code := "invalid"
		var e *syntax.Error
		if errors.As(err, &e) {
			code = string(e.Code)
		}
		return nil, 0, patternError("is not a valid RE2 expression: " + code)
	}
	program, err := syntax.Compile(tree.Simplify())
	if err != nil {
		return nil, 0, patternError("is not a valid RE2 expression")
	}
	re, err := regexp.Compile("(?i:" + p + ")")
	if err != nil {
		return nil, 0, patternError("is not a valid RE2 expression")
	}
	if re.MatchString("") {
		return nil, 0, patternError("matches every message, the empty one included")
	}
	return re, len(program.Inst), nil
}

// Match returns the first keyword or pattern, as the site's owner wrote it,
// that a message holds. Keywords are whole words or phrases; letter case,
// accents, punctuation and the amount of white space between words do not
// matter. Patterns see the message as it is, letter case ignored.
func (m *Matcher) Match(text string) (rule string, ok bool) {
	if len(m.keywords) > 0 {
		folded := fold(text)
		for _, k := range m.keywords {
			if strings.Contains(folded, k.folded) {
				return k.written, true
			}
		}
	}
	for _, p := range m.patterns {
		if p.re.MatchString(text) {
			return p.written, true
		}
	}
	return "", false
}

// fold returns the words of a text between single blanks, with a blank at
// either end, in lower case and without accents.
func fold(s string) string {
	var b strings.Builder
	b.WriteByte(' ')
	blank := true
	for _, r := range norm.NFKD.String(s) {
		switch {
		case unicode.Is(unicode.Mn, r) || r == '\u200b' || r == '\u00ad':
			continue
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mc, r):
			if plain, ok := plainLetters[r]; ok {
				b.WriteString(plain)
			} else {
				b.WriteRune(unicode.ToLower(r))
			}
			blank = false
		case !blank && r != '\'' && r != '’':
			b.WriteByte(' ')
			blank = true
		}
	}
	if !blank {
		b.WriteByte(' ')
	}
	return b.String()
}

// plainLetters are letters whose plain form Unicode does not decompose.
var plainLetters = map[rune]string{
	'ß': "ss", 'ẞ': "ss", 'ø': "o", 'Ø': "o", 'æ': "ae", 'Æ': "ae", 'œ': "oe", 'Œ': "oe", 'ł': "l", 'Ł': "l", 'đ': "d", 'Đ': "d", 'ı': "i", 'ς': "σ",
}

// writtenWithoutBlanks tells whether a keyword is in a script that puts no
// blanks between words, so that it is looked for anywhere.
func writtenWithoutBlanks(s string) bool {
	for _, r := range s {
		if unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar) {
			return true
		}
	}
	return false
}

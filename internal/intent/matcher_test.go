package intent

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
)

func TestKeywordsMatchWholeWords(t *testing.T) {
	m, err := NewMatcher([]string{"refund", "Ik wil een medewerker spreken", "café", "straße", "C++", " ", "can't wait", "人工客服"}, nil)
	require.NoError(t, err)
	for text, want := range map[string]string{
		"I want a REFUND!":                  "refund",
		"(refund)":                          "refund",
		"refund-policy":                     "refund",
		"refunds please":                    "",
		"prerefund":                         "",
		"ik  wil\neen, medewerker spreken?": "Ik wil een medewerker spreken",
		"IK WIL EEN MEDEWERKER SPREKEN.":    "Ik wil een medewerker spreken",
		"ik wil geen medewerker spreken":    "",
		"the cafe":                          "café",
		"the CAFE\u0301":                    "café",
		"in der Strasse":                    "straße",
		"i cant wait":                       "can't wait",
		"I can’t wait":                      "can't wait",
		"我要人工客服谢谢":                          "人工客服",
		"cafeteria":                         "",
		"":                                  "",
	} {
		rule, ok := m.Match(text)
		require.Equal(t, want, rule, text)
		require.Equal(t, want != "", ok)
	}
}

func TestPatternsIgnoreLetterCase(t *testing.T) {
	m, err := NewMatcher(nil, []string{`order\s+#?\d{5,}`, "lawyer|attorney", "^stop$"})
	require.NoError(t, err)
	for text, want := range map[string]string{
		"About ORDER #123456":   `order\s+#?\d{5,}`,
		"my Attorney will call": "lawyer|attorney",
		"Stop":                  "^stop$",
		"stop it":               "",
	} {
		rule, _ := m.Match(text)
		require.Equal(t, want, rule, text)
	}
}

func TestMatcherRefusesWhatItCannotHold(t *testing.T) {
	many := func(n int, s string) []string { return strings.Split(strings.Repeat(s+"\n", n-1)+s, "\n") }
	for name, c := range map[string]struct {
		keywords, patterns []string
		message            string
	}{
		"too many keywords":   {many(MaxKeywords+1, "a"), nil, "201 keywords"},
		"a long keyword":      {[]string{"ok", strings.Repeat("a", 101)}, nil, "Keyword 2 is longer"},
		"no letter":           {[]string{"ok", "", "!!!"}, nil, "Keyword 3 has no letter"},
		"too many patterns":   {nil, many(MaxPatterns+1, "a"), "101 patterns"},
		"a long pattern":      {nil, []string{strings.Repeat("a", 501)}, "Pattern 1 is longer than 500"},
		"a broken pattern":    {nil, []string{"ok", "(a"}, "Pattern 2 is not a valid RE2 expression: missing closing )"},
		"a backreference":     {nil, []string{`(a)\1`}, "Pattern 1 is not a valid RE2 expression: invalid escape sequence"},
		"a look-ahead":        {nil, []string{`a(?=b)`}, "Pattern 1 is not a valid"},
		"too much repetition": {nil, []string{"a{1001}"}, "Pattern 1 is not a valid"},
		"an unbalanced close": {nil, []string{"a)(b"}, "Pattern 1 is not a valid"},
		"an empty match":      {nil, []string{"ok", "a*"}, "Pattern 2 matches every message"},
		"too complex":         {nil, []string{"ok", `(\pL{1,100}x){1,10}`, `(\w{1,100}y){1,100}`}, "Pattern 3"},
		"not UTF-8":           {nil, []string{"a\xff"}, "Pattern 1 is not a valid"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := NewMatcher(c.keywords, c.patterns)
			require.ErrorContains(t, err, c.message)
			require.Equal(t, chat.CodeInvalid, chat.CodeOf(err))
		})
	}
}

// The slowest message against the largest set of patterns that is allowed.
func BenchmarkMatchAtItsLimits(b *testing.B) {
	patterns := make([]string, MaxPatterns)
	for i := range patterns {
		patterns[i] = `(a|aa|\w?a){1,3}[bc]+z`
	}
	m, err := NewMatcher([]string{"x"}, patterns)
	require.NoError(b, err)
	text := strings.Repeat("a", chat.MaxMessageRunes)
	for b.Loop() {
		m.Match(text)
	}
}

func FuzzMatcher(f *testing.F) {
	for _, p := range []string{"a", "(a|b)*c", `\d{3}`, "[", "(?i)x", "(?P<n>x)", `\pL+`, "a{1,1000}", "((a{1,30}){1,30}){1,30}", "^$", `\Q.\E`, "x*?"} {
		f.Add(p, "abc x 123")
	}
	f.Fuzz(func(t *testing.T, pattern, text string) {
		m, err := NewMatcher([]string{"word"}, []string{pattern})
		if err != nil {
			require.Equal(t, chat.CodeInvalid, chat.CodeOf(err))
			return
		}
		if rule, ok := m.Match(text); ok {
			require.Contains(t, []string{pattern, "word"}, rule)
		}
	})
}

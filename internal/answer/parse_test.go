package answer

import (
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
)

func TestAnswerIsReadWithoutItsMarks(t *testing.T) {
	for _, c := range []struct {
		text, markdown string
		cited          []int
	}{
		{"Dogs are welcome [1].", "Dogs are welcome.", []int{1}},
		{"Dogs are welcome[1].", "Dogs are welcome.", []int{1}},
		{"Dogs are welcome. [1]", "Dogs are welcome.", []int{1}},
		{"Dogs are welcome.[1] Cats too.[2]", "Dogs are welcome. Cats too.", []int{1, 2}},
		{"Dogs [2] and cats [1] and dogs [2].", "Dogs and cats and dogs.", []int{2, 1}},
		{"Both [1][2].", "Both.", []int{1, 2}},
		{"Both [1], [2] and more.", "Both and more.", []int{1, 2}},
		{"Both [1, 2], and more.", "Both, and more.", []int{1, 2}},
		{"Both [1 and 3]; more.", "Both; more.", []int{1, 3}},
		{"All [1-3].", "All.", []int{1, 2, 3}},
		{"All [1–3].", "All.", []int{1, 2, 3}},
		{"Dogs【1】 and cats 【2†source】.", "Dogs and cats.", []int{1, 2}},
		{"Dogs [^1] and cats[^2].", "Dogs and cats.", []int{1, 2}},
		{"Dogs [passage 1], cats [Passages 2, 3].", "Dogs, cats.", []int{1, 2, 3}},
		{"Dogs ([1]) and cats ([1], [2]).", "Dogs and cats.", []int{1, 2}},
		{"[1] Dogs are welcome.", "Dogs are welcome.", []int{1}},
		{"[1]: Dogs are welcome.", "Dogs are welcome.", []int{1}},
		{"- [1] Dogs\n- Cats [2]\n\n1. [3] Birds\n2. Fish [1]", "- Dogs\n- Cats\n\n1. Birds\n2. Fish", []int{1, 2, 3}},
		{"Dogs are welcome.\n\n[1] [2]\n", "Dogs are welcome.", []int{1, 2}},
		{"Dogs.\n- [1]\n- [2]\n\nCats.", "Dogs.\n\nCats.", []int{1, 2}},
		{"**Dogs** [1]: yes", "**Dogs**: yes", []int{1}},
		{"`dogs` [1]", "`dogs`", []int{1}},
		{"Line one [1]  \nline two", "Line one  \nline two", []int{1}},

		// Ordinary brackets stay.
		{"He wrote [sic] and [x] and [ ].", "He wrote [sic] and [x] and [ ].", nil},
		{"Out of range [4] and [0] and [12] and [2024].", "Out of range [4] and [0] and [12] and [2024].", nil},
		{"Half out of range [1, 9] and [3-9] and [3-1].", "Half out of range [1, 9] and [3-9] and [3-1].", nil},
		{"See [1](https://example.com/1) and ![2](x).", "See [1](https://example.com/1) and ![2](x).", nil},
		{"See [our page](https://example.com).", "See [our page](https://example.com).", nil},
		{"Call `array[1]` in code.", "Call `array[1]` in code.", nil},
		{"```go\nx := a[1]\n\n\n\ny := 2 \n```\nDone [1].", "```go\nx := a[1]\n\n\n\ny := 2 \n```\nDone.", []int{1}},
		{"~~~\na[1]\n~~~\nDone [1].", "~~~\na[1]\n~~~\nDone.", []int{1}},
		{"Open [1", "Open [1", nil},
		{"Ends (", "Ends (", nil},
		{"Breakfast (€ 15) is from 7 to 10 (weekdays).", "Breakfast (€ 15) is from 7 to 10 (weekdays).", nil},

		// Text that only begins like the protocol stays.
		{"No, dogs stay outside.", "No, dogs stay outside.", nil},
		{"No answer is needed; no_answers are.", "No answer is needed; no_answers are.", nil},
		{"Quick replies: we answer within an hour.", "Quick replies: we answer within an hour.", nil},
		{"Quickly", "Quickly", nil},
		{"Q", "Q", nil},
		{"n", "n", nil},
		{"---\n\n***", "---\n\n***", nil},
		{"> quoted\n> text", "> quoted\n> text", nil},
		{"| a | b |\n|---|---|\n| 1 | 2 |", "| a | b |\n|---|---|\n| 1 | 2 |", nil},

		// White space, reasoning and characters that do not show.
		{"  \n\nDogs.\r\n\r\n\r\n\r\nCats.\n\n", "Dogs.\n\nCats.", nil},
		{"<think>The visitor asks [2]. NO_ANSWER?</think>\n\nDogs [1].", "Dogs.", []int{1}},
		{"a\x00b\x1bc \xff\xfed é 🐕", "abc d é 🐕", nil},
		{"1 < 2 & <b>", "1 < 2 & <b>", nil},
	} {
		got := Parse(c.text, 3)
		require.Equal(t, Parsed{Markdown: c.markdown, Cited: c.cited}, got, "%q", c.text)
	}
}

func TestDeclineIsFoundInAnyForm(t *testing.T) {
	for _, text := range []string{
		"NO_ANSWER", "no_answer", "No_Answer.", " NO_ANSWER \n", "`NO_ANSWER`", "**NO_ANSWER**", "\"NO_ANSWER\"", "[NO_ANSWER]", "_NO_ANSWER_",
		"NO\\_ANSWER", "NO ANSWER", "NO-ANSWER.", "```\nNO_ANSWER\n```", "```NO_ANSWER```", "> NO_ANSWER", "# NO_ANSWER", "- NO_ANSWER",
		"I am sorry, the passages do not say that.\n\nNO_ANSWER", "I am sorry. NO_ANSWER", "NO_ANSWER\n\nThe passages say nothing about it [1].",
		"Dogs are welcome [1]. (NO_ANSWER)", "NO_ANSWER\nQUICK_REPLIES: a | b", "[1] NO_ANSWER", "<think>hm</think>NO_ANSWER",
		"", " \n ", "[1]", "- [1]\n", "QUICK_REPLIES: a | b", "<think>never ends", "\x00",
	} {
		require.Equal(t, Parsed{Declined: true}, Parse(text, 3), "%q", text)
	}
}

func TestQuickRepliesAreTakenFromTheirLine(t *testing.T) {
	const seventy = "seventyseventyseventyseventyseventyseventyseventyseventyseventyseventy"
	for text, want := range map[string][]string{
		"Yes.\nQUICK_REPLIES: How much? | Which rooms?":        {"How much?", "Which rooms?"},
		"Yes.\n\n**QUICK_REPLIES:** \"How much?\" | `Cats?`\n": {"How much?", "Cats?"},
		"Yes.\n- quick_replies : How much?":                    {"How much?"},
		"Yes.\nQUICK\\_REPLIES: How much?":                     {"How much?"},
		"Yes.\nQUICK REPLIES: How much? |":                     {"How much?"},
		"Yes.\n`QUICK_REPLIES: How much? | Cats?`":             {"How much?", "Cats?"},
		"Yes. QUICK_REPLIES: How much?":                        {"How much?"},
		"Yes.\nQUICK_REPLIES:\n- How much?\n- Cats?":           {"How much?", "Cats?"},
		"Yes.\nQUICK_REPLIES:\n\n1. How much?\n2. Cats? [1]":   {"How much?", "Cats?"},
		"QUICK_REPLIES: How much?\n\nYes.":                     {"How much?"},
		"Yes.\nQUICK_REPLIES: a | A | b | | c | d | e":         {"a", "b", "c", "d"},
		"Yes.\nQUICK_REPLIES: " + seventy + " | [short]":       {"short"},
		"Yes.\nQUICK_REPLIES:":                                 nil,
		"Yes.\n[1] QUICK_REPLIES: How much?":                   {"How much?"},
	} {
		got := Parse(text, 1)
		require.Equal(t, "Yes.", got.Markdown, "%q", text)
		require.Equal(t, want, got.QuickReplies, "%q", text)
		require.False(t, got.Declined)
	}
	require.Equal(t, "Yes.\n\nMore.", Parse("Yes.\nQUICK_REPLIES: a\nMore.", 1).Markdown)
}

func TestNothingIsCitedWithoutPassages(t *testing.T) {
	require.Equal(t, Parsed{Markdown: "Hello [1]!"}, Parse("Hello [1]!", 0))
}

func TestOverlongAnswerIsCut(t *testing.T) {
	got := Parse(strings.Repeat("é", chat.MaxAnswerBytes), 1)
	require.LessOrEqual(t, len(got.Markdown), chat.MaxAnswerBytes)
	require.True(t, utf8.ValidString(got.Markdown))
}

func TestStreamHoldsBackOnlyWhatMayDisappear(t *testing.T) {
	s := NewStream(3)
	for _, step := range []struct{ delta, visible string }{
		{"N", ""}, {"o", ""}, {", dogs", "No, dogs"}, {" are", " are"}, {" ", ""}, {"[", ""}, {"1", ""}, {"]", ""}, {".", "."},
		{"\n", ""}, {"\n", ""}, {"-", ""}, {" ", ""}, {"c", "\n\n- c"}, {"[Our", ""}, {" h", "[Our h"}, {"otel]", "otel]"}, {"(", ""}, {"x", "(x"}, {"\nQU", ""}, {"ICK", ""}, {", yes", "\nQUICK, yes"},
		{"\nQUICK_REPLIES: a | b", ""},
	} {
		require.Equal(t, step.visible, s.Write(step.delta), "%q", step.delta)
	}
	rest, parsed := s.Close()
	require.Empty(t, rest)
	require.Equal(t, Parsed{Markdown: "No, dogs are.\n\n- c[Our hotel](x\nQUICK, yes", Cited: []int{1}, QuickReplies: []string{"a", "b"}}, parsed)
}

func TestStreamNeverShowsTheWordsOfTheProtocol(t *testing.T) {
	for _, text := range []string{"NO_ANSWER", "Sorry. NO_ANSWER", "Sorry.\n\n**NO\\_ANSWER**", "- no_answer", "`NO_ANSWER`"} {
		shown, parsed := inPieces(text, 3, func() int { return 1 })
		require.True(t, parsed.Declined)
		require.NotContains(t, strings.ToUpper(shown), "NO")
		require.NotContains(t, shown, "*")
		require.NotContains(t, shown, "`")
	}
}

// inPieces streams text in pieces of the given sizes in bytes.
func inPieces(text string, passages int, size func() int) (string, Parsed) {
	s := NewStream(passages)
	var shown strings.Builder
	for len(text) > 0 {
		n := min(max(size(), 1), len(text))
		shown.WriteString(s.Write(text[:n]))
		text = text[n:]
	}
	rest, parsed := s.Close()
	shown.WriteString(rest)
	return shown.String(), parsed
}

// fragments are what random answers are made of: everything that the filter
// looks at, whole and in parts.
var fragments = []string{
	"Dogs are welcome", "é", "🐕", " ", "  ", "\t", "\n", "\n\n", "\r\n", ".", ",", ";", ":", "!", "word",
	"[1]", "[2]", "[9]", "[1, 2]", "[1-2]", "[^1]", "【1】", "【2†source】", "[passage 1]", "([1])", "([1], [2])", "[sic]", "[1](x)", "【", "】", "†",
	"[", "]", "(", ")", "1", "2", "-", "–", "and", "a[1]", "- ", "1. ", "# ", "> ", "**", "*", "_", "\"", "~~~", "~", "`", "```", "```go\n", "\\",
	"NO_ANSWER", "no_answer", "NO", "_ANSWER", "NO ANSWER", "No answer", "n", "QUICK_REPLIES:", "QUICK_REPLIES: a | b", "QUICK", "_REPLIES", "q", "quick replies: ", "|",
	"<think>", "</think>", "<thi", "\xe2", "\x80", "\xff", "\x00", strings.Repeat("-", 50), strings.Repeat("1, ", 40),
}

func TestStreamShowsWhatParseReads(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 5000 {
		var b strings.Builder
		for range random.IntN(14) {
			b.WriteString(fragments[random.IntN(len(fragments))])
		}
		requireSame(t, b.String(), random)
	}
}

func requireSame(t *testing.T, text string, random *rand.Rand) {
	t.Helper()
	want := Parse(text, 3)
	for _, size := range []func() int{func() int { return 1 }, func() int { return 1 + random.IntN(9) }} {
		shown, got := inPieces(text, 3, size)
		require.Equal(t, want, got, "%q", text)
		if !want.Declined {
			require.Equal(t, want.Markdown, shown, "%q", text)
		}
		if !utf8.ValidString(shown) {
			t.Fatalf("%q shows %q, which is not UTF-8", text, shown)
		}
	}
	if want.Declined != (want.Markdown == "") || strings.TrimSpace(want.Markdown) != want.Markdown {
		t.Fatalf("%q reads as %+v", text, want)
	}
	seen := map[int]bool{}
	for _, n := range want.Cited {
		if n < 1 || n > 3 || seen[n] {
			t.Fatalf("%q cites %v", text, want.Cited)
		}
		seen[n] = true
	}
	if len(want.QuickReplies) > maxReplies {
		t.Fatalf("%q offers %q", text, want.QuickReplies)
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range fragments {
		f.Add(s+"Dogs [1].\n"+s, 3)
	}
	f.Fuzz(func(t *testing.T, text string, passages int) {
		got := Parse(text, passages)
		require.Equal(t, got.Declined, got.Markdown == "")
		require.True(t, utf8.ValidString(got.Markdown))
		for _, n := range got.Cited {
			require.True(t, 1 <= n && n <= passages)
		}
	})
}

func FuzzStream(f *testing.F) {
	for _, s := range fragments {
		f.Add(s+"Dogs [1].\n"+s, uint64(1))
	}
	f.Fuzz(func(t *testing.T, text string, seed uint64) {
		requireSame(t, text, rand.New(rand.NewPCG(seed, 0)))
	})
}

func BenchmarkStream(b *testing.B) {
	text := strings.Repeat("Dogs are welcome in all rooms, for € 15 a night [1][2].\n- One dog [3]\n", 12)
	for b.Loop() {
		inPieces(text, 5, func() int { return 4 })
	}
}

package chat

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAPageSuggestionThatIsNotPossibleIsRefused(t *testing.T) {
	number := func(n int) *int { return &n }
	good := PageSuggestion{ID: "rooms", URLPattern: "/rooms/*", Text: "A room?", Message: "Which rooms are free?"}
	require.NoError(t, CheckPageSuggestions([]PageSuggestion{good}))
	for name, change := range map[string]func(*PageSuggestion){
		"no id":           func(s *PageSuggestion) { s.ID = "" },
		"id with a space": func(s *PageSuggestion) { s.ID = "a b" },
		"whole address":   func(s *PageSuggestion) { s.URLPattern = "https://shop.example/" },
		"query":           func(s *PageSuggestion) { s.URLPattern = "/rooms?x=1" },
		"long pattern":    func(s *PageSuggestion) { s.URLPattern = "/" + strings.Repeat("a", 200) },
		"no text":         func(s *PageSuggestion) { s.Text = "" },
		"NUL":             func(s *PageSuggestion) { s.Text = "a\x00" },
		"long message":    func(s *PageSuggestion) { s.Message = strings.Repeat("a", MaxMessageRunes+1) },
		"seconds":         func(s *PageSuggestion) { s.Triggers.AfterSeconds = number(3601) },
		"percent":         func(s *PageSuggestion) { s.Triggers.ScrollPercent = number(-1) },
		"selector":        func(s *PageSuggestion) { s.Triggers.Element = strings.Repeat("a", 201) },
	} {
		bad := good
		change(&bad)
		require.Equal(t, CodeInvalid, CodeOf(CheckPageSuggestions([]PageSuggestion{bad})), name)
	}
	require.Equal(t, CodeInvalid, CodeOf(CheckPageSuggestions([]PageSuggestion{good, good})), "the same id twice")
}

func TestTheOwnerCanReplaceEachTextOfTheWidget(t *testing.T) {
	keys := []string{"open", "close"} // of the loader
	for _, file := range []string{"texts/en.ts", "parts/en.ts"} {
		source, err := os.ReadFile("../../web/widget/src/panel/" + file)
		require.NoError(t, err)
		for _, line := range regexp.MustCompile(`(?m)^  ([a-z_]+):`).FindAllSubmatch(source, -1) {
			keys = append(keys, string(line[1]))
		}
	}
	slices.Sort(keys)
	require.ElementsMatch(t, slices.Compact(keys), WidgetTexts)
}

func TestOnlyTextsOfTheWidgetCanBeReplaced(t *testing.T) {
	require.NoError(t, CheckTexts(map[string]string{"placeholder": "Ask us"}))
	for key, text := range map[string]string{"unknown": "a", "send": "", "close": strings.Repeat("a", 501)} {
		require.Equal(t, CodeInvalid, CodeOf(CheckTexts(map[string]string{key: text})), key)
	}
}

package intent_test

import (
	"testing"

	"github.com/innconnect/innconnect/internal/intent"
)

func TestOnlyAMessageThatIsNothingElseIsSmallTalk(t *testing.T) {
	for text, want := range map[string]struct {
		kind     intent.SmallTalk
		language string
	}{
		"hello":                     {intent.Greeting, "en"},
		"Hi!":                       {intent.Greeting, ""},
		"Hello, how are you? 😀":     {intent.Greeting, "en"},
		"Goedemorgen.":              {intent.Greeting, "nl"},
		"Wie geht's?":               {intent.Greeting, "de"},
		"Ça va ?":                   {intent.Greeting, "fr"},
		"Thank you very much!!":     {intent.Thanks, "en"},
		"dank u wel":                {intent.Thanks, "nl"},
		"Vielen Dank":               {intent.Thanks, "de"},
		"merci":                     {intent.Thanks, "fr"},
		"hello, can I bring a dog?": {},
		"thanks for nothing":        {},
		"Dagkaart":                  {},
		"good morning breakfast":    {},
		"123":                       {},
		"":                          {},
	} {
		kind, language, ok := intent.IsSmallTalk(text)
		if kind != want.kind || language != want.language || ok != (want.kind != "") {
			t.Errorf("%q: %q %q %v", text, kind, language, ok)
		}
	}
}

package lang_test

import (
	"testing"

	"github.com/innconnect/innconnect/internal/lang"
)

func TestAFollowUpIsKnownByItsOpening(t *testing.T) {
	for text, want := range map[string]bool{
		"And for cats?":                    true,
		"what about Deventer?":             true,
		"En op zondag?":                    true,
		"Hoe zit het met katten?":          true,
		"Und für Katzen?":                  true,
		"Wie sieht es mit Katzen aus?":     true,
		"Et pour les chats ?":              true,
		"Qu'en est-il des chats ?":         true,
		"What is the capital of France?":   false,
		"hello, how are you?":              false,
		"Can I bring my dog?":              false,
		"Entschuldigung, wo parke ich?":    false,
		"Offer prices for a group":         false,
		"Andere Frage: wann ist Frühstück": false,
	} {
		if got := lang.IsFollowUp(text); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

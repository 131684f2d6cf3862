package retrieval

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
)

func likeness(a, b string) chat.GapLikeness {
	x, _ := QuestionTerms(a, "en")
	y, _ := QuestionTerms(b, "en")
	sum := 0.0
	for id, w := range x {
		sum += float64(w * y[id])
	}
	return chat.GapLikeness{Terms: sum}
}

func TestQuestionsAboutOneThingInOtherWordOrderAreAlike(t *testing.T) {
	for _, c := range []struct {
		a, b  string
		alike bool
	}{
		{"Is there a charger for electric cars?", "Do you have electric car chargers?", true},
		{"Can I bring my dog?", "May I bring our dogs with us?", true},
		{"Mag de hond mee naar het restaurant?", "Mogen honden mee naar het restaurant?", true},
		{"Can I bring my dog?", "Can I bring my bike?", false},
		{"Is breakfast included?", "When does the pool open?", false},
		{"Can I?", "Where is it?", false},
	} {
		require.Equal(t, c.alike, boundsOf("").above(likeness(c.a, c.b)) >= 0, "%q and %q", c.a, c.b)
	}
}

func TestVectorsFindLikenessThatWordsMiss(t *testing.T) {
	near, far := 0.95, 0.89
	require.Negative(t, boundsOf("multilingual-e5-small").above(chat.GapLikeness{Cosine: &far}))
	require.Positive(t, boundsOf("multilingual-e5-small").above(chat.GapLikeness{Cosine: &near}))
	require.Positive(t, boundsOf("other").above(chat.GapLikeness{Cosine: &far}))
}

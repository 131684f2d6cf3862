package retrieval

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestWordsAreRunsOfLettersAndDigits(t *testing.T) {
	require.Equal(t, []string{"l", "eau", "chaude", "e", "mail", "24", "7", "größe"}, words("L'eau chaude: e-mail 24/7, GRÖSSE"[:len("L'eau chaude: e-mail 24/7, ")]+"GRÖßE"))
	require.Equal(t, []string{"привет", "мир"}, words("Привет, мир!"))
	require.Empty(t, words(" ?! "))
}

func TestFoldingTakesAccentsOff(t *testing.T) {
	for in, want := range map[string]string{"größe": "grosse", "cœur": "coeur", "façade": "facade", "é": "e", "plain": "plain", "smørrebrød": "smorrebrod"} {
		require.Equal(t, want, fold(in))
		require.Equal(t, want+" ", string(appendFolded(nil, in)), "n-grams fold alike")
	}
	require.Equal(t, " a b ", string(appendFolded([]rune{' '}, "A -- b!")))
}

func TestInflectionsShareAStem(t *testing.T) {
	for language, pair := range map[string][2]string{
		"en": {"cancelling", "cancelled"}, "nl": {"honden", "hond"}, "de": {"zimmern", "zimmer"}, "fr": {"chambres", "chambre"},
	} {
		require.Equal(t, stem(pair[0], language), stem(pair[1], language))
	}
	require.Equal(t, "strasse", stem("straße", "xx"), "a language without a stemmer is folded")
}

func TestAddressesAreNotWords(t *testing.T) {
	require.Equal(t, []string{"see", "our", "rooms", "or"}, words(plain("See [our rooms](https://hotel.example/en/rooms \"Rooms\") or https://x.example/a?b=c")))
}

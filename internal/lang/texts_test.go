package lang

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestEveryTextExistsInEveryLanguage(t *testing.T) {
	seen := map[string]bool{}
	for _, l := range Supported {
		for k := range keyCount {
			text := Text(l, k)
			require.NotEmpty(t, text, "%s %d", l, k)
			require.False(t, seen[text], "%s %d is the same as another text", l, k)
			require.Equal(t, l, Detect(text, ""), text)
			seen[text] = true
		}
	}
}

func TestTextFallsBackToEnglish(t *testing.T) {
	require.Equal(t, Text("en", Welcome), Text("", Welcome))
	require.Equal(t, Text("en", Welcome), Text("pl", Welcome))
	require.Equal(t, Text("nl", Welcome), Text("nl-BE", Welcome))
	require.Equal(t, Text("de", YouAreWelcome), Text("DE-at", YouAreWelcome))
}

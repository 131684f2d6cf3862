package lang

import (
	"bufio"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestDetectKnowsShortMessages(t *testing.T) {
	for text, want := range map[string]string{
		"Can I bring my dog?":               "en",
		"what time is breakfast":            "en",
		"late check out possible?":          "en",
		"thank you":                         "en",
		"wifi password":                     "en",
		"Mag ik mijn hond meenemen?":        "nl",
		"hond meenemen?":                    "nl",
		"Ik wil een medewerker spreken":     "nl",
		"hoe laat ontbijt":                  "nl",
		"is parkeren gratis":                "nl",
		"Darf mein Hund mit?":               "de",
		"Wann gibt es Frühstück?":           "de",
		"kann ich spaeter auschecken":       "de",
		"Rechnung bitte":                    "de",
		"Puis-je venir avec mon chien ?":    "fr",
		"l’heure du petit déjeuner":         "fr",
		"parler à quelqu'un":                "fr",
		"annuler ma réservation":            "fr",
		"Booking HL-20391, can I change it": "en",
	} {
		require.Equal(t, want, Detect(text, "xx"), text)
	}
}

func TestDetectFallsBackWhenUnsure(t *testing.T) {
	for _, text := range []string{
		"", "ok", "?!", "12345", "😀", "info@example.com", "https://example.com/hotel", "Hotel", "wifi", "HL-20391",
		"¿Puedo llevar a mi perro?", "Vorrei parlare con qualcuno", "Gostaria de falar com alguém", "Chciałbym zarezerwować pokój",
		"犬を連れて行けますか", "هل يمكنني", "привет как дела", strings.Repeat("\u0301", 5000),
	} {
		require.Equal(t, "xx", Detect(text, "xx"), text)
	}
}

func TestDetectOnPublicQuestions(t *testing.T) {
	f, err := os.Open("../../../shared/eval/dev/questions.jsonl")
	if err != nil {
		t.Skipf("the evaluation set is not here: %v", err)
	}
	t.Cleanup(func() { _ = f.Close() })
	right, wrong, unsure := map[string]float64{}, map[string]float64{}, map[string]float64{}
	s := bufio.NewScanner(f)
	s.Buffer(nil, 1<<20)
	for s.Scan() {
		var q struct{ Text, Lang string }
		require.NoError(t, json.Unmarshal(s.Bytes(), &q))
		switch Detect(q.Text, "") {
		case q.Lang:
			right[q.Lang]++
		case "":
			unsure[q.Lang]++
		default:
			wrong[q.Lang]++
		}
	}
	require.NoError(t, s.Err())
	for _, l := range Supported {
		n := right[l] + wrong[l] + unsure[l]
		t.Logf("%s: %.0f questions, right %.3f, unsure %.3f, wrong %.3f", l, n, right[l]/n, unsure[l]/n, wrong[l]/n)
		require.Greater(t, right[l]/n, 0.94)
		require.Less(t, wrong[l]/n, 0.02)
	}
}

func FuzzDetect(f *testing.F) {
	f.Add("Can I bring my dog?")
	f.Add("l’été à\x00 \xff")
	f.Fuzz(func(t *testing.T, text string) {
		require.Contains(t, append([]string{"xx"}, Supported...), Detect(text, "xx"))
	})
}

func BenchmarkDetect(b *testing.B) {
	for b.Loop() {
		Detect("Can I bring my dog to the hotel in Vlissingen?", "nl")
	}
}

package retrieval

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/kbfile"
	"github.com/innconnect/innconnect/internal/store"
	"github.com/innconnect/innconnect/internal/store/storetest"
)

// demoSite saves the demo articles, which say the same in English and Dutch.
func demoSite(t testing.TB, s *store.Store) string {
	t.Helper()
	articles, err := kbfile.Read([]string{"../demo/kb/en", "../demo/kb/nl"}, "en")
	require.NoError(t, err)
	site := storetest.Site(t, s).ID
	for _, a := range articles {
		a.SiteID = site
		_, _, err := Catalog{Articles: s}.Save(context.Background(), a)
		require.NoError(t, err)
	}
	return site
}

type demoQuestion struct {
	Text, Lang string
	Gold       []string
}

func TestTheDemoIsAnsweredInTheLanguageOfTheQuestion(t *testing.T) {
	ctx := context.Background()
	s := storetest.New(t)
	site := demoSite(t, s)
	engine := testEngine(t, s, map[string]string{"demo": site})
	all, answered, otherLanguage := armSuccesses{}, 0.0, 0.0
	for _, q := range readRows[demoQuestion](t, "../demo/kb/questions.jsonl") {
		r, err := engine.search(ctx, site, q.Text)
		require.NoError(t, err)
		all.add(r, q.Gold)
		if r.ranked[0].Language != q.Lang {
			otherLanguage++
			t.Logf("in the other language: %s: %s", q.Text, r.ranked[0].ExternalID)
		}
		if r.evidence().answerability() >= 0.5 {
			answered++
		}
	}
	found := all["fused"]
	for name, a := range all {
		t.Logf("%s: n %.0f  S@1 %.3f  S@5 %.3f", name, a.n, a.at1/a.n, a.at5/a.n)
		if a != found {
			require.Greater(t, found.at5, a.at5, "fusion must beat the %s alone", name)
		}
	}
	t.Logf("answerability of 0.5 or more: %.3f; in the other language: %.0f", answered/found.n, otherLanguage)
	require.Greater(t, found.at1/found.n, 0.6)
	require.Greater(t, found.at5/found.n, 0.85)
	require.LessOrEqual(t, otherLanguage, 3.0)

	for text, want := range map[string]string{
		"Can I bring my dog?":          "en-pets",
		"Mag ik mijn hond meenemen?":   "nl-pets",
		"Where can I park my car?":     "en-parking",
		"Hoe laat kan ik inchecken?":   "nl-check-in",
		"Is breakfast included?":       "en-breakfast",
		"Wat kost een nacht parkeren?": "nl-parking",
	} {
		r, err := engine.Search(ctx, site, text)
		require.NoError(t, err)
		require.Equal(t, want, r.Articles[0].ExternalID, text)
		require.Equal(t, want, r.Passages[0].ExternalID, text)
		require.Greater(t, r.Answerability, 0.5, text)
		t.Logf("%.2f %s", r.Answerability, text)
	}
	for _, text := range []string{
		"What is the capital of France?", "Wat is de hoofdstad van Frankrijk?", "hello, how are you?", "Hoi!",
		"Who won the world cup in 1974?", "Write me a poem about the sea", "asdf qwerty", "Tell me a joke",
	} {
		r, err := engine.Search(ctx, site, text)
		require.NoError(t, err)
		t.Logf("%.2f %s", r.Answerability, text)
		require.Less(t, r.Answerability, 0.5, text)
	}
}

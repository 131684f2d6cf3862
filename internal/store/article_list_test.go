package store_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
	"github.com/innconnect/innconnect/internal/store/storetest"
)

func titles(t testing.TB, s *store.Store, f store.ArticleFilter) []string {
	t.Helper()
	f.Limit = store.MaxPage
	found, _, err := s.ListArticles(context.Background(), f)
	require.NoError(t, err)
	out := []string{}
	for _, a := range found {
		require.Empty(t, a.Body)
		out = append(out, a.Title)
	}
	slices.Sort(out)
	return out
}

func TestArticlesAreFoundByTheBeginningsOfTheirWords(t *testing.T) {
	s := storetest.New(t)
	site, other := storetest.Site(t, s).ID, storetest.Site(t, s).ID
	for i, a := range []chat.Article{
		{Title: "Bringing your dog", Body: "Dogs and **cats** are welcome.", Status: chat.ArticlePublished},
		{Title: "Wi-Fi", Body: "Free in the café; see example.com/wifi.", Status: chat.ArticleDraft, Tags: []string{"free", "net"}},
		{Title: "Ontbijt", Body: "Vanaf 7.30 uur.", Language: "nl", Status: chat.ArticleArchived, Tags: []string{"free"}},
	} {
		a.SiteID, a.ExternalID = site, fmt.Sprint(i)
		if a.Language == "" {
			a.Language = "en"
		}
		save(t, s, a)
	}
	save(t, s, article(other, "elsewhere", "dog"))
	for words, want := range map[string][]string{
		"":                   {"Bringing your dog", "Ontbijt", "Wi-Fi"},
		"dog":                {"Bringing your dog"},
		"DOG cat":            {"Bringing your dog"},
		"dog fish":           {},
		"wi-fi":              {"Wi-Fi"},
		"café":               {"Wi-Fi"},
		"example.com/wifi":   {"Wi-Fi"},
		"7.30":               {"Ontbijt"},
		"elsewhere":          {},
		`' or 1=1 --`:        {},
		"!!! ':* & | <-> \\": {"Bringing your dog", "Ontbijt", "Wi-Fi"},
	} {
		require.Equal(t, want, titles(t, s, store.ArticleFilter{SiteID: site, Words: words}), words)
	}
	require.Equal(t, []string{"Ontbijt", "Wi-Fi"}, titles(t, s, store.ArticleFilter{SiteID: site, Tag: "free"}))
	require.Equal(t, []string{"Ontbijt"}, titles(t, s, store.ArticleFilter{SiteID: site, Tag: "free", Language: "nl", Status: chat.ArticleArchived}))
	require.Empty(t, titles(t, s, store.ArticleFilter{SiteID: site, Status: chat.ArticlePublished, Language: "nl"}))
}

func TestPagesOfArticlesHoldEachOnce(t *testing.T) {
	ctx := context.Background()
	s := storetest.New(t)
	site := storetest.Site(t, s).ID
	for i := range 7 {
		a := article(site, fmt.Sprint(i), "dogs")
		a.Title = fmt.Sprint(i)
		save(t, s, a)
	}
	var got []string
	for after := ""; ; {
		page, next, err := s.ListArticles(ctx, store.ArticleFilter{SiteID: site, After: after, Limit: 3})
		require.NoError(t, err)
		for _, a := range page {
			got = append(got, a.Title)
		}
		if after = next; next == "" {
			break
		}
	}
	require.Equal(t, []string{"6", "5", "4", "3", "2", "1", "0"}, got)
	_, _, err := s.ListArticles(ctx, store.ArticleFilter{SiteID: site, After: "x"})
	require.Equal(t, chat.CodeInvalid, chat.CodeOf(err))
}

func TestAListingShowsHowFarTheIndexIs(t *testing.T) {
	ctx := context.Background()
	s := storetest.New(t)
	site := storetest.Site(t, s).ID
	a, _ := save(t, s, article(site, "pets", "dogs"))
	index := func(model string) *chat.IndexProgress {
		t.Helper()
		found, err := s.FindArticle(ctx, site, a.ID, model)
		require.NoError(t, err)
		require.Equal(t, "dogs", found.Body)
		return found.Index
	}
	require.Equal(t, &chat.IndexProgress{Total: 1}, index(testModel))
	embedAll(t, s, site, testModel)
	require.Equal(t, &chat.IndexProgress{Total: 1, Done: 1}, index(testModel))
	require.Equal(t, &chat.IndexProgress{Total: 1}, index("another model"))
	a.Status = chat.ArticleDraft
	save(t, s, a)
	require.Nil(t, index(testModel))
}

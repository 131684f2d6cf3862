package store_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
	"github.com/innconnect/innconnect/internal/store/storetest"
)

const testModel = "model-a"

// indexOf gives each of the text's words a term of weight 1, in one chunk.
func indexOf(text string) chat.ArticleIndex {
	terms := termsOf(text)
	return chat.ArticleIndex{Version: 1, Terms: terms, Opening: text, Chunks: []chat.ChunkIndex{{Text: text, Terms: terms}}}
}

func termsOf(text string) chat.TermWeights {
	terms := chat.TermWeights{}
	for _, w := range strings.Fields(text) {
		h := int32(0)
		for _, b := range []byte(w) {
			h = (h*31 + int32(b)) % 1_000_003
		}
		terms[h] = 1
	}
	return terms
}

func article(siteID, id, body string) chat.Article {
	return chat.Article{SiteID: siteID, ExternalID: id, Title: "Title", Body: body, Language: "en", Status: chat.ArticlePublished}
}

func save(t testing.TB, s *store.Store, a chat.Article) (chat.Article, chat.SaveOutcome) {
	t.Helper()
	a, outcome, err := s.SaveArticle(context.Background(), a, indexOf(a.Body))
	require.NoError(t, err)
	return a, outcome
}

// find returns the external ids of the articles that the words find.
func find(t testing.TB, s *store.Store, siteID, text string, vector []float32) []string {
	t.Helper()
	found, err := s.FindCandidates(context.Background(), chat.CandidateQuery{SiteID: siteID, Terms: termsOf(text), Embedding: vector, Model: testModel, Limit: 50})
	require.NoError(t, err)
	var ids []string
	for _, c := range found {
		if c.ChunkWords > 0 || c.Cosine != nil && *c.Cosine > 0.9 {
			ids = append(ids, c.ExternalID)
		}
	}
	return ids
}

func TestAPublishedArticleIsFoundAtOnceAndAWithdrawnOneNeverAgain(t *testing.T) {
	s := storetest.New(t)
	site := storetest.Site(t, s).ID
	a := article(site, "pets", "dogs welcome")
	_, outcome := save(t, s, a)
	require.Equal(t, chat.SaveCreated, outcome)
	require.Equal(t, []string{"pets"}, find(t, s, site, "dogs", nil))

	a.Body = "cats welcome"
	changed, outcome := save(t, s, a)
	require.Equal(t, chat.SaveUpdated, outcome)
	require.Equal(t, 2, changed.Revision)
	require.Empty(t, find(t, s, site, "dogs", nil))
	require.Equal(t, []string{"pets"}, find(t, s, site, "cats", nil))

	a.Status = chat.ArticleArchived
	withdrawn, outcome := save(t, s, a)
	require.Equal(t, chat.SaveUpdated, outcome)
	require.Equal(t, 2, withdrawn.Revision)
	require.Empty(t, find(t, s, site, "cats", nil))

	a.Status = chat.ArticlePublished
	save(t, s, a)
	require.Equal(t, []string{"pets"}, find(t, s, site, "cats", nil))
}

func TestSavingTheSameArticleChangesNothing(t *testing.T) {
	ctx := context.Background()
	s := storetest.New(t)
	site := storetest.Site(t, s).ID
	a := article(site, "pets", "dogs welcome")
	first, _ := save(t, s, a)
	embedAll(t, s, site, testModel)
	second, outcome := save(t, s, a)
	require.Equal(t, chat.SaveUnchanged, outcome)
	require.Equal(t, first.ID, second.ID)
	require.Equal(t, 1, second.Revision)
	require.Equal(t, first.UpdatedAt, second.UpdatedAt)

	a.Tags = []string{"animals"}
	third, outcome := save(t, s, a)
	require.Equal(t, chat.SaveUpdated, outcome)
	require.Equal(t, 1, third.Revision, "tags make no new revision")
	p, err := s.IndexProgress(ctx, site, testModel)
	require.NoError(t, err)
	require.Equal(t, chat.IndexProgress{Total: 1, Done: 1}, p, "nothing is embedded again")
}

func TestCountsFollowTheArticles(t *testing.T) {
	ctx := context.Background()
	s := storetest.New(t)
	site := storetest.Site(t, s).ID
	frequencies := func(text string) []int {
		var ids []int32
		var out []int
		for _, w := range strings.Fields(text) {
			for id := range termsOf(w) {
				ids = append(ids, id)
			}
		}
		got, err := s.DocumentFrequencies(ctx, site, ids)
		require.NoError(t, err)
		for _, id := range ids {
			out = append(out, got[id])
		}
		return out
	}
	save(t, s, article(site, "a", "dogs cats"))
	save(t, s, article(site, "b", "dogs birds"))
	require.Equal(t, []int{2, 1, 1}, frequencies("dogs cats birds"))
	save(t, s, article(site, "b", "fish birds"))
	require.Equal(t, []int{1, 1, 1, 1}, frequencies("dogs cats birds fish"))
	dutch := article(site, "a", "dogs cats")
	dutch.Language = "nl"
	save(t, s, dutch)
	sizes, err := s.ListLanguages(ctx, site)
	require.NoError(t, err)
	require.Equal(t, []chat.LanguageSize{{Language: "en", Articles: 1}, {Language: "nl", Articles: 1}}, sizes)
	for _, a := range []chat.Article{dutch, article(site, "b", "fish birds")} {
		a.Status = chat.ArticleDraft
		save(t, s, a)
	}
	require.Equal(t, []int{0, 0, 0, 0}, frequencies("dogs cats birds fish"))
	sizes, err = s.ListLanguages(ctx, site)
	require.NoError(t, err)
	require.Empty(t, sizes)
}

func TestASiteFindsOnlyItsOwnArticles(t *testing.T) {
	s := storetest.New(t)
	one, other := storetest.Site(t, s).ID, storetest.Site(t, s).ID
	save(t, s, article(one, "pets", "dogs welcome"))
	save(t, s, article(other, "pets", "dogs forbidden"))
	embedAll(t, s, one, testModel)
	embedAll(t, s, other, testModel)
	found, err := s.FindCandidates(context.Background(), chat.CandidateQuery{SiteID: one, Terms: termsOf("dogs"), Embedding: []float32{1, 0}, Model: testModel, Limit: 50})
	require.NoError(t, err)
	require.Len(t, found, 1)
	require.Equal(t, "dogs welcome", found[0].Text)
	_, _, err = s.SaveArticle(context.Background(), article(uuid.NewString(), "x", "y"), indexOf("y"))
	require.ErrorIs(t, err, chat.ErrNotFound)
}

func TestLongArticlesAndTitlesAreRefused(t *testing.T) {
	s := storetest.New(t)
	site := storetest.Site(t, s).ID
	long := article(site, "a", strings.Repeat("x", chat.MaxArticleBytes+1))
	untitled := article(site, "a", "x")
	untitled.Title = ""
	for _, a := range []chat.Article{long, untitled, article(site, "", "x"), article(site, strings.Repeat("i", 301), "x")} {
		_, _, err := s.SaveArticle(context.Background(), a, chat.ArticleIndex{})
		require.Equal(t, chat.CodeInvalid, chat.CodeOf(err))
	}
}

func TestConcurrentSavesKeepTheCountsRight(t *testing.T) {
	s := storetest.New(t)
	site := storetest.Site(t, s).ID
	var work sync.WaitGroup
	for i := range 20 {
		work.Go(func() {
			a := article(site, fmt.Sprint(i%10), fmt.Sprintf("common word%d", i%3))
			if _, _, err := s.SaveArticle(context.Background(), a, indexOf(a.Body)); err != nil {
				t.Error(err)
			}
		})
	}
	work.Wait()
	for id := range termsOf("common") {
		got, err := s.DocumentFrequencies(context.Background(), site, []int32{id})
		require.NoError(t, err)
		require.Equal(t, 10, got[id])
	}
}

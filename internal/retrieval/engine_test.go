package retrieval

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store/storetest"
)

type brokenEmbedder struct{ hang bool }

func (brokenEmbedder) Model() string { return "m" }

func (b brokenEmbedder) EmbedQuery(ctx context.Context, _ string) ([]float32, error) {
	if b.hang {
		<-ctx.Done()
	}
	return nil, errors.New("service away")
}

func TestAFailingEmbeddingServiceCostsOnlyTheVectors(t *testing.T) {
	s := storetest.New(t)
	site := demoSite(t, s)
	for _, hang := range []bool{false, true} {
		engine := Engine{Index: s, Embedder: brokenEmbedder{hang}}
		start := time.Now()
		r, err := engine.Search(context.Background(), site, "Can I bring my dog?")
		require.NoError(t, err)
		require.Less(t, time.Since(start), embedTimeout+2*time.Second)
		require.Equal(t, "en-pets", r.Articles[0].ExternalID)
		require.Equal(t, "off: service away", r.Trace.Embeddings)
	}
	r, err := (&Engine{Index: s}).Search(context.Background(), site, "Can I bring my dog?")
	require.NoError(t, err)
	require.Equal(t, "off: no embedding service is set", r.Trace.Embeddings)
}

func TestPassagesAreGroupedUnderTheirArticle(t *testing.T) {
	s := storetest.New(t)
	site := demoSite(t, s)
	r, err := (&Engine{Index: s}).Search(context.Background(), site, "What does parking at the hotel in Hoorn cost?")
	require.NoError(t, err)
	require.NotEmpty(t, r.Passages)
	require.LessOrEqual(t, len(r.Passages), maxPassages)
	require.Equal(t, r.Articles[0].ArticleID, r.Passages[0].ArticleID)
	seen := map[string]int{}
	last := ""
	for _, p := range r.Passages {
		require.NotEmpty(t, p.Text)
		if p.ArticleID != last {
			require.Zero(t, seen[p.ArticleID], "an article's passages stand together")
		}
		seen[p.ArticleID]++
		require.LessOrEqual(t, seen[p.ArticleID], passagesPerArticle)
		last = p.ArticleID
	}
	require.LessOrEqual(t, len(seen), maxArticles)
}

func TestASiteWithoutArticlesAnswersNothing(t *testing.T) {
	s := storetest.New(t)
	site := storetest.Site(t, s).ID
	for _, text := range []string{"Can I bring my dog?", "", "?!", "👋"} {
		r, err := (&Engine{Index: s}).Search(context.Background(), site, text)
		require.NoError(t, err)
		require.Zero(t, r.Answerability)
		require.Empty(t, r.Articles)
		require.Empty(t, r.Passages)
	}
}

func TestOddQuestionsAreSearched(t *testing.T) {
	s := storetest.New(t)
	site := demoSite(t, s)
	long := ""
	for range 800 {
		long += "dog? "
	}
	for _, text := range []string{"a", "''", "%_\\", "'; drop table chunks; --", long, "犬を連れて行けますか", "\u0301\u0301"} {
		_, err := (&Engine{Index: s}).Search(context.Background(), site, text)
		require.NoError(t, err, text)
	}
}

func TestSavingAnArticleMakesItFindable(t *testing.T) {
	ctx := context.Background()
	s := storetest.New(t)
	site := demoSite(t, s)
	engine := &Engine{Index: s}
	catalog := Catalog{Articles: s}
	a := chat.Article{SiteID: site, ExternalID: "llama", Title: "Llamas", Body: "Llamas sleep in the garden.", Language: "en", Status: chat.ArticlePublished}
	_, _, err := catalog.Save(ctx, a)
	require.NoError(t, err)
	r, err := engine.Search(ctx, site, "Where do llamas sleep?")
	require.NoError(t, err)
	require.Equal(t, "llama", r.Articles[0].ExternalID)
	a.Status = chat.ArticleArchived
	_, _, err = catalog.Save(ctx, a)
	require.NoError(t, err)
	r, err = engine.Search(ctx, site, "Where do llamas sleep?")
	require.NoError(t, err)
	for _, found := range r.Articles {
		require.NotEqual(t, "llama", found.ExternalID)
	}
	require.Less(t, r.Answerability, 0.5)
}

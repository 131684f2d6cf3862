package store_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
	"github.com/innconnect/innconnect/internal/store/storetest"
)

// embedAll gives every pending chunk the vector [1, 0].
func embedAll(t testing.TB, s *store.Store, siteID, model string) []chat.PendingChunk {
	t.Helper()
	pending, err := s.ListPending(context.Background(), siteID, model, 0, 1000)
	require.NoError(t, err)
	saveVectors(t, s, siteID, model, pending)
	return pending
}

func saveVectors(t testing.TB, s *store.Store, siteID, model string, chunks []chat.PendingChunk) {
	t.Helper()
	var ids []int64
	var vectors [][]float32
	for _, c := range chunks {
		ids, vectors = append(ids, c.ID), append(vectors, []float32{1, 0})
	}
	require.NoError(t, s.SaveEmbeddings(context.Background(), siteID, model, ids, vectors))
}

func TestVectorsOfAChangedOrWithdrawnArticleAreDropped(t *testing.T) {
	ctx := context.Background()
	s := storetest.New(t)
	site := storetest.Site(t, s).ID
	a := article(site, "pets", "dogs welcome")
	save(t, s, a)
	inProgress, err := s.ListPending(ctx, site, testModel, 0, 10)
	require.NoError(t, err)
	require.Len(t, inProgress, 1)

	a.Body = "cats welcome"
	save(t, s, a)
	saveVectors(t, s, site, testModel, inProgress) // the index was still at the old revision
	require.Empty(t, find(t, s, site, "nothing", []float32{1, 0}))
	embedAll(t, s, site, testModel)
	require.Equal(t, []string{"pets"}, find(t, s, site, "nothing", []float32{1, 0}))

	inProgress, err = s.ListPending(ctx, site, "model-b", 0, 10)
	require.NoError(t, err)
	a.Status = chat.ArticleArchived
	save(t, s, a)
	saveVectors(t, s, site, "model-b", inProgress)
	require.Empty(t, find(t, s, site, "nothing", []float32{1, 0}))
	p, err := s.IndexProgress(ctx, site, "model-b")
	require.NoError(t, err)
	require.Equal(t, chat.IndexProgress{}, p)
}

func TestOnlyVectorsOfTheCurrentModelAreCompared(t *testing.T) {
	ctx := context.Background()
	s := storetest.New(t)
	site := storetest.Site(t, s).ID
	save(t, s, article(site, "old", "dogs"))
	embedAll(t, s, site, testModel)
	save(t, s, article(site, "new", "dogs"))
	pending, err := s.ListPending(ctx, site, "model-b", 0, 10)
	require.NoError(t, err)
	require.Len(t, pending, 2, "a changed model embeds everything again")
	require.NoError(t, s.SaveEmbeddings(ctx, site, "model-b", []int64{pending[0].ID}, [][]float32{{1, 0, 0}}))

	found, err := s.FindCandidates(ctx, chat.CandidateQuery{SiteID: site, Terms: termsOf("dogs"), Embedding: []float32{1, 0, 0}, Model: "model-b", Limit: 10})
	require.NoError(t, err)
	require.Len(t, found, 2, "words find what has no vector yet")
	for _, c := range found {
		require.Equal(t, c.ChunkID == pending[0].ID, c.Cosine != nil)
	}
	p, err := s.IndexProgress(ctx, site, "model-b")
	require.NoError(t, err)
	require.Equal(t, chat.IndexProgress{Total: 2, Done: 1}, p)
}

func TestPendingChunksComeInPages(t *testing.T) {
	s := storetest.New(t)
	site := storetest.Site(t, s).ID
	for _, id := range []string{"a", "b", "c"} {
		save(t, s, article(site, id, "dogs"))
	}
	first, err := s.ListPending(context.Background(), site, testModel, 0, 2)
	require.NoError(t, err)
	require.Len(t, first, 2)
	second, err := s.ListPending(context.Background(), site, testModel, first[1].ID, 2)
	require.NoError(t, err)
	require.Len(t, second, 1)
}

func TestArticlesOfAnotherIndexVersionAreReplaced(t *testing.T) {
	ctx := context.Background()
	s := storetest.New(t)
	site := storetest.Site(t, s).ID
	a, _ := save(t, s, article(site, "pets", "dogs"))
	old, err := s.ListOutdated(ctx, site, 2, 10)
	require.NoError(t, err)
	require.Len(t, old, 1)
	require.Equal(t, a.ID, old[0].ID)
	index := indexOf("hounds")
	index.Version = 2
	require.NoError(t, s.ReplaceIndex(ctx, old[0], index))
	require.Equal(t, []string{"pets"}, find(t, s, site, "hounds", nil))
	require.Empty(t, find(t, s, site, "dogs", nil))
	old, err = s.ListOutdated(ctx, site, 2, 10)
	require.NoError(t, err)
	require.Empty(t, old)

	stale := a
	changed, _ := save(t, s, article(site, "pets", "cats"))
	require.Equal(t, 2, changed.Revision)
	require.NoError(t, s.ReplaceIndex(ctx, stale, index))
	require.Equal(t, []string{"pets"}, find(t, s, site, "cats", nil), "an older revision replaces nothing")
}

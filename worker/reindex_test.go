package worker_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/retrieval"
	"github.com/innconnect/innconnect/internal/store/storetest"
	"github.com/innconnect/innconnect/worker"
)

type started []string

func (s *started) Start(_ context.Context, siteID string) error {
	*s = append(*s, siteID)
	return nil
}

func TestOnlySitesWhoseVectorsAreMissingAreIndexed(t *testing.T) {
	st := storetest.New(t)
	ctx := context.Background()
	site, empty := storetest.Site(t, st), storetest.Site(t, st)
	_, _, err := retrieval.Catalog{Articles: st}.Save(ctx, chat.Article{
		SiteID: site.ID, ExternalID: "a", Title: "Pets", Body: "Dogs are welcome.", Language: "en", Status: chat.ArticlePublished})
	require.NoError(t, err)
	_, _, err = retrieval.Catalog{Articles: st}.Save(ctx, chat.Article{
		SiteID: empty.ID, ExternalID: "a", Title: "Pets", Body: "Dogs are welcome.", Language: "en", Status: chat.ArticleDraft})
	require.NoError(t, err)

	index := func(model string) started {
		var out started
		require.NoError(t, worker.IndexOutdated(ctx, st, &out, model))
		return out
	}
	require.Empty(t, index(""), "lexical search needs no vectors")
	require.Equal(t, started{site.ID}, index("old"))

	pending, err := st.ListPending(ctx, site.ID, "old", 0, 10)
	require.NoError(t, err)
	require.NoError(t, st.SaveEmbeddings(ctx, site.ID, "old", []int64{pending[0].ID}, [][]float32{{1, 0}}))
	require.Empty(t, index("old"))
	require.Equal(t, started{site.ID}, index("new"), "a changed model embeds again")
}

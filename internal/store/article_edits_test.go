package store_test

import (
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
	"github.com/innconnect/innconnect/internal/store/storetest"
)

func TestADeletedArticleLeavesNothingOfItsTextAndComesAnewWhenItIsImportedAgain(t *testing.T) {
	url := storetest.URL(t)
	s, err := store.Open(t.Context(), url, 8, storetest.Sealer(t))
	require.NoError(t, err)
	t.Cleanup(s.Close)
	site := storetest.Site(t, s)
	admin := newUser(t, s, "admin@example.org", chat.UserAdmin)
	other, _ := save(t, s, article(site.ID, "other", "cats"))
	embedAll(t, s, site.ID, testModel)
	before := storetest.Content(t, url)
	begun, err := s.CreateImport(t.Context(), chat.NewImport{By: admin.ID, SiteID: site.ID, Source: chat.ImportFiles, Status: chat.ArticlePublished,
		Files: []chat.ImportFile{{Name: "pets.md", Content: []byte("dogs")}}})
	require.NoError(t, err)
	pets, _ := save(t, s, article(site.ID, "pets.md", "dogs dogs"))
	pets.Body = "dogs"
	pets, _ = save(t, s, pets)
	require.NoError(t, s.SettleImportDocument(t.Context(), chat.ImportDocument{SiteID: site.ID, ImportID: begun.ID, Number: 1,
		Outcome: chat.OutcomeCreated, ArticleID: pets.ID, Title: pets.Title}, []byte("hash")))
	embedAll(t, s, site.ID, testModel)

	pets.Status = chat.ArticleArchived
	pets, _ = save(t, s, pets)
	require.NoError(t, s.DeleteArticle(t.Context(), store.ArticleKey{By: admin.ID, SiteID: site.ID, ArticleID: pets.ID, Version: pets.Version}))
	after := storetest.Content(t, url)
	for _, table := range []string{"articles", "article_revisions", "article_index", "article_sources", "chunks", "chunk_embeddings", "term_frequencies", "language_sizes"} {
		require.Equal(t, before[table], after[table], table)
	}
	require.Equal(t, []string{"other"}, find(t, s, site.ID, "cats dogs", nil))
	report, _, err := s.ListImportDocuments(t.Context(), admin.ID, store.ImportDocumentFilter{SiteID: site.ID, ImportID: begun.ID, Limit: 10})
	require.NoError(t, err)
	require.Equal(t, []string{"", pets.Title}, []string{report[0].ArticleID, report[0].Title}, "the report tells of it and leads nowhere")

	_, _, err = s.FindImported(t.Context(), site.ID, "pets.md")
	require.ErrorIs(t, err, chat.ErrNotFound)
	anew, outcome := save(t, s, article(site.ID, "pets.md", "dogs"))
	require.Equal(t, chat.SaveCreated, outcome)
	require.NotEqual(t, pets.ID, anew.ID)
	require.Equal(t, 1, anew.Revision)

	for _, key := range []store.ArticleKey{
		{By: admin.ID, SiteID: site.ID, ArticleID: uuid.NewString(), Version: 1},
		{By: admin.ID, SiteID: storetest.Site(t, s).ID, ArticleID: other.ID, Version: other.Version},
	} {
		require.ErrorIs(t, s.DeleteArticle(t.Context(), key), chat.ErrNotFound)
	}
	require.Equal(t, chat.CodeNotArchived, chat.CodeOf(s.DeleteArticle(t.Context(), store.ArticleKey{By: admin.ID, SiteID: site.ID, ArticleID: other.ID, Version: other.Version})))
}

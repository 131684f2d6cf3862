package worker_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
	"github.com/innconnect/innconnect/internal/store/storetest"
	"github.com/innconnect/innconnect/worker"
)

// importer keeps what it was given, and fails while told to.
type importer struct {
	imports []chat.Import
	fails   error
}

func (i *importer) Start(_ context.Context, in chat.Import) error {
	if i.fails == nil {
		i.imports = append(i.imports, in)
	}
	return i.fails
}

func TestAnImportIsHandedOverOnceAlsoWhenTheFirstTryFailed(t *testing.T) {
	st := storetest.New(t)
	ctx := context.Background()
	site := storetest.Site(t, st)
	user, err := st.CreateUser(ctx, store.NewUser{Email: "ann@example.org", Password: "correct horse", Role: chat.UserAdmin})
	require.NoError(t, err)
	created, err := st.CreateImport(ctx, chat.NewImport{By: user.ID, SiteID: site.ID, Source: chat.ImportURL, Address: "https://h.example/", Status: chat.ArticleDraft})
	require.NoError(t, err)
	to := &importer{fails: errors.New("Temporal is away")}
	require.Error(t, worker.HandImports(ctx, st, to))
	to.fails = nil
	require.NoError(t, worker.HandImports(ctx, st, to))
	require.NoError(t, worker.HandImports(ctx, st, to))
	require.Len(t, to.imports, 1)
	require.Equal(t, created.ID, to.imports[0].ID)
}

func TestAnImportThatHasEndedIsHandedToNobody(t *testing.T) {
	st := storetest.New(t)
	ctx := context.Background()
	site := storetest.Site(t, st)
	user, err := st.CreateUser(ctx, store.NewUser{Email: "ann@example.org", Password: "correct horse", Role: chat.UserAdmin})
	require.NoError(t, err)
	created, err := st.CreateImport(ctx, chat.NewImport{By: user.ID, SiteID: site.ID, Source: chat.ImportURL, Address: "https://h.example/", Status: chat.ArticleDraft})
	require.NoError(t, err)
	_, err = st.StopImport(ctx, user.ID, site.ID, created.ID)
	require.NoError(t, err)
	to := &importer{}
	require.NoError(t, worker.HandImports(ctx, st, to))
	require.Empty(t, to.imports)
}

package store_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
	"github.com/innconnect/innconnect/internal/store/storetest"
)

func TestTheLastCallsOfASitesModelAreKept(t *testing.T) {
	url, ctx := storetest.URL(t), context.Background()
	s := openAt(t, url)
	storetest.Site(t, s) // whose answers no model writes
	site := storetest.Site(t, s)
	require.NoError(t, s.UpdateSettings(ctx, store.SettingsChange{SiteID: site.ID, Change: func(in *chat.Settings) { in.Provider = chat.ProviderMistral }}))
	state := func() chat.ModelState {
		t.Helper()
		page, next, err := s.ListModelStates(ctx, "", 10)
		require.NoError(t, err)
		require.Empty(t, next)
		require.Len(t, page, 1)
		return page[0]
	}
	call := func(c chat.ModelCall) {
		t.Helper()
		c.SiteID, c.Provider = site.ID, chat.ProviderMistral
		require.NoError(t, s.NoteModelCall(ctx, c))
	}
	require.Nil(t, state().SucceededAt)
	call(chat.ModelCall{Model: "small", Took: 1500 * time.Millisecond})
	first := state()
	require.Equal(t, []any{"small", 1500 * time.Millisecond, ""}, []any{first.Model, first.Took, first.Failure})
	call(chat.ModelCall{Model: "small", Took: time.Second})
	require.Equal(t, first, state(), "a success within seconds is no news")
	call(chat.ModelCall{Failure: "provider unavailable (HTTP 503)"})
	failed := state()
	require.Equal(t, "provider unavailable (HTTP 503)", failed.Failure)
	require.Equal(t, first.SucceededAt, failed.SucceededAt)
	call(chat.ModelCall{Model: "small", Took: time.Second})
	require.True(t, state().SucceededAt.After(*failed.FailedAt), "a success after a failure is")

	require.NoError(t, s.UpdateSettings(ctx, store.SettingsChange{SiteID: site.ID, Change: func(in *chat.Settings) {
		in.Provider, in.BaseURL = chat.ProviderOpenAI, "https://models.example/v1"
	}}))
	require.Nil(t, state().SucceededAt, "of the other provider nothing is known")
}

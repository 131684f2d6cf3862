package store_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
	"github.com/innconnect/innconnect/internal/store/storetest"
)

func TestSitesAreListedByNameWhateverItsCase(t *testing.T) {
	s, ctx := storetest.New(t), context.Background()
	admin := newUser(t, s, "admin@example.org", chat.UserAdmin)
	longest := strings.Repeat("ü", 200)
	for _, name := range []string{"beta", "Alpha", longest, "alpha", "Beta"} {
		_, _, err := s.CreateSite(ctx, store.NewSite{Name: name})
		require.NoError(t, err)
	}
	var got, ids []string
	f := store.SiteFilter{Limit: 1}
	for pages := 1; ; pages++ {
		found, next, err := s.ListVisibleSites(ctx, admin.ID, f)
		require.NoError(t, err)
		for _, site := range found {
			got, ids = append(got, strings.ToLower(site.Name)), append(ids, site.ID)
		}
		if f.After = next; next == "" {
			require.Equal(t, 5, pages)
			break
		}
	}
	require.Equal(t, []string{"alpha", "alpha", "beta", "beta", longest}, got)

	whole, next, err := s.ListVisibleSites(ctx, admin.ID, store.SiteFilter{Limit: 5})
	require.NoError(t, err)
	require.Empty(t, next)
	for i, site := range whole {
		require.Equal(t, ids[i], site.ID, "pages of one and a page of all have one order")
	}
}

func TestSitesAreFoundByWordsAndByID(t *testing.T) {
	s, ctx := storetest.New(t), context.Background()
	made := map[string]string{}
	for name, origin := range map[string]string{
		"Harbour Hotel": "https://www.harbour.example", "Garden Hotel": "https://garden-rooms.example", "Bakkerij Øster": "https://*.oester.example:8443",
	} {
		site, _, err := s.CreateSite(ctx, store.NewSite{Name: name, Origins: []string{origin}})
		require.NoError(t, err)
		made[name] = site.ID
	}
	admin := newUser(t, s, "admin@example.org", chat.UserAdmin)
	agent := newUser(t, s, "agent@example.org", chat.UserAgent, made["Garden Hotel"])
	names := func(u chat.User, f store.SiteFilter) (out []string) {
		f.Limit = 10
		found, _, err := s.ListVisibleSites(ctx, u.ID, f)
		require.NoError(t, err)
		for _, site := range found {
			out = append(out, site.Name)
		}
		return out
	}
	for words, want := range map[string][]string{
		"hotel": {"Garden Hotel", "Harbour Hotel"}, "HOT har": {"Harbour Hotel"}, "rooms.example": {"Garden Hotel"},
		"øst": {"Bakkerij Øster"}, "oester": {"Bakkerij Øster"}, "hotel rooms": nil, "arden": nil, "' | !": nil,
	} {
		require.Equal(t, want, names(admin, store.SiteFilter{Words: words}), words)
	}
	require.Equal(t, []string{"Garden Hotel"}, names(agent, store.SiteFilter{Words: "hotel"}))
	all := []string{made["Garden Hotel"], made["Bakkerij Øster"], uuid.NewString()}
	require.Equal(t, []string{"Bakkerij Øster", "Garden Hotel"}, names(admin, store.SiteFilter{IDs: all}))
	require.Equal(t, []string{"Garden Hotel"}, names(agent, store.SiteFilter{IDs: all}), "what one may not see is not there")
	require.Empty(t, names(admin, store.SiteFilter{IDs: []string{}}))
}

func TestACursorOfNoPageOfSitesIsRefused(t *testing.T) {
	s := storetest.New(t)
	admin := newUser(t, s, "admin@example.org", chat.UserAdmin)
	id := uuid.NewString()
	for _, after := range []string{"a", "YQ", "YQ." + id[1:], "Y." + id, "AA." + id, "_w." + id, "YQ.{" + id[1:]} {
		_, _, err := s.ListVisibleSites(context.Background(), admin.ID, store.SiteFilter{After: after, Limit: 10})
		require.Equal(t, chat.CodeInvalid, chat.CodeOf(err), after)
	}
}

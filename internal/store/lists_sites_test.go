package store_test

import (
	"context"
	"os"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
	"github.com/innconnect/innconnect/internal/store/storetest"
)

// TestListsOfManySites measures pages of 20,000 sites with two domains each, for
// an admin and for an agent of three of them. `make lists` runs it.
func TestListsOfManySites(t *testing.T) {
	if os.Getenv("LISTS") == "" {
		t.Skip("a measurement: run `make lists`")
	}
	ctx, url := context.Background(), storetest.URL(t)
	s := openAt(t, url)
	conn, err := pgx.Connect(ctx, url)
	require.NoError(t, err)
	defer conn.Close(ctx)
	for _, query := range []string{
		`insert into sites (id, name) select gen_random_uuid(), 'Hotel ' || n from generate_series(1, 20000) n`,
		`insert into site_origins (site_id, origin) select id, 'https://' || p || '.' || replace(lower(name), ' ', '') || '.example'
		 from sites, unnest(array['www', 'book']) p`,
		`insert into widget_installations (site_id, origin, page_url, last_seen_at)
		 select site_id, origin, origin || '/', now() from site_origins`,
		`analyze`,
	} {
		_, err := conn.Exec(ctx, query)
		require.NoError(t, err)
	}
	admin, agent := newUser(t, s, "admin@example.org", chat.UserAdmin), newUser(t, s, "agent@example.org", chat.UserAgent)
	_, err = conn.Exec(ctx, `insert into user_sites (user_id, site_id) select $1, id from sites where name in ('Hotel 1', 'Hotel 9999', 'Hotel 20000')`, agent.ID)
	require.NoError(t, err)
	sites := func(user chat.User, f store.SiteFilter) func() {
		f.Limit = 50
		return func() { _, _, err := s.ListVisibleSites(ctx, user.ID, f); require.NoError(t, err) }
	}
	deep := store.SiteFilter{Limit: store.MaxPage}
	var ids []string
	for range 150 {
		found, next, err := s.ListVisibleSites(ctx, admin.ID, deep)
		require.NoError(t, err)
		deep.After, ids = next, append(ids, found[0].ID)
	}
	measure(t, []measurement{
		{"sites, an admin", sites(admin, store.SiteFilter{})},
		{"sites, page 151 of 100", sites(admin, deep)},
		{"sites, an agent of three", sites(agent, store.SiteFilter{})},
		{"sites, a word of all names", sites(admin, store.SiteFilter{Words: "hotel"})},
		{"sites, a domain", sites(admin, store.SiteFilter{Words: "book hotel4711"})},
		{"sites, an agent's, a word of all names", sites(agent, store.SiteFilter{Words: "hotel"})},
		{"sites by 50 ids", sites(admin, store.SiteFilter{IDs: ids[:50]})},
	})
}

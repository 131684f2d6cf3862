package store_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
	"github.com/innconnect/innconnect/internal/store/storetest"
)

// TestListsWithoutPagesEndWithTheNewest holds the lengths that the contract
// promises of lists that come whole.
func TestListsWithoutPagesEndWithTheNewest(t *testing.T) {
	d, ctx := newDesk(t), context.Background()
	site, session := d.session.SiteID, d.session.ID
	t.Run("notes and escalations of a conversation", func(t *testing.T) {
		d.exec(`insert into notes (site_id, session_id, id, user_id, content, created_at)
			select $1, $2, gen_random_uuid(), $3, 'note ' || n, now() + n * interval '1 second' from generate_series(1, 501) n`, site, session, d.ann.AgentID)
		d.exec(`insert into escalations (site_id, session_id, number, reason, created_at)
			select $1, $2, n, 'manual', now() + n * interval '1 second' from generate_series(1, 101) n`, site, session)
		found, err := d.FindConversation(ctx, d.ann.AgentID, session)
		require.NoError(t, err)
		require.Len(t, found.Notes, store.MaxNotes)
		require.Equal(t, "note 2", found.Notes[0].Content)
		require.Equal(t, "note 501", found.Notes[store.MaxNotes-1].Content)
		require.Len(t, found.Escalations, store.MaxPage)
		require.True(t, found.Escalations[0].CreatedAt.Before(found.Escalations[1].CreatedAt))
	})
	t.Run("addresses and notes of a customer", func(t *testing.T) {
		id := uuid.NewString()
		d.exec(`insert into customers (site_id, id, email) values ($1, $2, 'ana@example.org')`, site, id)
		d.exec(`insert into customer_emails (site_id, customer_id, email) select $1, $2, n || '@example.org' from generate_series(1, 101) n`, site, id)
		d.exec(`insert into customer_notes (site_id, customer_id, id, content, created_at)
			select $1, $2, gen_random_uuid(), 'note ' || n, now() + n * interval '1 second' from generate_series(1, 501) n`, site, id)
		found, err := d.FindCustomer(ctx, d.ann.AgentID, id)
		require.NoError(t, err)
		require.Len(t, found.Emails, 100)
		require.Len(t, found.Notes, store.MaxNotes)
		require.Equal(t, "note 501", found.Notes[store.MaxNotes-1].Content)
	})
	t.Run("a site's keys", func(t *testing.T) {
		d.exec(`update site_keys set created_at = now() - interval '1 year' where site_id = $1`, site)
		d.exec(`insert into site_server_keys (site_id, id, name, key_hash, created_at, revoked_at)
			select $1, gen_random_uuid(), 'old', sha256(n::text::bytea), now() - n * interval '1 second', now() from generate_series(1, 300) n`, site)
		keys, err := d.ListKeys(ctx, site)
		require.NoError(t, err)
		require.Len(t, keys, store.MaxKeysListed)
		require.Nil(t, keys[store.MaxKeysListed-1].RevokedAt, "the oldest of all works, and so is there")
	})
	t.Run("a user's sessions", func(t *testing.T) {
		d.exec(`insert into user_sessions (id, token_hash, user_id, expires_at)
			select gen_random_uuid(), sha256(n::text::bytea), $1, now() + interval '1 day' from generate_series(1, 101) n`, d.ann.AgentID)
		sessions, err := d.ListUserSessions(ctx, d.ann.AgentID, "")
		require.NoError(t, err)
		require.Len(t, sessions, store.MaxPage)
	})
}

func TestTooManyDomainsOrSitesOfAUserAreRefused(t *testing.T) {
	s, ctx := storetest.New(t), context.Background()
	site := storetest.Site(t, s)
	var origins, sites []string
	for i := range store.MaxOrigins + 1 {
		origins = append(origins, fmt.Sprintf("https://h%d.example", i))
	}
	require.Equal(t, chat.CodeInvalid, chat.CodeOf(s.SetOrigins(ctx, "", site.ID, origins)))
	require.NoError(t, s.SetOrigins(ctx, "", site.ID, origins[1:]))
	for range store.MaxUserSites + 1 {
		sites = append(sites, uuid.NewString())
	}
	_, err := s.CreateUser(ctx, store.NewUser{Email: "ana@example.org", Password: password, Role: chat.UserAgent, SiteIDs: sites})
	require.ErrorContains(t, err, "at most")
}

func TestColleaguesComeInPages(t *testing.T) {
	d, ctx := newDesk(t), context.Background()
	first, next, err := d.ListAgents(ctx, d.ann.AgentID, d.session.SiteID, "", 1)
	require.NoError(t, err)
	second, end, err := d.ListAgents(ctx, d.ann.AgentID, d.session.SiteID, next, 1)
	require.NoError(t, err)
	require.Equal(t, []string{"Ann", "Bob"}, []string{first[0].Name, second[0].Name})
	require.Empty(t, end)
}

package store_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
	"github.com/innconnect/innconnect/internal/store/storetest"
)

func TestAKeyOpensItsOwnSiteOnly(t *testing.T) {
	s, ctx := storetest.New(t), context.Background()
	one, key, err := s.CreateSite(ctx, store.NewSite{Name: "One", Origins: []string{"https://one.example"}})
	require.NoError(t, err)
	_, _, err = s.CreateSite(ctx, store.NewSite{Name: "Two", Origins: []string{"https://two.example"}})
	require.NoError(t, err)
	access, err := s.FindSiteByKey(ctx, key, []string{"https://one.example"})
	require.NoError(t, err)
	require.Equal(t, store.SiteAccess{Site: one, OriginAllowed: true}, access)
	access, err = s.FindSiteByKey(ctx, key, []string{"https://two.example"})
	require.NoError(t, err)
	require.False(t, access.OriginAllowed)
	for _, wrong := range []string{"", "sk_", strings.ToLower(key) + "x", key[:len(key)-1], "x" + key, key + "\x00", "\xff"} {
		_, err := s.FindSiteByKey(ctx, wrong, nil)
		require.ErrorIs(t, err, chat.ErrNotFound, "%q", wrong)
	}
}

func TestAServerKeyIsNotStoredReadable(t *testing.T) {
	s, ctx := storetest.New(t), context.Background()
	site := storetest.Site(t, s)
	key, err := s.CreateKey(ctx, store.NewKey{SiteID: site.ID, Kind: store.ServerKey, Name: "crm"})
	require.NoError(t, err)
	require.Regexp(t, `^ssk_[A-Za-z0-9]{40}$`, key.Key)
	access, err := s.FindSiteByKey(ctx, key.Key, nil)
	require.NoError(t, err)
	require.True(t, access.ServerKey)
	require.Equal(t, site.ID, access.Site.ID)
	listed, err := s.ListKeys(ctx, site.ID)
	require.NoError(t, err)
	key.Key = ""
	require.Equal(t, key, listed[0], "it is shown once")
}

func TestARotatedKeyWorksUntilTheOverlapEnds(t *testing.T) {
	url, ctx := storetest.URL(t), context.Background()
	s, err := store.Open(ctx, url, 4, storetest.Sealer(t))
	require.NoError(t, err)
	t.Cleanup(s.Close)
	site := storetest.Site(t, s)
	works := func(k store.Key) bool {
		_, err := s.FindSiteByKey(ctx, k.Key, nil)
		if err != nil {
			require.ErrorIs(t, err, chat.ErrNotFound)
		}
		return err == nil
	}
	for _, kind := range []store.KeyKind{store.PublicKey, store.ServerKey} {
		old, err := s.CreateKey(ctx, store.NewKey{SiteID: site.ID, Kind: kind, Name: "app"})
		require.NoError(t, err)
		new, err := s.RotateKey(ctx, store.KeyRotation{SiteID: site.ID, KeyID: old.ID, Overlap: time.Hour})
		require.NoError(t, err)
		require.Equal(t, []any{kind, "app"}, []any{new.Kind, new.Name})
		require.True(t, works(old))
		require.True(t, works(new))
		_, err = s.RotateKey(ctx, store.KeyRotation{SiteID: site.ID, KeyID: old.ID, Overlap: 48 * time.Hour})
		require.NoError(t, err)
		storetest.Pass(t, url, time.Hour)
		require.False(t, works(old), "another rotation does not let it live longer")
		require.True(t, works(new))
		_, err = s.RotateKey(ctx, store.KeyRotation{SiteID: site.ID, KeyID: old.ID, Overlap: time.Hour})
		require.Equal(t, chat.CodeInvalid, chat.CodeOf(err), "it no longer works")

		last, err := s.RotateKey(ctx, store.KeyRotation{SiteID: site.ID, KeyID: new.ID, Overlap: 0})
		require.NoError(t, err)
		require.False(t, works(new), "without an overlap")
		for range 2 { // idempotent
			require.NoError(t, s.RevokeKey(ctx, "", site.ID, last.ID))
		}
		require.False(t, works(last))
		_, err = s.RotateKey(ctx, store.KeyRotation{SiteID: site.ID, KeyID: last.ID, Overlap: time.Hour})
		require.Equal(t, chat.CodeInvalid, chat.CodeOf(err))
	}
}

func TestKeysOfAnotherSiteCannotBeChanged(t *testing.T) {
	s, ctx := storetest.New(t), context.Background()
	one, two := storetest.Site(t, s), storetest.Site(t, s)
	key, err := s.CreateKey(ctx, store.NewKey{SiteID: one.ID, Kind: store.ServerKey, Name: "crm"})
	require.NoError(t, err)
	_, err = s.RotateKey(ctx, store.KeyRotation{SiteID: two.ID, KeyID: key.ID, Overlap: time.Hour})
	require.ErrorIs(t, err, chat.ErrNotFound)
	require.ErrorIs(t, s.RevokeKey(ctx, "", two.ID, key.ID), chat.ErrNotFound)
	_, err = s.FindSiteByKey(ctx, key.Key, nil)
	require.NoError(t, err)
	_, err = s.CreateKey(ctx, store.NewKey{SiteID: uuid.NewString(), Kind: store.PublicKey, Name: "app"})
	require.ErrorIs(t, err, chat.ErrNotFound)
}

func TestKeysThatAreNotPossibleAreRefused(t *testing.T) {
	s, ctx := storetest.New(t), context.Background()
	site := storetest.Site(t, s)
	for name, kind := range map[string]store.KeyKind{"": store.PublicKey, strings.Repeat("a", 201): store.ServerKey, "app": "other"} {
		_, err := s.CreateKey(ctx, store.NewKey{SiteID: site.ID, Kind: kind, Name: name})
		require.Equal(t, chat.CodeInvalid, chat.CodeOf(err), "%s %q", kind, name)
	}
	var last store.Key
	for i := range 20 {
		var err error
		last, err = s.CreateKey(ctx, store.NewKey{SiteID: site.ID, Kind: store.ServerKey, Name: fmt.Sprint("key ", i)})
		require.NoError(t, err)
	}
	_, err := s.CreateKey(ctx, store.NewKey{SiteID: site.ID, Kind: store.ServerKey, Name: "one more"})
	require.Equal(t, chat.CodeInvalid, chat.CodeOf(err), "the twenty-first")
	require.NoError(t, s.RevokeKey(ctx, "", site.ID, last.ID))
	_, err = s.CreateKey(ctx, store.NewKey{SiteID: site.ID, Kind: store.ServerKey, Name: "one more"})
	require.NoError(t, err)
}

func TestWhatIsDoneToASitesAccessIsInTheAuditLog(t *testing.T) {
	s, ctx := storetest.New(t), context.Background()
	site := storetest.Site(t, s)
	boss := newUser(t, s, "boss@example.org", chat.UserAdmin)
	key, err := s.CreateKey(ctx, store.NewKey{By: boss.ID, SiteID: site.ID, Kind: store.ServerKey, Name: "crm"})
	require.NoError(t, err)
	next, err := s.RotateKey(ctx, store.KeyRotation{By: boss.ID, SiteID: site.ID, KeyID: key.ID, Overlap: time.Hour})
	require.NoError(t, err)
	for range 2 {
		require.NoError(t, s.RevokeKey(ctx, boss.ID, site.ID, key.ID))
		require.NoError(t, s.SetOrigins(ctx, boss.ID, site.ID, []string{"https://new.example"}))
	}
	entries, _, err := s.ListAudit(ctx, store.AuditFilter{SiteID: site.ID, UserID: boss.ID, Limit: 50})
	require.NoError(t, err)
	var actions []chat.Action
	for _, e := range entries {
		actions = append(actions, e.Action)
		for _, value := range e.Details {
			require.NotContains(t, value, "ssk_")
		}
	}
	require.ElementsMatch(t, []chat.Action{chat.ActionKeyCreated, chat.ActionKeyRotated, chat.ActionKeyRevoked, chat.ActionOriginsChanged}, actions,
		"doing it again changes nothing")
	_, err = s.FindSiteByKey(ctx, next.Key, nil)
	require.NoError(t, err)
}

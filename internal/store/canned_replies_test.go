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

func TestCannedRepliesAreFoundByShortcutAndWordsInPages(t *testing.T) {
	s, ctx := storetest.New(t), context.Background()
	site, other := storetest.Site(t, s), storetest.Site(t, s)
	ann := newUser(t, s, "ann@example.org", chat.UserAgent, site.ID)
	for _, shortcut := range []string{"refund", "hello", "dogs", "bye"} {
		_, err := s.CreateCannedReply(ctx, store.CannedChange{By: ann.ID, SiteID: site.ID, Shortcut: shortcut, Content: "About " + shortcut + ": 100% {{visitor_name|you}}"})
		require.NoError(t, err)
	}
	found := func(search, after string) (shortcuts []string, next string) {
		page, next, err := s.ListCannedReplies(ctx, store.CannedFilter{UserID: ann.ID, SiteID: site.ID, Search: search, After: after, Limit: 3})
		require.NoError(t, err)
		for _, r := range page {
			shortcuts = append(shortcuts, r.Shortcut)
		}
		return shortcuts, next
	}
	first, next := found("", "")
	require.Equal(t, []string{"bye", "dogs", "hello"}, first)
	rest, next := found("", next)
	require.Equal(t, []string{"refund"}, rest)
	require.Empty(t, next)
	byWords, _ := found("ABOUT DOG", "")
	require.Equal(t, []string{"dogs"}, byWords)
	nothing, _ := found("100_", "")
	require.Empty(t, nothing, "a search is no pattern")
	_, _, err := s.ListCannedReplies(ctx, store.CannedFilter{UserID: ann.ID, SiteID: other.ID})
	require.ErrorIs(t, err, chat.ErrNotFound)
}

func TestACannedReplyIsChangedAndRemovedOnItsSiteAlone(t *testing.T) {
	s, ctx := storetest.New(t), context.Background()
	site, other := storetest.Site(t, s), storetest.Site(t, s)
	boss := newUser(t, s, "boss@example.org", chat.UserAdmin)
	made, err := s.CreateCannedReply(ctx, store.CannedChange{By: boss.ID, SiteID: site.ID, Shortcut: "hello", Content: "Hello"})
	require.NoError(t, err)
	change := store.CannedChange{By: boss.ID, SiteID: other.ID, ID: made.ID, Shortcut: "hi", Content: "Hi"}
	_, err = s.UpdateCannedReply(ctx, change)
	require.ErrorIs(t, err, chat.ErrNotFound)
	require.ErrorIs(t, s.RemoveCannedReply(ctx, boss.ID, other.ID, made.ID), chat.ErrNotFound)
	change.SiteID = site.ID
	changed, err := s.UpdateCannedReply(ctx, change)
	require.NoError(t, err)
	require.Equal(t, []string{made.ID, "hi", "Hi"}, []string{changed.ID, changed.Shortcut, changed.Content})

	taken := store.CannedChange{By: boss.ID, SiteID: site.ID, Shortcut: "hi", Content: "Hi"}
	_, err = s.CreateCannedReply(ctx, taken)
	require.Equal(t, chat.CodeInvalid, chat.CodeOf(err))
	taken.SiteID = other.ID
	_, err = s.CreateCannedReply(ctx, taken)
	require.NoError(t, err, "the shortcut is another site's")
	require.NoError(t, s.RemoveCannedReply(ctx, boss.ID, site.ID, made.ID))
	require.ErrorIs(t, s.RemoveCannedReply(ctx, boss.ID, site.ID, made.ID), chat.ErrNotFound)

	entries, _, err := s.ListAudit(ctx, store.AuditFilter{SiteID: site.ID, Limit: 10})
	require.NoError(t, err)
	var did []string
	for _, e := range entries {
		if e.SubjectID == made.ID {
			did = append(did, fmt.Sprintf("%s %s", e.Action, e.Details["shortcut"]))
		}
	}
	require.Equal(t, []string{"canned_reply_removed hi", "canned_reply_changed hi", "canned_reply_created hello"}, did)
}

func TestASiteHasAtMostSoManyCannedReplies(t *testing.T) {
	d, ctx := newDesk(t), context.Background()
	d.exec(`insert into canned_replies (site_id, id, shortcut, content)
		select $1, gen_random_uuid(), 'r' || n, 'x' from generate_series(1, $2) n`, d.session.SiteID, chat.MaxCannedReplies)
	_, err := d.CreateCannedReply(ctx, store.CannedChange{By: d.ann.AgentID, SiteID: d.session.SiteID, Shortcut: uuid.NewString(), Content: "x"})
	require.Equal(t, chat.CodeInvalid, chat.CodeOf(err))
}

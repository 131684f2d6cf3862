package store_test

import (
	"context"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store/storetest"
)

// present returns whom a user sees in the desk's session, with * for those who
// write.
func (d *desk) present(userID string) (names []string) {
	d.Helper()
	found, _, err := d.ListPresent(context.Background(), userID)
	require.NoError(d, err)
	for _, p := range found[d.session.ID] {
		if p.Typing {
			p.Name += "*"
		}
		names = append(names, p.Name)
	}
	return names
}

func TestColleaguesSeeWhoReadsAndWritesUntilTheSignsRunOut(t *testing.T) {
	d, ctx := newDesk(t), context.Background()
	require.NoError(t, d.SetPresence(ctx, d.ann, false))
	require.Equal(t, []string{"Ann"}, d.present(d.bob.AgentID))
	require.Empty(t, d.present(d.ann.AgentID), "nobody needs to see themselves")
	require.NoError(t, d.SetPresence(ctx, d.ann, true))
	require.Equal(t, []string{"Ann*"}, d.present(d.bob.AgentID))
	_, changes, err := d.ListPresent(ctx, d.bob.AgentID)
	require.NoError(t, err)
	require.Positive(t, changes)
	require.LessOrEqual(t, changes, chat.TypingShown, "who writes may stop first")

	d.exec(`update conversation_presence set typing_until = now()`)
	require.Equal(t, []string{"Ann"}, d.present(d.bob.AgentID))
	d.exec(`update conversation_presence set there_until = now()`)
	require.Empty(t, d.present(d.bob.AgentID))
	require.NoError(t, d.SetPresence(ctx, d.ann, true))
	require.NoError(t, d.EndPresence(ctx, d.ann))
	require.Empty(t, d.present(d.bob.AgentID))
}

func TestColleaguesOfOtherSitesAreNotSeen(t *testing.T) {
	d, ctx := newDesk(t), context.Background()
	stranger := newUser(t, d.Store, "s@example.org", chat.UserAgent, storetest.Site(t, d.Store).ID)
	require.NoError(t, d.SetPresence(ctx, d.ann, false))
	require.Empty(t, d.present(stranger.ID))
	nowhere := d.ann
	nowhere.SessionID = uuid.NewString()
	require.ErrorIs(t, d.SetPresence(ctx, nowhere, false), chat.ErrNotFound)
}

func TestSignsOfPresenceThatHaveRunOutAreRemoved(t *testing.T) {
	d, ctx := newDesk(t), context.Background()
	require.NoError(t, d.SetPresence(ctx, d.ann, false))
	before := storetest.Content(t, d.url)["conversation_presence"]
	d.expire()
	require.Equal(t, before, storetest.Content(t, d.url)["conversation_presence"])
	d.exec(`update conversation_presence set there_until = now()`)
	d.expire()
	require.Equal(t, "0 rows, ", storetest.Content(t, d.url)["conversation_presence"])
}

package store_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
	"github.com/innconnect/innconnect/internal/store/storetest"
)

// answered is a conversation with one question that the articles answered.
func answered(t *testing.T, s *store.Store, siteID, question string) (session chat.Session, messageID, replyID string) {
	t.Helper()
	ctx := context.Background()
	session, err := s.CreateSession(ctx, store.NewSession{SiteID: siteID})
	require.NoError(t, err)
	m, _, err := s.AddVisitorMessage(ctx, store.NewVisitorMessage{SiteID: siteID, SessionID: session.ID, ClientMessageID: "1", Content: question})
	require.NoError(t, err)
	key := chat.TurnKey{SiteID: siteID, SessionID: session.ID, TurnID: m.ID}
	require.NoError(t, s.StartTurn(ctx, key, []chat.CleanedMessage{{ID: m.ID, Text: question}}))
	sure := 0.9
	replyID, err = s.DeliverReply(ctx, key, chat.Reply{Role: chat.RoleAssistant, Content: "Yes.", Answerability: &sure})
	require.NoError(t, err)
	return session, m.ID, replyID
}

// settle puts every queued question into the first gap that is near, or a new
// one, and returns the causes by question.
func settle(t *testing.T, s *store.Store) map[string][]chat.GapCause {
	t.Helper()
	ctx := context.Background()
	out := map[string][]chat.GapCause{}
	queued, err := s.ListQueuedQuestions(ctx, 100)
	require.NoError(t, err)
	for _, q := range queued {
		out[q.MessageID] = q.Causes
		probe := chat.GapProbe{Language: "en", Terms: chat.TermWeights{7: 1}}
		require.NoError(t, s.SettleQuestion(ctx, q, probe, func(near []chat.GapLikeness) string {
			if len(near) == 0 {
				return ""
			}
			return near[0].GapID
		}))
	}
	left, err := s.ListQueuedQuestions(ctx, 100)
	require.NoError(t, err)
	require.Empty(t, left)
	return out
}

func TestABadAnswerIsAGapUntilItIsTakenBack(t *testing.T) {
	s := storetest.New(t)
	ctx := context.Background()
	site := storetest.Site(t, s)
	admin := newUser(t, s, "admin@example.org", chat.UserAdmin)
	gaps := func() []chat.Gap {
		out, _, err := s.ListGaps(ctx, admin.ID, store.GapFilter{SiteID: site.ID, From: time.Now().Add(-time.Hour), To: time.Now().Add(time.Hour), Limit: 10})
		require.NoError(t, err)
		return out
	}
	session, question, reply := answered(t, s, site.ID, "Is breakfast included?")
	require.Empty(t, settle(t, s), "an answer alone is no failure")

	require.NoError(t, s.SetReaction(ctx, site.ID, reply, chat.ReactionDown, store.IdempotencyKey{}))
	require.Equal(t, map[string][]chat.GapCause{question: {chat.GapThumbDown}}, settle(t, s))
	require.Len(t, gaps(), 1)
	require.Equal(t, "Is breakfast included?", gaps()[0].Examples[0].Text)

	require.NoError(t, s.SetReaction(ctx, site.ID, reply, chat.ReactionUp, store.IdempotencyKey{}))
	settle(t, s)
	require.Empty(t, gaps())

	_, err := s.CloseSession(ctx, chat.Ending{SiteID: site.ID, SessionID: session.ID, By: chat.EndedByVisitor})
	require.NoError(t, err)
	_, err = s.RateSession(ctx, site.ID, session.ID, chat.Rating{Stars: 2}, store.IdempotencyKey{})
	require.NoError(t, err)
	require.Equal(t, map[string][]chat.GapCause{question: {chat.GapLowRating}}, settle(t, s))
	require.Equal(t, 1, gaps()[0].Causes[chat.GapLowRating])
	_, err = s.RateSession(ctx, site.ID, session.ID, chat.Rating{Stars: 3}, store.IdempotencyKey{})
	require.NoError(t, err)
	settle(t, s)
	require.Empty(t, gaps())
}

func TestGapsOfOneSiteKnowNothingOfAnothers(t *testing.T) {
	s := storetest.New(t)
	ctx := context.Background()
	one, other := storetest.Site(t, s), storetest.Site(t, s)
	agent := newUser(t, s, "agent@example.org", chat.UserAgent, one.ID)
	for _, site := range []chat.Site{one, other} {
		_, _, reply := answered(t, s, site.ID, "Is breakfast included?")
		require.NoError(t, s.SetReaction(ctx, site.ID, reply, chat.ReactionDown, store.IdempotencyKey{}))
	}
	settle(t, s)
	all := store.GapFilter{SiteID: one.ID, From: time.Now().Add(-time.Hour), To: time.Now().Add(time.Hour), Limit: 10}
	found, _, err := s.ListGaps(ctx, agent.ID, all)
	require.NoError(t, err)
	require.Len(t, found, 1)
	require.Equal(t, 1, found[0].Questions)
	all.SiteID = other.ID
	_, _, err = s.ListGaps(ctx, agent.ID, all)
	require.ErrorIs(t, err, chat.ErrNotFound)
	require.ErrorIs(t, s.DismissGap(ctx, agent.ID, other.ID, found[0].ID, true), chat.ErrNotFound)
	require.ErrorIs(t, s.DismissGap(ctx, agent.ID, one.ID, uuid.NewString(), true), chat.ErrNotFound)
	require.NoError(t, s.DismissGap(ctx, agent.ID, one.ID, found[0].ID, true))
	entries, _, err := s.ListAudit(ctx, store.AuditFilter{SiteID: one.ID, Limit: 10})
	require.NoError(t, err)
	require.True(t, slices.ContainsFunc(entries, func(e chat.AuditEntry) bool {
		return e.Action == chat.ActionGapDismissed && e.SubjectID == found[0].ID
	}))
}

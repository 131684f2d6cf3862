package store_test

import (
	"context"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
	"github.com/innconnect/innconnect/internal/store/storetest"
)

// none is a request without an idempotency key.
var none store.IdempotencyKey

func TestAReactionIsOneForAMessage(t *testing.T) {
	s, ctx := storetest.New(t), context.Background()
	session := newSession(t, s)
	question := say(t, s, session, "a", "Dogs?")
	id, err := s.DeliverReply(ctx, startTurn(t, s, session, question), chat.Reply{Role: chat.RoleAssistant, Content: "Yes."})
	require.NoError(t, err)
	for _, reaction := range []chat.Reaction{chat.ReactionUp, chat.ReactionDown, chat.ReactionDown, ""} {
		require.NoError(t, s.SetReaction(ctx, session.SiteID, id, reaction, none))
		m, err := s.FindMessage(ctx, session.SiteID, id)
		require.NoError(t, err)
		require.Equal(t, reaction, m.Reaction)
	}
	require.Equal(t, chat.CodeInvalid, chat.CodeOf(s.SetReaction(ctx, session.SiteID, question.ID, chat.ReactionUp, none)))
	require.ErrorIs(t, s.SetReaction(ctx, storetest.Site(t, s).ID, id, chat.ReactionUp, none), chat.ErrNotFound)
	closeSession(t, s, session.SiteID, session.ID)
	require.ErrorIs(t, s.SetReaction(ctx, session.SiteID, id, chat.ReactionUp, none), chat.ErrSessionClosed)
}

func TestARatingCanBeChangedForADay(t *testing.T) {
	url, ctx := storetest.URL(t), context.Background()
	s, err := store.Open(ctx, url, 4, storetest.Sealer(t))
	require.NoError(t, err)
	t.Cleanup(s.Close)
	session := newSession(t, s)
	rate := func(stars int) error {
		_, err := s.RateSession(ctx, session.SiteID, session.ID, chat.Rating{Stars: stars, Tags: []string{"Helpful"}, Feedback: "ok"}, none)
		return err
	}
	require.Equal(t, chat.CodeSessionNotClosed, chat.CodeOf(rate(4)))
	closeSession(t, s, session.SiteID, session.ID)
	require.NoError(t, rate(4))
	require.NoError(t, rate(2))
	conn, err := pgx.Connect(ctx, url)
	require.NoError(t, err)
	defer conn.Close(ctx)
	_, err = conn.Exec(ctx, `update ratings set created_at = now() - interval '25 hours'`)
	require.NoError(t, err)
	require.Equal(t, chat.CodeRatingFinal, chat.CodeOf(rate(5)))
	found, err := s.FindSession(ctx, session.SiteID, session.ID)
	require.NoError(t, err)
	require.Equal(t, 2, found.Rating.Stars)
	_, err = s.RateSession(ctx, session.SiteID, uuid.NewString(), chat.Rating{Stars: 1}, none)
	require.ErrorIs(t, err, chat.ErrNotFound)
}

func TestAVisitorSendsItsIDFromTheFirstTimeOn(t *testing.T) {
	s, ctx := storetest.New(t), context.Background()
	session := newSession(t, s)
	sends, err := s.VisitorSendsID(ctx, session.SiteID, session.VisitorID)
	require.NoError(t, err)
	require.False(t, sends)
	for _, sends := range []bool{true, false} {
		_, err = s.CreateSession(ctx, store.NewSession{SiteID: session.SiteID, VisitorID: session.VisitorID, SendsVisitorID: sends})
		require.NoError(t, err)
	}
	sends, err = s.VisitorSendsID(ctx, session.SiteID, session.VisitorID)
	require.NoError(t, err)
	require.True(t, sends)
	_, err = s.VisitorSendsID(ctx, session.SiteID, uuid.NewString())
	require.ErrorIs(t, err, chat.ErrNotFound)
}

package store_test

import (
	"context"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
	"github.com/innconnect/innconnect/internal/store/storetest"
)

func TestAConversationIsKeptAsEventsInOrderAndOnce(t *testing.T) {
	ctx, s := context.Background(), storetest.New(t)
	site := storetest.Site(t, s)
	session, err := s.CreateSession(ctx, store.NewSession{SiteID: site.ID})
	require.NoError(t, err)
	asked, _, err := s.AddVisitorMessage(ctx, store.NewVisitorMessage{SiteID: site.ID, SessionID: session.ID, ClientMessageID: "a", Content: "Hello?"})
	require.NoError(t, err)
	key := chat.TurnKey{SiteID: site.ID, SessionID: session.ID, TurnID: asked.ID}
	require.NoError(t, s.StartTurn(ctx, key, []chat.CleanedMessage{{ID: asked.ID, Text: "Hello?"}}))
	for range 2 { // steps that run again
		_, err = s.Escalate(ctx, chat.Escalation{TurnKey: key, Reason: chat.ReasonLowConfidence, Notice: chat.Reply{Role: chat.RoleAssistant, Content: "A colleague comes."}})
		require.NoError(t, err)
	}
	for range 2 {
		closeSession(t, s, site.ID, session.ID)
	}
	events, err := s.ListEvents(ctx, site.ID, session.ID, 0, 100)
	require.NoError(t, err)
	var kinds []chat.EventKind
	for i, e := range events {
		require.EqualValues(t, i+1, e.Seq)
		kinds = append(kinds, e.Kind)
	}
	require.Equal(t, []chat.EventKind{chat.EventMessage, chat.EventStatus, chat.EventMessage, chat.EventStatus, chat.EventRatingPrompt}, kinds)
	require.Equal(t, "Hello?", events[0].Message.Content)
	require.Equal(t, chat.EventData{Status: chat.StatusEscalated, Reason: chat.ReasonLowConfidence}, events[1].Data)
	require.Equal(t, "A colleague comes.", events[2].Message.Content)
	require.Equal(t, chat.EventData{Status: chat.StatusClosed, Reason: chat.ReasonLowConfidence}, events[3].Data)

	rest, err := s.ListEvents(ctx, site.ID, session.ID, 3, 1)
	require.NoError(t, err)
	require.Len(t, rest, 1)
	require.EqualValues(t, 4, rest[0].Seq)
	other, err := s.ListEvents(ctx, uuid.NewString(), session.ID, 0, 100)
	require.NoError(t, err)
	require.Empty(t, other)
}

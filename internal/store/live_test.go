package store_test

import (
	"context"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store/storetest"
)

func TestTheAssistantIsTypingWhileAMessageWaitsForIt(t *testing.T) {
	ctx, s := context.Background(), storetest.New(t)
	session := newSession(t, s)
	live := func() chat.Live {
		t.Helper()
		out, err := s.FindLive(ctx, session.SiteID, session.ID)
		require.NoError(t, err)
		return out
	}
	assistant := chat.Typing{Role: chat.RoleAssistant}
	require.Equal(t, chat.Live{Status: chat.StatusActive}, live())
	asked := say(t, s, session, "a", "Dogs?")
	require.Equal(t, chat.Live{Status: chat.StatusActive, LastEvent: 1, Typing: assistant}, live())
	k := startTurn(t, s, session, asked)
	require.NoError(t, s.SaveDraft(ctx, k, 2, "Dogs are"))
	require.Equal(t, chat.Live{Status: chat.StatusActive, LastEvent: 1, Typing: assistant,
		Draft: chat.Draft{TurnID: k.TurnID, Attempt: 2, Text: "Dogs are"}}, live())
	_, err := s.DeliverReply(ctx, k, chat.Reply{Role: chat.RoleAssistant, Content: "Dogs are welcome."})
	require.NoError(t, err)
	require.Equal(t, chat.Live{Status: chat.StatusActive, LastEvent: 2}, live())

	_, err = s.FindLive(ctx, uuid.NewString(), session.ID)
	require.ErrorIs(t, err, chat.ErrNotFound)
}

func TestTheAssistantIsNotTypingWhenAPersonWasChosenOrTheSessionEnded(t *testing.T) {
	for _, c := range []struct {
		reason chat.Reason
		typing bool
	}{{chat.ReasonCustomerRequest, false}, {chat.ReasonKeyword, false}, {chat.ReasonLowConfidence, true}} {
		ctx, s := context.Background(), storetest.New(t)
		session := newSession(t, s)
		k := startTurn(t, s, session, say(t, s, session, "a", "Hello?"))
		_, err := s.Escalate(ctx, chat.Escalation{TurnKey: k, Reason: c.reason, Notice: chat.Reply{Role: chat.RoleAssistant, Content: "One moment."}})
		require.NoError(t, err)
		say(t, s, session, "b", "Are you there?")
		live, err := s.FindLive(ctx, session.SiteID, session.ID)
		require.NoError(t, err)
		require.Equal(t, c.typing, live.Typing.Role == chat.RoleAssistant, c.reason)
		_, err = s.CloseSession(ctx, chat.Ending{SiteID: session.SiteID, SessionID: session.ID, By: chat.EndedByVisitor})
		require.NoError(t, err)
		live, err = s.FindLive(ctx, session.SiteID, session.ID)
		require.NoError(t, err)
		require.Equal(t, chat.Live{Status: chat.StatusClosed, LastEvent: live.LastEvent}, live)
	}
}

func TestWhatIsKeptForAPersonWakesThoseWhoFollow(t *testing.T) {
	ctx, s := context.Background(), storetest.New(t)
	listening, stop := context.WithCancel(ctx)
	defer stop()
	l, err := s.Listen(listening)
	require.NoError(t, err)
	session := newSession(t, s)
	k := startTurn(t, s, session, say(t, s, session, "a", "Hello?"))
	changed, unsubscribe := l.Subscribe(session.ID)
	defer unsubscribe()
	for _, change := range []func() error{
		func() error { return s.KeepForPerson(ctx, k) },
		func() error { return s.SetVisitorTyping(ctx, session.SiteID, session.ID) },
	} {
		for len(changed) > 0 {
			<-changed
		}
		require.NoError(t, change())
		<-changed
	}
	live, err := s.FindLive(ctx, session.SiteID, session.ID)
	require.NoError(t, err)
	require.Equal(t, chat.Typing{}, live.Typing)
}

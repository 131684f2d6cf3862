package store_test

import (
	"context"
	"strconv"
	"sync"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
	"github.com/innconnect/innconnect/internal/store/storetest"
)

func newSession(t *testing.T, s *store.Store) chat.Session {
	t.Helper()
	site := storetest.Site(t, s)
	session, err := s.CreateSession(context.Background(), store.NewSession{SiteID: site.ID})
	require.NoError(t, err)
	return session
}

func say(t *testing.T, s *store.Store, session chat.Session, clientID, content string) chat.Message {
	t.Helper()
	m, _, err := s.AddVisitorMessage(context.Background(), store.NewVisitorMessage{
		SiteID: session.SiteID, SessionID: session.ID, ClientMessageID: clientID, Content: content})
	require.NoError(t, err)
	return m
}

func closeSession(t *testing.T, s *store.Store, siteID, sessionID string) {
	t.Helper()
	now, err := s.CloseSession(context.Background(), chat.Ending{SiteID: siteID, SessionID: sessionID, By: chat.EndedByVisitor})
	require.NoError(t, err)
	require.Equal(t, chat.StatusClosed, now.Status)
}

func startTurn(t *testing.T, s *store.Store, session chat.Session, m chat.Message) chat.TurnKey {
	t.Helper()
	k := chat.TurnKey{SiteID: session.SiteID, SessionID: session.ID, TurnID: m.ID}
	require.NoError(t, s.StartTurn(context.Background(), k, []chat.CleanedMessage{{ID: m.ID, Text: m.Content, HTML: m.Content}}))
	return k
}

func TestANewSessionIsActiveAndSpeaksTheSitesLanguage(t *testing.T) {
	s := storetest.New(t)
	session := newSession(t, s)
	require.Equal(t, chat.StatusActive, session.Status)
	require.Equal(t, "en", session.Language)
	require.NotEmpty(t, session.VisitorID)
}

func TestASessionOfAnotherSiteIsNotFound(t *testing.T) {
	s := storetest.New(t)
	session := newSession(t, s)
	other := storetest.Site(t, s)
	_, err := s.FindSession(context.Background(), other.ID, session.ID)
	require.ErrorIs(t, err, chat.ErrNotFound)
	_, _, err = s.AddVisitorMessage(context.Background(), store.NewVisitorMessage{
		SiteID: other.ID, SessionID: session.ID, ClientMessageID: "a", Content: "hi"})
	require.ErrorIs(t, err, chat.ErrNotFound)
}

func TestAnEmailAddressLinksOneCustomerAcrossSessions(t *testing.T) {
	s := storetest.New(t)
	site := storetest.Site(t, s)
	in := store.NewSession{SiteID: site.ID, VisitorEmail: "Ann@example.com", VisitorName: "Ann"}
	a, err := s.CreateSession(context.Background(), in)
	require.NoError(t, err)
	in.VisitorEmail = "ann@EXAMPLE.com"
	b, err := s.CreateSession(context.Background(), in)
	require.NoError(t, err)
	require.NotEmpty(t, a.CustomerID)
	require.Equal(t, a.CustomerID, b.CustomerID)
}

func TestTheSameClientIDIsOneMessage(t *testing.T) {
	s := storetest.New(t)
	session := newSession(t, s)
	ids := make([]string, 20)
	var wg sync.WaitGroup
	for i := range ids {
		wg.Go(func() {
			m, _, err := s.AddVisitorMessage(context.Background(), store.NewVisitorMessage{
				SiteID: session.SiteID, SessionID: session.ID, ClientMessageID: "same", Content: "hello"})
			if err == nil {
				ids[i] = m.ID
			}
		})
	}
	wg.Wait()
	stored, err := s.ListMessages(context.Background(), session.SiteID, session.ID, 0, 100)
	require.NoError(t, err)
	require.Len(t, stored, 1)
	for _, id := range ids {
		require.Equal(t, stored[0].ID, id)
	}
}

func TestTheSameClientIDWithOtherContentIsAConflict(t *testing.T) {
	s := storetest.New(t)
	session := newSession(t, s)
	say(t, s, session, "a", "hello")
	_, _, err := s.AddVisitorMessage(context.Background(), store.NewVisitorMessage{
		SiteID: session.SiteID, SessionID: session.ID, ClientMessageID: "a", Content: "other"})
	require.Equal(t, chat.CodeConflict, chat.CodeOf(err))
}

func TestMessagesOfASessionAreNumberedWithoutGaps(t *testing.T) {
	s := storetest.New(t)
	session := newSession(t, s)
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			_, _, err := s.AddVisitorMessage(context.Background(), store.NewVisitorMessage{
				SiteID: session.SiteID, SessionID: session.ID, ClientMessageID: strconv.Itoa(i), Content: "hello"})
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	messages, err := s.ListMessages(context.Background(), session.SiteID, session.ID, 0, 100)
	require.NoError(t, err)
	require.Len(t, messages, 20)
	for i, m := range messages {
		require.EqualValues(t, i+1, m.Seq)
	}
}

func TestAReplyIsDeliveredOnceForATurn(t *testing.T) {
	s := storetest.New(t)
	session := newSession(t, s)
	m := say(t, s, session, "a", "hello")
	k := startTurn(t, s, session, m)
	reply := chat.Reply{Role: chat.RoleAssistant, Content: "hi", HTML: "<p>hi</p>"}
	first, err := s.DeliverReply(context.Background(), k, reply)
	require.NoError(t, err)
	second, err := s.DeliverReply(context.Background(), k, reply)
	require.NoError(t, err)
	require.Equal(t, first, second)
	messages, err := s.ListMessages(context.Background(), session.SiteID, session.ID, 0, 100)
	require.NoError(t, err)
	require.Len(t, messages, 2)
	require.Equal(t, first, messages[0].ReplyID)
	unanswered, err := s.ListUnhandled(context.Background(), session.SiteID, session.ID, nil)
	require.NoError(t, err)
	require.Empty(t, unanswered)
}

func TestAClosedSessionTakesNoMessageAndNoReply(t *testing.T) {
	s := storetest.New(t)
	session := newSession(t, s)
	k := startTurn(t, s, session, say(t, s, session, "a", "hello"))
	closeSession(t, s, session.SiteID, session.ID)
	closeSession(t, s, session.SiteID, session.ID)
	_, err := s.DeliverReply(context.Background(), k, chat.Reply{Role: chat.RoleAssistant, Content: "late"})
	require.ErrorIs(t, err, chat.ErrSessionClosed)
	_, err = s.Escalate(context.Background(), chat.Escalation{TurnKey: k, Reason: chat.ReasonKeyword, Notice: chat.Reply{Role: chat.RoleAssistant, Content: "x"}})
	require.ErrorIs(t, err, chat.ErrSessionClosed)
	_, _, err = s.AddVisitorMessage(context.Background(), store.NewVisitorMessage{
		SiteID: session.SiteID, SessionID: session.ID, ClientMessageID: "b", Content: "hello?"})
	require.ErrorIs(t, err, chat.ErrSessionClosed)
	closed, err := s.FindSession(context.Background(), session.SiteID, session.ID)
	require.NoError(t, err)
	require.Equal(t, chat.StatusClosed, closed.Status)
}

func TestAnEscalationKeepsTheReasonOfAPersonThatWasChosen(t *testing.T) {
	s := storetest.New(t)
	session := newSession(t, s)
	notice := chat.Reply{Role: chat.RoleAssistant, Content: "a colleague will reply"}
	for i, reason := range []chat.Reason{chat.ReasonLowConfidence, chat.ReasonCustomerRequest, chat.ReasonLowConfidence} {
		k := startTurn(t, s, session, say(t, s, session, strconv.Itoa(i), "hello"))
		for range 2 { // a retry changes nothing
			_, err := s.Escalate(context.Background(), chat.Escalation{TurnKey: k, Reason: reason, Notice: notice})
			require.NoError(t, err)
		}
	}
	found, err := s.FindSession(context.Background(), session.SiteID, session.ID)
	require.NoError(t, err)
	require.Equal(t, chat.StatusEscalated, found.Status)
	require.Equal(t, chat.ReasonCustomerRequest, found.EscalationReason)
	messages, err := s.ListMessages(context.Background(), session.SiteID, session.ID, 0, 100)
	require.NoError(t, err)
	require.Len(t, messages, 6)
}

func TestADraftOfAnOlderAttemptChangesNothing(t *testing.T) {
	s := storetest.New(t)
	session := newSession(t, s)
	m := say(t, s, session, "a", "hello")
	k := startTurn(t, s, session, m)
	require.NoError(t, s.SaveDraft(context.Background(), k, 2, "second"))
	require.NoError(t, s.SaveDraft(context.Background(), k, 1, "late first"))
	d, err := s.FindDraft(context.Background(), session.SiteID, session.ID, m.ID)
	require.NoError(t, err)
	require.Equal(t, chat.Draft{TurnID: m.ID, Attempt: 2, Text: "second"}, d)
	require.NoError(t, s.FinishDraft(context.Background(), k, 2, chat.Answer{Markdown: "done"}, chat.Generation{Model: "m"}))
	require.NoError(t, s.SaveDraft(context.Background(), k, 3, "too late"))
	d, err = s.FindDraft(context.Background(), session.SiteID, session.ID, m.ID)
	require.NoError(t, err)
	require.Equal(t, chat.Draft{TurnID: m.ID, Attempt: 2, Text: "second"}, d)
}

func TestASubscriberWakesAfterAChangeOfItsSession(t *testing.T) {
	s := storetest.New(t)
	session, other := newSession(t, s), newSession(t, s)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	l, err := s.Listen(ctx)
	require.NoError(t, err)
	mine, stop := l.Subscribe(session.ID)
	defer stop()
	say(t, s, other, "a", "not for me")
	say(t, s, session, "a", "for me")
	<-mine
	select {
	case <-mine:
		t.Fatal("woken for another session")
	default:
	}
}

func TestAMessageCannotPointIntoAnotherSite(t *testing.T) {
	s := storetest.New(t)
	session, other := newSession(t, s), newSession(t, s)
	m := say(t, s, session, "a", "hello")
	k := chat.TurnKey{SiteID: other.SiteID, SessionID: session.ID, TurnID: uuid.NewString()}
	require.Error(t, s.StartTurn(context.Background(), k, []chat.CleanedMessage{{ID: m.ID}}))
}

package store_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
	"github.com/innconnect/innconnect/internal/store/storetest"
)

func sessionOf(t *testing.T, s *store.Store, site chat.Site) chat.Session {
	t.Helper()
	session, err := s.CreateSession(context.Background(), store.NewSession{SiteID: site.ID, VisitorName: "Ann", VisitorEmail: "ann@example.com"})
	require.NoError(t, err)
	return session
}

func listed(t *testing.T, s *store.Store, user chat.User, f store.ConversationFilter) (ids []string) {
	t.Helper()
	if f.Limit == 0 {
		f.Limit = store.MaxPage
	}
	page, err := s.ListConversations(context.Background(), user.ID, f)
	require.NoError(t, err)
	for _, c := range page.Conversations {
		ids = append(ids, c.ID)
	}
	return ids
}

func TestStaffSeeTheConversationsOfTheirSitesAlone(t *testing.T) {
	s, ctx := storetest.New(t), context.Background()
	a, b := storetest.Site(t, s), storetest.Site(t, s)
	inA, inB := sessionOf(t, s, a), sessionOf(t, s, b)
	users := map[string]struct {
		user chat.User
		sees []string
	}{
		"admin":           {newUser(t, s, "admin@example.org", chat.UserAdmin), []string{inB.ID, inA.ID}},
		"agent of a":      {newUser(t, s, "agent@example.org", chat.UserAgent, a.ID), []string{inA.ID}},
		"viewer of b":     {newUser(t, s, "viewer@example.org", chat.UserViewer, b.ID), []string{inB.ID}},
		"agent of none":   {newUser(t, s, "none@example.org", chat.UserAgent), nil},
		"a user who left": {chat.User{ID: uuid.NewString(), Role: chat.UserAdmin}, nil},
	}
	for name, u := range users {
		require.Equal(t, u.sees, listed(t, s, u.user, store.ConversationFilter{}), name)
		for _, session := range []chat.Session{inA, inB} {
			got, err := s.FindConversation(ctx, u.user.ID, session.ID)
			shown := listed(t, s, u.user, store.ConversationFilter{SiteID: session.SiteID})
			if len(shown) == 0 {
				require.ErrorIs(t, err, chat.ErrNotFound, name)
				require.Empty(t, got.Messages)
				continue
			}
			require.NoError(t, err, name)
			require.Equal(t, session.ID, got.ID)
			require.Equal(t, "Ann", got.VisitorName)
			require.Equal(t, "ann@example.com", got.VisitorEmail)
		}
	}
	_, err := s.FindConversation(ctx, users["admin"].user.ID, uuid.NewString())
	require.ErrorIs(t, err, chat.ErrNotFound)
}

func TestFiltersPickConversations(t *testing.T) {
	s, ctx := storetest.New(t), context.Background()
	site, other := storetest.Site(t, s), storetest.Site(t, s)
	admin := newUser(t, s, "admin@example.org", chat.UserAdmin)
	active, escalated, closed, elsewhere := sessionOf(t, s, site), sessionOf(t, s, site), sessionOf(t, s, site), sessionOf(t, s, other)
	k := startTurn(t, s, escalated, say(t, s, escalated, "1", "A person, please"))
	_, err := s.Escalate(ctx, chat.Escalation{TurnKey: k, Reason: chat.ReasonKeyword, Notice: chat.Reply{Role: chat.RoleAssistant, Content: "Coming."}})
	require.NoError(t, err)
	closeSession(t, s, site.ID, closed.ID)

	require.Equal(t, []string{elsewhere.ID, closed.ID, escalated.ID, active.ID}, listed(t, s, admin, store.ConversationFilter{}))
	require.Equal(t, []string{elsewhere.ID}, listed(t, s, admin, store.ConversationFilter{SiteID: other.ID}))
	require.Equal(t, []string{elsewhere.ID, active.ID}, listed(t, s, admin, store.ConversationFilter{Status: chat.StatusActive}))
	require.Equal(t, []string{closed.ID}, listed(t, s, admin, store.ConversationFilter{Status: chat.StatusClosed}))
	require.Equal(t, []string{escalated.ID}, listed(t, s, admin, store.ConversationFilter{Reason: chat.ReasonKeyword}))
	require.Empty(t, listed(t, s, admin, store.ConversationFilter{Reason: chat.ReasonKeyword, SiteID: other.ID}))
	require.Empty(t, listed(t, s, admin, store.ConversationFilter{SiteID: uuid.NewString()}))

	page, err := s.ListConversations(ctx, admin.ID, store.ConversationFilter{Reason: chat.ReasonKeyword, Limit: 10})
	require.NoError(t, err)
	got := page.Conversations[0]
	require.Equal(t, "A person, please", got.FirstWords)
	require.Equal(t, chat.StatusEscalated, got.Status)
	require.Equal(t, "Test", got.SiteName)
	require.EqualValues(t, 2, got.Messages)
	require.NotNil(t, got.EscalatedAt)
	require.NotNil(t, got.LastMessageAt)
}

func TestPagesCoverAListOnceWhateverComesIn(t *testing.T) {
	s, ctx := storetest.New(t), context.Background()
	site := storetest.Site(t, s)
	agent := newUser(t, s, "agent@example.org", chat.UserAgent, site.ID)
	var want []string
	for range 23 {
		want = append([]string{sessionOf(t, s, site).ID}, want...)
	}
	var got []string
	after := ""
	for {
		page, err := s.ListConversations(ctx, agent.ID, store.ConversationFilter{After: after, Limit: 10})
		require.NoError(t, err)
		require.LessOrEqual(t, len(page.Conversations), 10)
		for _, c := range page.Conversations {
			got = append(got, c.ID)
		}
		if after = page.Next; after == "" {
			break
		}
		sessionOf(t, s, site) // a new one comes first and shifts nothing
	}
	require.Equal(t, want, got)
	for _, cursor := range []string{"x", "_", "1_", "1_x", "-1_" + want[0], "99999999999999999999_" + want[0], "9000000000000000000_" + want[0], "1_{" + want[0] + "}", "' or 1=1"} {
		_, err := s.ListConversations(ctx, agent.ID, store.ConversationFilter{After: cursor, Limit: 10})
		require.Equal(t, chat.CodeInvalid, chat.CodeOf(err), cursor)
	}
}

func TestAConversationShowsHowEachAnswerCameAbout(t *testing.T) {
	s, ctx := storetest.New(t), context.Background()
	session := sessionOf(t, s, storetest.Site(t, s))
	admin := newUser(t, s, "admin@example.org", chat.UserAdmin)
	passages := []chat.Passage{
		{ChunkID: 1, ArticleID: uuid.NewString(), ExternalID: "pets", Title: "Pets", Heading: "Dogs", Text: "Dogs are welcome.", Score: 0.9},
		{ChunkID: 2, ArticleID: uuid.NewString(), ExternalID: "parking", Title: "Parking", Text: "Park behind the house.", Score: 0.2},
	}
	k := startTurn(t, s, session, say(t, s, session, "1", "Can I bring my dog?"))
	require.NoError(t, s.SaveRetrieval(ctx, k, passages, 0.8))
	require.NoError(t, s.SavePrompt(ctx, k, chat.ProviderMistral, chat.Prompt{}))
	require.NoError(t, s.FinishDraft(ctx, k, 1, chat.Answer{Markdown: "Yes.", Cited: []int{0}}, chat.Generation{Model: "small", InputTokens: 90, OutputTokens: 3}))
	reply, err := s.DeliverReply(ctx, k, chat.Reply{Role: chat.RoleAssistant, Content: "Yes.", HTML: "<p>Yes.</p>"})
	require.NoError(t, err)

	declined := startTurn(t, s, session, say(t, s, session, "2", "What is the meaning of life?"))
	require.NoError(t, s.SaveRetrieval(ctx, declined, nil, 0.1))
	require.NoError(t, s.FinishDraft(ctx, declined, 1, chat.Answer{Declined: true}, chat.Generation{}))
	notice, err := s.Escalate(ctx, chat.Escalation{TurnKey: declined, Reason: chat.ReasonMissingKnowledge, Notice: chat.Reply{Role: chat.RoleAssistant, Content: "A colleague will reply."}})
	require.NoError(t, err)
	waiting := startTurn(t, s, session, say(t, s, session, "3", "Hello?"))

	got, err := s.FindConversation(ctx, admin.ID, session.ID)
	require.NoError(t, err)
	require.Len(t, got.Messages, 5)
	require.Zero(t, got.Earlier)
	require.Equal(t, chat.ReasonMissingKnowledge, got.EscalationReason)
	require.Len(t, got.Turns, 3)
	first := got.Turns[0]
	require.Equal(t, passages, first.Passages)
	require.Equal(t, []int{0}, first.Cited)
	require.Equal(t, reply, first.ReplyID)
	require.Equal(t, []string{k.TurnID}, first.MessageIDs)
	require.InDelta(t, 0.8, *first.Answerability, 1e-9)
	require.Equal(t, chat.ProviderMistral, first.Provider)
	require.Equal(t, "small", first.Model)
	require.Equal(t, []int{90, 3}, []int{first.InputTokens, first.OutputTokens})
	require.Empty(t, first.EscalationReason)
	require.True(t, got.Turns[1].Declined)
	require.Equal(t, chat.ReasonMissingKnowledge, got.Turns[1].EscalationReason)
	require.Equal(t, notice, got.Turns[1].ReplyID)
	require.Equal(t, waiting.TurnID, got.Turns[2].ID)
	require.Empty(t, got.Turns[2].ReplyID)
	require.Nil(t, got.Turns[2].Answerability)
}

func TestALongConversationShowsItsNewestMessages(t *testing.T) {
	url, ctx := storetest.URL(t), context.Background()
	s := openAt(t, url)
	session := sessionOf(t, s, storetest.Site(t, s))
	admin := newUser(t, s, "admin@example.org", chat.UserAdmin)
	for i := range 503 {
		if i%chat.MessagesPerMinute == 0 {
			storetest.Pass(t, url, time.Minute)
		}
		say(t, s, session, fmt.Sprint(i), fmt.Sprint(i))
	}
	got, err := s.FindConversation(ctx, admin.ID, session.ID)
	require.NoError(t, err)
	require.Len(t, got.Messages, 500)
	require.EqualValues(t, 3, got.Earlier)
	require.Equal(t, "3", got.Messages[0].Content)
	require.Equal(t, "502", got.Messages[499].Content)
}

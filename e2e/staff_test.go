package e2e

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/client"
	"github.com/innconnect/innconnect/internal/llm/llmtest"
)

const staffPassword = "correct horse battery"

// agent is somebody who works on the site's conversations, through the Go
// client.
type agent struct {
	t      testing.TB
	api    *client.ClientWithResponses
	base   string // of the API
	cookie string
}

// hire creates an agent of the site as its owner does.
func (s *stack) hire(name string) {
	s.t.Helper()
	s.runWith(strings.NewReader(staffPassword), "user", "create", "--email", strings.ToLower(name)+"@example.org",
		"--name", name, "--role", "agent", "--site", s.site.ID, "--password-stdin")
}

// signIn signs in an agent that was hired.
func (s *stack) signIn(name string) *agent {
	s.t.Helper()
	a := &agent{t: s.t, base: s.base}
	var err error
	a.api, err = client.NewClientWithResponses(s.base, client.WithRequestEditorFn(func(_ context.Context, r *http.Request) error {
		if a.cookie != "" {
			r.Header.Set("Cookie", a.cookie)
		}
		return nil
	}))
	require.NoError(s.t, err)
	in, err := client.Check(a.api.SignInWithResponse(context.Background(), client.Credentials{
		Email: strings.ToLower(name) + "@example.org", Password: staffPassword}))
	require.NoError(s.t, err)
	cookie := in.HTTPResponse.Cookies()[0]
	a.cookie = cookie.Name + "=" + cookie.Value
	return a
}

// inbox follows what the agent is told and returns a function that waits for
// the next event of a name about a conversation.
func (a *agent) inbox() func(name string, id string) client.InboxMessage {
	a.t.Helper()
	ctx, leave := context.WithTimeout(context.Background(), ready)
	a.t.Cleanup(leave)
	res, err := a.api.FollowInbox(ctx, nil)
	require.NoError(a.t, err)
	require.Equal(a.t, http.StatusOK, res.StatusCode)
	a.t.Cleanup(func() { res.Body.Close() })
	events := make(chan client.Event, 1000)
	go func() {
		defer close(events)
		for e, err := range client.ReadEvents(res.Body) {
			if err != nil {
				return
			}
			events <- e
		}
	}()
	require.Equal(a.t, "ready", (<-events).Name)
	return func(name, id string) client.InboxMessage {
		a.t.Helper()
		for e := range events {
			var told client.InboxMessage // the others hold a part of it
			if e.Name == name && json.Unmarshal(e.Data, &told) == nil && told.Conversation.ID == id {
				return told
			}
		}
		require.Fail(a.t, "the inbox ended before "+name)
		return client.InboxMessage{}
	}
}

func (a *agent) reply(id, content string) {
	a.t.Helper()
	_, err := client.Check(a.api.ReplyToVisitorWithResponse(context.Background(), id,
		client.AgentReply{Content: content, ClientMessageID: uuid.NewString()}))
	require.NoError(a.t, err)
}

func (a *agent) read(id string) client.Conversation {
	a.t.Helper()
	out, err := client.Check(a.api.GetConversationWithResponse(context.Background(), id))
	require.NoError(a.t, err)
	return *out.JSON200
}

// TestAVisitorAsksForAPersonAndIsServed plays the whole way of a conversation
// that needs a person: asked for, taken over, answered, handed back, ended and
// rated.
func TestAVisitorAsksForAPersonAndIsServed(t *testing.T) {
	ctx := context.Background()
	s := startStack(t)
	s.start("worker")
	s.importArticles(map[string]string{"pets": petsArticle, "parking": parkingArticle})
	s.useModel(llmtest.Grounded)
	s.hire("Ana")
	s.hire("Ben")
	ana, ben := s.signIn("Ana"), s.signIn("Ben")
	told := ana.inbox()

	visitor := s.newSession()
	require.Equal(t, client.MessageRoleAssistant, s.ask(visitor, "1", "Can I bring my dog?").Reply.Role)
	require.Equal(t, "Can I bring my dog?", told("conversation_created", visitor.ID).Message.Content)
	s.ask(visitor, "2", "I want to talk to a person")
	told("conversation_escalated", visitor.ID)
	told("notification", visitor.ID)

	// Whoever comes sees who waits longest, why, and what it is about.
	sort := client.ListConversationsParamsSortWaiting
	list, err := client.Check(ana.api.ListConversationsWithResponse(ctx, &client.ListConversationsParams{Sort: &sort}))
	require.NoError(t, err)
	require.Len(t, list.JSON200.Data, 1)
	require.Equal(t, client.EscalationReasonCustomerRequest, *list.JSON200.Data[0].EscalationReason)
	seen := ana.read(visitor.ID)
	require.Equal(t, "Can I bring my dog?", *seen.Summary.FirstQuestion)
	require.NotEmpty(t, seen.Turns[0].Passages)

	taken, err := client.Check(ana.api.TakeOverWithResponse(ctx, visitor.ID, client.Empty{}))
	require.NoError(t, err)
	require.Equal(t, "Ana", taken.JSON200.Agent.Name)
	_, err = client.Check(ben.api.TakeOverWithResponse(ctx, visitor.ID, client.Empty{}))
	var problem *client.Problem
	require.ErrorAs(t, err, &problem)
	require.Equal(t, client.ErrorCodeAlreadyTaken, problem.Code)
	require.Contains(t, problem.Detail, "Ana")

	ana.reply(visitor.ID, "Ana here. Your dog is **welcome**.")
	result := s.ask(visitor, "3", "Can I bring two?")
	require.Nil(t, result.Reply, "the assistant is silent")
	require.Equal(t, "Ana", result.Session.Agent.Name)
	for told("message", visitor.ID).Message.Content != "Can I bring two?" {
	}
	ana.reply(visitor.ID, "Two are fine.")

	_, err = client.Check(ana.api.HandBackWithResponse(ctx, visitor.ID, client.Empty{}))
	require.NoError(t, err)
	told("conversation_released", visitor.ID)
	again := s.ask(visitor, "4", "Where can I park?")
	require.Equal(t, client.MessageRoleAssistant, again.Reply.Role)
	require.Equal(t, client.SessionStatusActive, again.Session.Status)

	s.end(visitor)
	told("conversation_closed", visitor.ID)
	_, err = client.Check(s.api.RateSessionWithResponse(ctx, visitor.ID, nil, client.NewRating{Stars: 5}, client.WithVisitor(visitor.VisitorID)))
	require.NoError(t, err)

	var writers []client.MessageRole
	for _, m := range s.history(visitor) {
		writers = append(writers, m.Role)
	}
	require.Equal(t, []client.MessageRole{
		client.MessageRoleVisitor, client.MessageRoleAssistant,
		client.MessageRoleVisitor, client.MessageRoleAssistant, // that a colleague comes
		client.MessageRoleAgent, client.MessageRoleVisitor, client.MessageRoleAgent,
		client.MessageRoleVisitor, client.MessageRoleAssistant,
	}, writers)
	seen = ana.read(visitor.ID)
	require.Equal(t, 5, seen.Session.Rating.Stars)
	var did []client.AuditAction
	for _, e := range seen.Audit {
		require.Equal(t, "ana@example.org", e.User.Email)
		did = append(did, e.Action)
	}
	require.Equal(t, []client.AuditAction{client.AuditActionConversationHandedBack, client.AuditActionReplySent,
		client.AuditActionReplySent, client.AuditActionConversationTaken}, did)
	s.waitOver(visitor)
}

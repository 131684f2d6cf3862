package e2e

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"go.temporal.io/api/enums/v1"

	"github.com/innconnect/innconnect/client"
	"github.com/innconnect/innconnect/workflows"
)

// TestAConversationGoesItsWholeWay plays one from a visitor's first question
// over a person and back to the assistant to the rating that a mail asks for.
func TestAConversationGoesItsWholeWay(t *testing.T) {
	s := startMailStack(t)
	s.importArticles(map[string]string{"pets": petsArticle, "parking": parkingArticle})
	s.start("worker")
	s.exec(`update site_settings set rating_follow_up_seconds = 1, reply_mail_after_seconds = 1`)
	ctx, email := t.Context(), "guest@example.net"
	created, err := client.Check(s.api.CreateSessionWithResponse(ctx, nil, client.NewSession{Email: &email}))
	require.NoError(t, err)
	session := *created.JSON201
	visitor := client.WithVisitor(session.VisitorID)

	// A question that the articles answer, and a visitor who wants a person.
	require.Equal(t, client.MessageRoleAssistant, s.ask(session, "1", "Can I bring my dog?").Reply.Role)
	s.askForPerson(session)
	alert := s.accepted(1)[0]
	require.Equal(t, "ann@example.org", alert.To())
	require.Contains(t, alert.Content[0].Value, session.ID)

	// The agent comes, and the visitor, who is away, gets the reply by mail.
	_, err = client.Check(s.staff.TakeOverWithResponse(ctx, session.ID, client.Empty{}))
	require.NoError(t, err)
	_, err = client.Check(s.staff.ReplyToVisitorWithResponse(ctx, session.ID,
		client.AgentReply{Content: "Two dogs are fine, **too**.", ClientMessageID: uuid.NewString()}))
	require.NoError(t, err)
	reply := s.accepted(2)[1]
	require.Equal(t, email, reply.To())
	require.Contains(t, reply.Content[1].Value, "Two dogs are fine, <strong>too</strong>.")

	// The visitor comes back and reads it; the assistant takes over again.
	history := s.history(session)
	require.Equal(t, client.MessageRoleAgent, history[len(history)-1].Role)
	_, err = client.Check(s.staff.HandBackWithResponse(ctx, session.ID, client.Empty{}))
	require.NoError(t, err)
	require.Equal(t, client.MessageRoleAssistant, s.ask(session, "2", "Where can I park my car?").Reply.Role)

	// The end, a mail that asks for a rating, and the rating behind its link.
	s.end(session)
	ask := s.accepted(3)[2]
	require.Equal(t, email, ask.To())
	link := regexp.MustCompile(regexp.QuoteMeta(s.base) + `/rating/\S+`).FindString(ask.Content[0].Value)
	require.NotEmpty(t, link)
	sent, err := http.PostForm(link, url.Values{"stars": {"5"}})
	require.NoError(t, err)
	defer sent.Body.Close()
	require.Equal(t, http.StatusOK, sent.StatusCode)
	found, err := client.Check(s.api.GetSessionWithResponse(ctx, session.ID, nil, visitor))
	require.NoError(t, err)
	require.Equal(t, 5, found.JSON200.Rating.Stars)

	require.Eventually(t, func() bool {
		run, err := s.temporal.DescribeWorkflowExecution(context.Background(), workflows.SessionWorkflowID(session.ID), "")
		return err == nil && run.WorkflowExecutionInfo.Status == enums.WORKFLOW_EXECUTION_STATUS_COMPLETED
	}, time.Minute, 50*time.Millisecond, "the workflow completes")
	require.Len(t, s.provider.Accepted(), 3, "one mail of each kind")
}

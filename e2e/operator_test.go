package e2e

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/api/workflowservice/v1"

	"github.com/innconnect/innconnect/workflows"
)

func TestAnOperatorFindsConversationsBySiteStatusAndReason(t *testing.T) {
	s := startStack(t)
	s.start("worker")
	s.importArticles(map[string]string{"pets": petsArticle})
	answered, escalated, ended := s.newSession(), s.newSession(), s.newSession()
	s.ask(answered, "1", "Can I bring my dog?")
	s.ask(escalated, "1", "I want to talk to a human agent")
	s.ask(ended, "1", "Can I bring my dog?")
	s.end(ended)

	finds := func(query, sessionID string) {
		t.Helper()
		require.Eventually(t, func() bool {
			out, err := s.temporal.ListWorkflow(context.Background(), &workflowservice.ListWorkflowExecutionsRequest{Query: query})
			return err == nil && len(out.Executions) == 1 && out.Executions[0].Execution.WorkflowId == workflows.SessionWorkflowID(sessionID)
		}, ready, 50*time.Millisecond, query)
	}
	ofSite := fmt.Sprintf("SiteID = '%s' and ", s.site.ID)
	finds(ofSite+"ChatStatus = 'active'", answered.ID)
	finds(ofSite+"ChatStatus = 'escalated'", escalated.ID)
	finds("EscalationReason = 'customer_request'", escalated.ID)
	finds("ChatStatus = 'closed'", ended.ID)
}

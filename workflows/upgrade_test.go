package workflows

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/workflow"

	"github.com/innconnect/innconnect/internal/chat"
)

func TestAConversationFromBeforeThereWereLaddersHasOneFromItsNextMessageOn(t *testing.T) {
	s := newSetup(t)
	s.env.OnGetVersion(changePeople+"-1", workflow.DefaultVersion, workflow.Version(1)).Return(workflow.DefaultVersion)
	s.send(time.Minute, "1", "I want a refund")
	s.at(2*time.Minute, func() { require.Equal(t, []chat.AlertStep{chat.AlertEscalated}, s.alerts()) })
	s.end(3 * time.Minute)
	s.run()
	require.NoError(t, s.env.GetWorkflowError())
}

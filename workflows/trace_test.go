package workflows

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	sdkpb "go.temporal.io/api/sdk/v1"
)

// details returns what the Temporal UI shows of the session at this moment.
func (s *setup) details() string {
	s.Helper()
	answer, err := s.env.QueryWorkflow("__temporal_workflow_metadata")
	require.NoError(s, err)
	var metadata sdkpb.WorkflowMetadata
	require.NoError(s, answer.Get(&metadata))
	return metadata.CurrentDetails
}

func TestOperatorsReadWhereAConversationStandsAndWhatIsNext(t *testing.T) {
	s := newSetup(t)
	s.env.SetStartTime(time.Date(2026, time.November, 24, 9, 0, 0, 0, time.UTC))
	ann := s.agent("Ann")
	s.at(time.Second, func() {
		require.Contains(t, s.details(), "Next: Close the unused conversation, 24 November 10:00:00 UTC.")
	})
	s.send(time.Minute, "1", "I want a refund")
	s.at(2*time.Minute, func() {
		require.Contains(t, s.details(), "**escalated** (keyword)")
		require.Regexp(t, `has waited for a person since 24 November 09:0[01]:\d\d UTC \(wait 1\)\. Last step: Alert staff\.`, s.details())
		require.Regexp(t, `Next: Alert staff again, 24 November 09:0[23]:\d\d UTC\.`, s.details())
	})
	s.at(150*time.Second, func() { s.update("take over", updateTakeOver, ann) })
	s.at(3*time.Minute, func() {
		require.Contains(t, s.details(), "Ann ("+ann.AgentID+") speaks with the visitor.")
		require.Regexp(t, `Next: Is the person still there\?, 24 November 09:07:[23]\d UTC\.`, s.details())
	})
	s.end(4 * time.Minute)
	s.run()
	require.Contains(t, s.details(), "**closed**")
	require.NotContains(t, s.details(), "refund")
}

package workflows

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"
)

// histories are of conversations on the built binary; `make histories` records
// them anew beside the old ones, never in their place.
func histories(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("testdata/histories/session-*.json")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	return files
}

func TestRecordedConversationsReplay(t *testing.T) {
	for _, file := range histories(t) {
		t.Run(filepath.Base(file), func(t *testing.T) {
			r := worker.NewWorkflowReplayer()
			r.RegisterWorkflow(Session)
			require.NoError(t, r.ReplayWorkflowHistoryFromJSONFile(quiet{}, file))
		})
	}
}

func TestReplayCatchesAChangeThatBreaksRunningConversations(t *testing.T) {
	broken := func(ctx workflow.Context, in SessionInput) error {
		if err := workflow.Sleep(ctx, time.Minute); err != nil { // a timer that the history lacks
			return err
		}
		return Session(ctx, in)
	}
	for _, file := range histories(t) {
		r := worker.NewWorkflowReplayer()
		r.RegisterWorkflowWithOptions(broken, workflow.RegisterOptions{Name: "Session"})
		require.Error(t, r.ReplayWorkflowHistoryFromJSONFile(quiet{}, file), file)
	}
}

package workflows

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"
)

// histories are of workflows of the built binary whose kind their names begin
// with; `make histories` records them anew beside the old ones, never in their
// place.
func histories(t *testing.T, kind string) []string {
	t.Helper()
	files, err := filepath.Glob("testdata/histories/" + kind + "-*.json")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	return files
}

func TestRecordedConversationsReplay(t *testing.T) {
	for _, file := range histories(t, "session") {
		t.Run(filepath.Base(file), func(t *testing.T) {
			r := worker.NewWorkflowReplayer()
			r.RegisterWorkflow(Session)
			require.NoError(t, r.ReplayWorkflowHistoryFromJSONFile(quiet{}, file))
		})
	}
}

func TestRecordedImportsReplay(t *testing.T) {
	for _, file := range histories(t, "import") {
		t.Run(filepath.Base(file), func(t *testing.T) {
			r := worker.NewWorkflowReplayer()
			r.RegisterWorkflow(Import)
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
	for _, file := range histories(t, "session") {
		r := worker.NewWorkflowReplayer()
		r.RegisterWorkflowWithOptions(broken, workflow.RegisterOptions{Name: "Session"})
		require.Error(t, r.ReplayWorkflowHistoryFromJSONFile(quiet{}, file), file)
	}
}

func TestReplayCatchesAChangeThatBreaksRunningImports(t *testing.T) {
	broken := func(ctx workflow.Context, in ImportInput) (ImportProgress, error) {
		if err := workflow.Sleep(ctx, time.Minute); err != nil { // a timer that the history lacks
			return ImportProgress{}, err
		}
		return Import(ctx, in)
	}
	for _, file := range histories(t, "import") {
		r := worker.NewWorkflowReplayer()
		r.RegisterWorkflowWithOptions(broken, workflow.RegisterOptions{Name: "Import"})
		require.Error(t, r.ReplayWorkflowHistoryFromJSONFile(quiet{}, file), file)
	}
}

package workflows

import (
	"context"
	"fmt"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/innconnect/innconnect/activities"
	"github.com/innconnect/innconnect/internal/chat"
)

// ImportWorkflowID names the workflow of an import.
func ImportWorkflowID(importID string) string { return "kb-import:" + importID }

// importing is never called: it lets the compiler check inputs and results.
var importing *activities.Importing

// Time-outs and retries of an import. A page is given up after a few attempts by
// the step itself; what is tried for longer is the database.
var importOptions = workflow.ActivityOptions{
	StartToCloseTimeout:    10 * time.Minute, // of a sitemap with many files
	HeartbeatTimeout:       15 * time.Second,
	ScheduleToCloseTimeout: 24 * time.Hour,
	RetryPolicy: &temporal.RetryPolicy{
		InitialInterval: 2 * time.Second,
		MaximumInterval: time.Minute,
	},
}

// ImportInput is what the workflow works on.
type ImportInput struct {
	activities.ImportKey
	Next     int // the document to go on with, of a run before; 0 for a new import
	Progress ImportProgress
}

// ImportProgress is how far an import is.
type ImportProgress struct {
	Documents int
	Outcomes  map[chat.ImportOutcome]int
}

// Import takes the documents of an import one after the other. Their texts and
// the report are in the database; a document that cannot be imported is no
// failure of the workflow.
func Import(ctx workflow.Context, in ImportInput) (ImportProgress, error) {
	ctx = workflow.WithActivityOptions(ctx, importOptions)
	progress := in.Progress
	if in.Next == 0 {
		var begun activities.ImportBegun
		if err := workflow.ExecuteActivity(ctx, importing.BeginImport, in.ImportKey).Get(ctx, &begun); err != nil {
			return progress, err
		}
		if begun.State != chat.ImportRunning {
			workflow.SetCurrentDetails(ctx, string(begun.State))
			return progress, nil
		}
		progress = ImportProgress{Documents: begun.Documents, Outcomes: map[chat.ImportOutcome]int{}}
		in.Next = 1
	}
	for {
		var out activities.DocumentImported
		err := workflow.ExecuteActivity(ctx, importing.ImportDocument,
			activities.ImportDocument{ImportKey: in.ImportKey, Number: in.Next}).Get(ctx, &out)
		if err != nil {
			return progress, err
		}
		if out.Last {
			break
		}
		progress.Outcomes[out.Outcome]++
		workflow.SetCurrentDetails(ctx, fmt.Sprintf("%d of %d documents", in.Next, progress.Documents))
		if in.Next++; in.Next > progress.Documents {
			break
		}
		if err := workflow.Sleep(ctx, out.Delay); err != nil {
			return progress, err
		}
		if workflow.GetInfo(ctx).GetContinueAsNewSuggested() {
			return progress, workflow.NewContinueAsNewError(ctx, Import, ImportInput{ImportKey: in.ImportKey, Next: in.Next, Progress: progress})
		}
	}
	return progress, workflow.ExecuteActivity(ctx, importing.FinishImport, in.ImportKey).Get(ctx, nil)
}

// Importer reaches the workflows of imports.
type Importer struct{ temporal client.Client }

// NewImporter uses an open connection to Temporal.
func NewImporter(temporal client.Client) *Importer { return &Importer{temporal: temporal} }

// Start has an import done. It returns at once, and changes nothing while the
// import's workflow runs.
func (i *Importer) Start(ctx context.Context, in chat.Import) error {
	_, err := i.temporal.ExecuteWorkflow(ctx, client.StartWorkflowOptions{
		ID:                       ImportWorkflowID(in.ID),
		TaskQueue:                TaskQueue,
		WorkflowIDReusePolicy:    enumspb.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE, // an operator terminated it
		WorkflowIDConflictPolicy: enumspb.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING,
		StaticSummary:            "Import: " + string(in.Source),
	}, Import, ImportInput{ImportKey: activities.ImportKey{SiteID: in.SiteID, ImportID: in.ID}})
	return failure("start import", err)
}

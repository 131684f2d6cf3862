package workflows

import (
	"context"
	"errors"
	"fmt"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/innconnect/innconnect/activities"
	"github.com/innconnect/innconnect/internal/chat"
)

// Names as they appear in Temporal: add, never rename.
const (
	signalArticlesChanged = "articles-changed"
	queryProgress         = "progress"
)

// IndexingWorkflowID names the workflow that keeps a site's index.
func IndexingWorkflowID(siteID string) string { return "kb-index:" + siteID }

// indexing is never called: it lets the compiler check inputs and results.
var indexing *activities.Indexing

// Time-outs and retries of indexing. A page of chunks takes some 10 seconds on
// a small machine and several times that while it is busy. A service that stays
// away for a minute is left alone until articles change again.
var (
	refreshOptions = workflow.ActivityOptions{
		StartToCloseTimeout: 30 * time.Minute,
		HeartbeatTimeout:    15 * time.Second,
		RetryPolicy:         &temporal.RetryPolicy{InitialInterval: time.Second, MaximumInterval: 30 * time.Second},
	}
	embedOptions = workflow.ActivityOptions{
		StartToCloseTimeout: 10 * time.Minute,
		HeartbeatTimeout:    15 * time.Second,
		RetryPolicy: &temporal.RetryPolicy{
			InitialInterval: time.Second,
			MaximumInterval: 20 * time.Second,
			MaximumAttempts: 6,
		},
	}
)

// IndexingInput is what the workflow works on.
type IndexingInput struct {
	SiteID   string
	Progress IndexingProgress // of an earlier run
}

// IndexingProgress is how far a site's vectors are.
type IndexingProgress struct {
	Total      int // searchable chunks
	Done       int // of them with a vector of the current model
	Embeddings string
}

// Indexing brings a site's index up to date: articles that another version of
// the program indexed, then the vectors that are missing. Words find articles
// all the while. It ends when nothing is left to do, and begins again when
// articles change.
func Indexing(ctx workflow.Context, in IndexingInput) (IndexingProgress, error) {
	progress := in.Progress
	if err := workflow.SetQueryHandler(ctx, queryProgress, func() (IndexingProgress, error) { return progress, nil }); err != nil {
		return progress, fmt.Errorf("set query handler: %w", err)
	}
	changes := workflow.GetSignalChannel(ctx, signalArticlesChanged)
	for {
		for changes.ReceiveAsync(nil) {
		}
		var refreshed activities.RefreshedArticles
		err := workflow.ExecuteActivity(workflow.WithActivityOptions(ctx, refreshOptions), indexing.RefreshArticles,
			activities.RefreshArticles{SiteID: in.SiteID}).Get(ctx, &refreshed)
		if err != nil {
			return progress, err
		}
		if err := embedAll(ctx, in.SiteID, &progress); err != nil {
			return progress, err
		}
		if changes.Len() == 0 {
			return progress, nil
		}
		if workflow.GetInfo(ctx).GetContinueAsNewSuggested() {
			return progress, workflow.NewContinueAsNewError(ctx, Indexing, IndexingInput{SiteID: in.SiteID, Progress: progress})
		}
	}
}

// embedAll embeds page by page. A service that fails for good is no error: the
// reason is part of the progress.
func embedAll(ctx workflow.Context, siteID string, progress *IndexingProgress) error {
	ctx = workflow.WithActivityOptions(ctx, embedOptions)
	page := activities.EmbedChunks{SiteID: siteID}
	for {
		var out activities.EmbeddedChunks
		err := workflow.ExecuteActivity(ctx, indexing.EmbedChunks, page).Get(ctx, &out)
		var failed *temporal.ApplicationError
		if errors.As(err, &failed) && isProviderFailure(failed.Type()) {
			progress.Embeddings = "off: " + failed.Message()
			workflow.SetCurrentDetails(ctx, "The embedding service failed: "+failed.Message())
			return nil
		}
		if err != nil {
			return err
		}
		*progress = IndexingProgress{Total: out.Progress.Total, Done: out.Progress.Done, Embeddings: out.Embeddings}
		workflow.SetCurrentDetails(ctx, fmt.Sprintf("%d of %d chunks embedded", progress.Done, progress.Total))
		if out.Last {
			return nil
		}
		if workflow.GetInfo(ctx).GetContinueAsNewSuggested() {
			return workflow.NewContinueAsNewError(ctx, Indexing, IndexingInput{SiteID: siteID, Progress: *progress})
		}
		page.After = out.After
	}
}

func isProviderFailure(kind string) bool {
	switch chat.ProviderFailure(kind) {
	case chat.ProviderUnavailable, chat.ProviderRateLimited, chat.ProviderIncomplete, chat.ProviderRejected:
		return true
	}
	return false
}

// Indexer reaches the workflows that keep the sites' indexes.
type Indexer struct{ temporal client.Client }

// NewIndexer uses an open connection to Temporal.
func NewIndexer(temporal client.Client) *Indexer { return &Indexer{temporal: temporal} }

// Start has a site's index brought up to date after articles have changed. It
// returns at once.
func (x *Indexer) Start(ctx context.Context, siteID string) error {
	id := IndexingWorkflowID(siteID)
	_, err := x.temporal.SignalWithStartWorkflow(ctx, id, signalArticlesChanged, nil, client.StartWorkflowOptions{
		ID:                    id,
		TaskQueue:             TaskQueue,
		WorkflowIDReusePolicy: enumspb.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE,
		StaticSummary:         "Knowledge base index",
	}, Indexing, IndexingInput{SiteID: siteID})
	return failure("start indexing", err)
}

// progressTimeout bounds one look; a worker that is busy or away is asked again.
const progressTimeout = 2 * time.Second

// Wait returns when the site's index is up to date, calling onProgress about
// every interval. Without a worker it waits until ctx ends.
func (x *Indexer) Wait(ctx context.Context, siteID string, interval time.Duration, onProgress func(IndexingProgress)) (IndexingProgress, error) {
	looking, stop := context.WithCancel(ctx)
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		tick := time.NewTicker(interval)
		defer tick.Stop()
		for {
			select {
			case <-looking.Done():
				return
			case <-tick.C:
			}
			if p, err := x.progress(looking, siteID); err == nil {
				onProgress(p)
			}
		}
	}()
	var out IndexingProgress
	err := x.temporal.GetWorkflow(ctx, IndexingWorkflowID(siteID), "").Get(ctx, &out)
	stop()
	<-stopped
	return out, failure("wait for indexing", err)
}

func (x *Indexer) progress(ctx context.Context, siteID string) (IndexingProgress, error) {
	ctx, cancel := context.WithTimeout(ctx, progressTimeout)
	defer cancel()
	v, err := x.temporal.QueryWorkflow(ctx, IndexingWorkflowID(siteID), "", queryProgress)
	if err != nil {
		return IndexingProgress{}, err
	}
	var p IndexingProgress
	return p, v.Get(&p)
}

package workflows

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/testsuite"

	"github.com/innconnect/innconnect/activities"
	"github.com/innconnect/innconnect/internal/chat"
)

// indexFake is an index of chunks 1 to total; embedded ones leave pending.
type indexFake struct {
	activities.ArticleIndex
	mu       sync.Mutex
	total    int
	embedded map[int64]bool
	outdated []chat.Article
	replaced int
}

func (f *indexFake) ListOutdated(context.Context, string, int, int) ([]chat.Article, error) {
	out := f.outdated
	f.outdated = nil
	return out, nil
}

func (f *indexFake) ReplaceIndex(context.Context, chat.Article, chat.ArticleIndex) error {
	f.replaced++
	return nil
}

func (f *indexFake) ListPending(_ context.Context, _, _ string, after int64, limit int) ([]chat.PendingChunk, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	var out []chat.PendingChunk
	for id := after + 1; id <= int64(f.total) && len(out) < limit; id++ {
		if !f.embedded[id] {
			out = append(out, chat.PendingChunk{ID: id, Title: "T", Text: fmt.Sprint(id)})
		}
	}
	return out, nil
}

func (f *indexFake) SaveEmbeddings(_ context.Context, _, _ string, ids []int64, _ [][]float32) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, id := range ids {
		f.embedded[id] = true
	}
	return nil
}

func (f *indexFake) IndexProgress(context.Context, string, string) (chat.IndexProgress, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return chat.IndexProgress{Total: f.total, Done: len(f.embedded)}, nil
}

// embedderFake fails the first calls.
type embedderFake struct {
	failures int
	failWith error
	calls    int
}

func (f *embedderFake) Model() string { return "m" }

func (f *embedderFake) EmbedPassages(_ context.Context, texts []string) ([][]float32, error) {
	f.calls++
	if f.calls <= f.failures {
		return nil, f.failWith
	}
	return make([][]float32, len(texts)), nil
}

// runIndexing runs the workflow to its end and returns what it returned.
func runIndexing(t *testing.T, x *activities.Indexing, during func(env *testsuite.TestWorkflowEnvironment)) IndexingProgress {
	t.Helper()
	var suite testsuite.WorkflowTestSuite
	env := suite.NewTestWorkflowEnvironment()
	env.RegisterActivity(x)
	if during != nil {
		during(env)
	}
	env.ExecuteWorkflow(Indexing, IndexingInput{SiteID: "s"})
	require.True(t, env.IsWorkflowCompleted())
	require.NoError(t, env.GetWorkflowError())
	var out, asked IndexingProgress
	require.NoError(t, env.GetWorkflowResult(&out))
	v, err := env.QueryWorkflow(queryProgress)
	require.NoError(t, err)
	require.NoError(t, v.Get(&asked))
	require.Equal(t, out, asked)
	return out
}

func newIndexFake(total int) *indexFake { return &indexFake{total: total, embedded: map[int64]bool{}} }

func TestIndexingEmbedsEveryPendingChunk(t *testing.T) {
	index := newIndexFake(150)
	index.embedded[3] = true
	index.outdated = []chat.Article{{Title: "T", Body: "b", Language: "en"}}
	out := runIndexing(t, &activities.Indexing{Index: index, Embedder: &embedderFake{}}, nil)
	require.Equal(t, IndexingProgress{Total: 150, Done: 150, Embeddings: "on"}, out)
	require.Equal(t, 1, index.replaced)
}

func TestIndexingWaitsForAServiceThatComesBack(t *testing.T) {
	embedder := &embedderFake{failures: 3, failWith: &chat.ProviderError{Kind: chat.ProviderUnavailable}}
	out := runIndexing(t, &activities.Indexing{Index: newIndexFake(10), Embedder: embedder}, nil)
	require.Equal(t, 10, out.Done)
	require.Equal(t, "on", out.Embeddings)
}

func TestIndexingEndsSayingThatTheServiceIsDown(t *testing.T) {
	embedder := &embedderFake{failures: 1000, failWith: &chat.ProviderError{Kind: chat.ProviderUnavailable}}
	out := runIndexing(t, &activities.Indexing{Index: newIndexFake(10), Embedder: embedder}, nil)
	require.Equal(t, "off: provider unavailable", out.Embeddings)
	require.Equal(t, int(embedOptions.RetryPolicy.MaximumAttempts), embedder.calls, "bounded")
}

func TestIndexingDoesNotRepeatARejectedRequest(t *testing.T) {
	embedder := &embedderFake{failures: 1000, failWith: fmt.Errorf("embed: %w", &chat.ProviderError{Kind: chat.ProviderRejected, Status: 401})}
	out := runIndexing(t, &activities.Indexing{Index: newIndexFake(10), Embedder: embedder}, nil)
	require.Equal(t, "off: provider rejected (HTTP 401)", out.Embeddings)
	require.Equal(t, 1, embedder.calls)
}

func TestIndexingWithoutAServiceEndsAtOnce(t *testing.T) {
	out := runIndexing(t, &activities.Indexing{Index: newIndexFake(10)}, nil)
	require.Equal(t, 10, out.Total)
	require.Contains(t, out.Embeddings, "off: ")
}

func TestIndexingTakesUpChangesThatComeMeanwhile(t *testing.T) {
	index := newIndexFake(200)
	embedder := &embedderFake{failures: 1, failWith: errors.New("reset")}
	out := runIndexing(t, &activities.Indexing{Index: index, Embedder: embedder}, func(env *testsuite.TestWorkflowEnvironment) {
		env.RegisterDelayedCallback(func() {
			index.mu.Lock()
			index.total = 300
			delete(index.embedded, 1)
			index.mu.Unlock()
			env.SignalWorkflow(signalArticlesChanged, nil)
		}, 500_000_000) // while the failed attempt waits for its second try
	})
	require.Equal(t, IndexingProgress{Total: 300, Done: 300, Embeddings: "on"}, out)
}

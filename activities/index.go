package activities

import (
	"context"
	"fmt"
	"time"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/retrieval"
)

// ArticleIndex keeps what search needs of articles.
type ArticleIndex interface {
	retrieval.Articles
	ListOutdated(ctx context.Context, siteID string, version, limit int) ([]chat.Article, error)
	ListPending(ctx context.Context, siteID, model string, after int64, limit int) ([]chat.PendingChunk, error)
	SaveEmbeddings(ctx context.Context, siteID, model string, ids []int64, vectors [][]float32) error
	IndexProgress(ctx context.Context, siteID, model string) (chat.IndexProgress, error)
}

// PassageEmbedder makes the vectors of chunks. Failures of the service are
// *chat.ProviderError.
type PassageEmbedder interface {
	Model() string
	EmbedPassages(ctx context.Context, texts []string) ([][]float32, error)
}

// Indexing are the steps that bring a site's index up to date.
type Indexing struct {
	Index    ArticleIndex
	Embedder PassageEmbedder // nil for lexical search
}

const (
	embedBatch = 16 // texts in one request
	embedPage  = 64 // chunks in one activity, which is what progress moves by

	refreshPage = 50 // articles
)

// RefreshArticles is the input of the step of that name.
type RefreshArticles struct{ SiteID string }

// RefreshedArticles is its result.
type RefreshedArticles struct {
	Step
	Articles int // that were indexed anew
}

// RefreshArticles indexes the articles anew that another version of the program
// indexed.
func (x *Indexing) RefreshArticles(ctx context.Context, in RefreshArticles) (RefreshedArticles, error) {
	start := time.Now()
	stop := heartbeat(ctx)
	defer stop()
	var out RefreshedArticles
	catalog := retrieval.Catalog{Articles: x.Index}
	for {
		articles, err := x.Index.ListOutdated(ctx, in.SiteID, retrieval.IndexVersion, refreshPage)
		if err != nil {
			return out, err
		}
		for _, a := range articles {
			if err := catalog.Reindex(ctx, a); err != nil {
				return out, coded(err)
			}
		}
		out.Articles += len(articles)
		if len(articles) < refreshPage {
			out.Step = since(start)
			return out, nil
		}
	}
}

// EmbedChunks is the input of the step of that name.
type EmbedChunks struct {
	SiteID string
	After  int64 // chunks up to this id were looked at
}

// EmbeddedChunks is its result.
type EmbeddedChunks struct {
	Step
	Embeddings string // "on", or "off: " and why
	Progress   chat.IndexProgress
	After      int64 // for the next page
	Last       bool  // no chunk after it lacks a vector
}

// EmbedChunks makes the vectors of the next page of chunks that lack one.
func (x *Indexing) EmbedChunks(ctx context.Context, in EmbedChunks) (EmbeddedChunks, error) {
	start := time.Now()
	out := EmbeddedChunks{After: in.After, Last: true, Embeddings: "on"}
	if x.Embedder == nil {
		out.Embeddings = "off: no embedding service is set"
		progress, err := x.Index.IndexProgress(ctx, in.SiteID, "")
		out.Progress, out.Step = progress, since(start)
		return out, err
	}
	stop := heartbeat(ctx)
	defer stop()
	model := x.Embedder.Model()
	pending, err := x.Index.ListPending(ctx, in.SiteID, model, in.After, embedPage)
	if err != nil {
		return out, err
	}
	for len(pending) > 0 {
		batch := pending[:min(len(pending), embedBatch)]
		pending = pending[len(batch):]
		if err := x.embed(ctx, in.SiteID, model, batch); err != nil {
			return out, err
		}
		out.After, out.Last = batch[len(batch)-1].ID, false
	}
	out.Progress, err = x.Index.IndexProgress(ctx, in.SiteID, model)
	out.Step = since(start)
	return out, err
}

func (x *Indexing) embed(ctx context.Context, siteID, model string, chunks []chat.PendingChunk) error {
	texts, ids := make([]string, len(chunks)), make([]int64, len(chunks))
	for i, c := range chunks {
		texts[i], ids[i] = retrieval.EmbeddingText(c), c.ID
	}
	vectors, err := x.Embedder.EmbedPassages(ctx, texts)
	if p := chat.AsProviderError(err); p != nil {
		return providerFailed(p)
	}
	if err != nil {
		return fmt.Errorf("embed chunks: %w", err)
	}
	return x.Index.SaveEmbeddings(ctx, siteID, model, ids, vectors)
}

package worker

import (
	"context"
	"log/slog"
	"time"

	"github.com/innconnect/innconnect/internal/retrieval"
)

// Outdated lists the sites whose index is behind.
type Outdated interface {
	ListSitesToIndex(ctx context.Context, version int, model string) ([]string, error)
}

// Indexer has a site's index brought up to date.
type Indexer interface {
	Start(ctx context.Context, siteID string) error
}

// reindexEvery is how soon vectors follow when an embedding service that was
// down is back.
const reindexEvery = 5 * time.Minute

// KeepIndexed starts indexing where the embedding model or the program has
// changed, or where vectors are missing, until ctx ends. model is "" for
// lexical search.
func KeepIndexed(ctx context.Context, from Outdated, to Indexer, model string, log *slog.Logger) {
	repeat(ctx, reindexEvery, func() {
		if err := IndexOutdated(ctx, from, to, model); err != nil && ctx.Err() == nil {
			log.Warn("look for sites to index", "error", err)
		}
	})
}

// IndexOutdated starts indexing for every site that needs it.
func IndexOutdated(ctx context.Context, from Outdated, to Indexer, model string) error {
	sites, err := from.ListSitesToIndex(ctx, retrieval.IndexVersion, model)
	if err != nil {
		return err
	}
	for _, id := range sites {
		if err := to.Start(ctx, id); err != nil {
			return err
		}
	}
	return nil
}

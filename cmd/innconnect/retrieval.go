package main

import (
	"context"

	"go.temporal.io/sdk/client"

	"github.com/innconnect/innconnect/activities"
	"github.com/innconnect/innconnect/internal/document"
	"github.com/innconnect/innconnect/internal/embed"
	"github.com/innconnect/innconnect/internal/retrieval"
	"github.com/innconnect/innconnect/internal/ssrf"
	"github.com/innconnect/innconnect/internal/store"
	"github.com/innconnect/innconnect/internal/webfetch"
	"github.com/innconnect/innconnect/workflows"
)

// embedder returns the client of the embedding service, nil when none is set.
// Call it after OpenStore, which finds a running stack.
func (e *environment) embedder() *embed.Client {
	if e.Config.EmbeddingsURL == "" {
		return nil
	}
	return embed.New(embed.Options{
		BaseURL:    e.Config.EmbeddingsURL,
		Model:      e.Config.EmbeddingsModel,
		Dimensions: e.Config.EmbeddingsDimensions,
		APIKey:     e.Config.EmbeddingsAPIKey,
		Log:        e.Log,
	})
}

// checkEmbeddings asks the embedding service for one word; nil where none is set.
func (e *environment) checkEmbeddings() func(context.Context) error {
	c := e.embedder()
	if c == nil {
		return nil
	}
	return func(ctx context.Context) error {
		_, err := c.EmbedQuery(ctx, "health")
		return err
	}
}

// embeddingsModel names the model of the embedding service, "" when none is set.
func (e *environment) embeddingsModel() string {
	if c := e.embedder(); c != nil {
		return c.Model()
	}
	return ""
}

// retrieval returns the search engine over the store's articles.
func (e *environment) retrieval(st *store.Store) *retrieval.Engine {
	engine := &retrieval.Engine{Index: st, Log: e.Log}
	if c := e.embedder(); c != nil { // a nil *embed.Client would not be a nil Embedder
		engine.Embedder = c
	}
	return engine
}

// importing returns the steps of imports.
func (e *environment) importing(st *store.Store, temporal client.Client) (*activities.Importing, error) {
	reader, err := document.Command(document.Argument)
	if err != nil {
		return nil, err
	}
	return &activities.Importing{
		Imports: st,
		Web:     webfetch.New(ssrf.Guard{Allowed: e.Config.ImportAllowHosts}),
		Reader:  document.Reader{Command: reader},
		Indexer: workflows.NewIndexer(temporal),
	}, nil
}

// indexing returns the steps of the indexing workflow.
func (e *environment) indexing(st *store.Store) *activities.Indexing {
	steps := &activities.Indexing{Index: st}
	if c := e.embedder(); c != nil {
		steps.Embedder = c
	}
	return steps
}

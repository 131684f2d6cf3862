package dev

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// Ports are the ports of a stack, all on 127.0.0.1. Temporal's internal
// services take free ones besides.
type Ports struct {
	API        int // PORT
	Temporal   int // TEMPORAL_PORT
	TemporalUI int // TEMPORAL_UI_PORT
	Postgres   int // POSTGRES_PORT
	Embedder   int // EMBEDDER_PORT
	Metrics    int // METRICS_PORT, of the API; the worker takes the next one; 0: none
}

// workerMetrics is the port of the worker's metrics, 0 for none.
func (p Ports) workerMetrics() int {
	if p.Metrics == 0 {
		return 0
	}
	return p.Metrics + 1
}

// Options says how to run a stack. The caller reads the environment.
type Options struct {
	RepoRoot string    // holds tools/temporal and tools/embedder
	DataDir  string    // all state
	Binary   string    // path of innconnect, for migrate, api and worker
	Out      io.Writer // logs and the closing block; nil is os.Stdout
	Ports    Ports

	// Servers that exist already; the stack then runs none of its own.
	DatabaseURL          string // the user needs CREATEDB, for Temporal's databases
	TemporalAddress      string // host:port; its namespace must exist
	TemporalNamespace    string // "" is "default"
	EmbeddingsURL        string // base URL ending in /v1
	EmbeddingsModel      string // of EmbeddingsURL
	EmbeddingsDimensions int    // of EmbeddingsURL

	EncryptionKey  string   // 32 bytes in base64; "" makes one and keeps it in DataDir
	TemporalBinDir string   // prebuilt Temporal programs; "" builds them into DataDir
	Env            []string // further "NAME=value" for migrate, api and worker

	// Prepare runs when the database is migrated and Temporal serves, before
	// the API and the worker start, and adds to their environment. It must
	// allow being run at every start.
	Prepare func(context.Context, Stack) (env []string, err error)
	// Seed runs when the API and the worker serve, and returns what to
	// print. It must allow being run at every start.
	Seed func(context.Context, Stack) (Demo, error)
}

// Demo is what a person needs to look at the product.
type Demo struct {
	SiteKey    string // public key of the demo site
	AdminLogin string // as it should be printed
	Mails      string // what becomes of them, as it should be printed
}

// normalise makes paths absolute, fills defaults and checks the rest.
func (o *Options) normalise() error {
	if o.Out == nil {
		o.Out = os.Stdout
	}
	if o.TemporalNamespace == "" {
		o.TemporalNamespace = "default"
	}
	if o.Binary == "" {
		return errors.New("the path of the innconnect binary is missing")
	}
	if o.DataDir == "" || o.RepoRoot == "" {
		return errors.New("the data folder or the repository root is missing")
	}
	for _, path := range []*string{&o.RepoRoot, &o.DataDir, &o.Binary} {
		full, err := filepath.Abs(*path)
		if err != nil {
			return fmt.Errorf("find %s: %w", *path, err)
		}
		*path = full
	}
	if err := os.MkdirAll(filepath.Join(o.DataDir, "logs"), 0o755); err != nil {
		return fmt.Errorf("make the data folder: %w", err)
	}
	return nil
}

func (o *Options) logDir() string { return filepath.Join(o.DataDir, "logs") }

// portUses lists the ports that the stack itself will open.
func (o *Options) portUses() []portUse {
	uses := []portUse{{o.Ports.API, "the API", "PORT"}}
	if o.Ports.Metrics != 0 {
		uses = append(uses,
			portUse{o.Ports.Metrics, "the API's metrics", "METRICS_PORT"},
			portUse{o.Ports.workerMetrics(), "the worker's metrics", "METRICS_PORT"})
	}
	if o.TemporalAddress == "" {
		uses = append(uses,
			portUse{o.Ports.Temporal, "Temporal", "TEMPORAL_PORT"},
			portUse{o.Ports.TemporalUI, "the Temporal web UI", "TEMPORAL_UI_PORT"})
	}
	if o.DatabaseURL == "" {
		uses = append(uses, portUse{o.Ports.Postgres, "PostgreSQL", "POSTGRES_PORT"})
	}
	if o.EmbeddingsURL == "" {
		uses = append(uses, portUse{o.Ports.Embedder, "the embedding service", "EMBEDDER_PORT"})
	}
	return uses
}

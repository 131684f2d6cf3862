package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"time"

	"go.temporal.io/sdk/client"
	sdklog "go.temporal.io/sdk/log"

	"github.com/innconnect/innconnect/internal/config"
	"github.com/innconnect/innconnect/internal/dev"
	"github.com/innconnect/innconnect/internal/payload"
	"github.com/innconnect/innconnect/internal/seal"
	"github.com/innconnect/innconnect/internal/store"
	"github.com/innconnect/innconnect/internal/telemetry"
)

// environment is what a command works with.
type environment struct {
	context.Context
	Config config.Config
	Log    *slog.Logger
	Watch  *telemetry.Telemetry // nil for commands that end by themselves
	Stdin  io.Reader
	Stdout io.Writer
	Stderr io.Writer
}

func newEnvironment(ctx context.Context) (*environment, error) {
	cfg, err := config.Load()
	if err != nil {
		return nil, err
	}
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: cfg.LogLevel}))
	return &environment{Context: ctx, Config: cfg, Log: log, Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr}, nil
}

// useRunningStack fills what the environment leaves open from the development
// stack of the data folder, so that commands work beside `make run` with
// nothing set.
func (e *environment) useRunningStack() {
	stack, err := dev.Discover(e.Config.DataDir)
	if err != nil {
		return
	}
	if e.Config.DatabaseURL == "" {
		e.Config.DatabaseURL = stack.DatabaseURL
	}
	if os.Getenv("TEMPORAL_ADDRESS") == "" {
		e.Config.TemporalAddress, e.Config.TemporalNamespace = stack.TemporalAddress, stack.TemporalNamespace
	}
	if e.Config.EmbeddingsURL == "" && stack.EmbeddingsURL != "" {
		e.Config.EmbeddingsURL = stack.EmbeddingsURL
		e.Config.EmbeddingsModel, e.Config.EmbeddingsDimensions = stack.EmbeddingsModel, stack.EmbeddingsDimensions
	}
	if e.Config.EncryptionKey == "" {
		e.Config.EncryptionKey = stack.EncryptionKey
	}
}

// databaseURL is the address that is set, or the running stack's.
func (e *environment) databaseURL() (string, error) {
	e.useRunningStack()
	if e.Config.DatabaseURL == "" {
		return "", errors.New("no database: set DATABASE_URL, or start the stack with `make run`")
	}
	return e.Config.DatabaseURL, nil
}

// OpenStore connects to the database.
func (e *environment) OpenStore(ctx context.Context) (*store.Store, error) {
	url, err := e.databaseURL()
	if err != nil {
		return nil, err
	}
	key, err := e.encryptionKey()
	if err != nil {
		return nil, err
	}
	var sealer store.Sealer = seal.None{}
	if key != nil {
		if sealer, err = seal.New(key); err != nil {
			return nil, err
		}
	}
	return store.Open(ctx, url, e.Config.DatabaseMaxConns, sealer)
}

// encryptionKey is the one that is set, nil for none.
func (e *environment) encryptionKey() ([]byte, error) {
	if e.Config.EncryptionKey == "" {
		return nil, nil
	}
	key, err := seal.DecodeKey(e.Config.EncryptionKey)
	if err != nil {
		return nil, fmt.Errorf("INNCONNECT_ENCRYPTION_KEY: %w", err)
	}
	return key, nil
}

// payloads decrypts what Temporal keeps; without a key it has nothing to do.
func (e *environment) payloads() (*payload.Codec, error) {
	if e.Config.PayloadKey == "" {
		return &payload.Codec{}, nil
	}
	codec, err := payload.ParseKeys(e.Config.PayloadKey)
	if err != nil {
		return nil, fmt.Errorf("INNCONNECT_PAYLOAD_KEY: %w", err)
	}
	return codec, nil
}

const (
	temporalWait  = 60 * time.Second // a server that is starting
	temporalRetry = 500 * time.Millisecond
)

// Temporal connects to the Temporal server, waiting for one that is starting.
func (e *environment) Temporal(ctx context.Context) (client.Client, error) {
	e.useRunningStack()
	o := client.Options{
		HostPort:  e.Config.TemporalAddress,
		Namespace: e.Config.TemporalNamespace,
		Logger:    sdklog.NewStructuredLogger(e.Log),
	}
	if e.Watch != nil {
		if err := e.Watch.Observe(&o); err != nil {
			return nil, err
		}
	}
	if e.Config.PayloadKey != "" {
		codec, err := e.payloads()
		if err != nil {
			return nil, err
		}
		codec.Protect(&o)
	}
	if e.Config.TemporalAPIKey != "" {
		o.Credentials = client.NewAPIKeyStaticCredentials(e.Config.TemporalAPIKey)
	}
	if e.Config.TemporalCertFile != "" {
		cert, err := tls.LoadX509KeyPair(e.Config.TemporalCertFile, e.Config.TemporalKeyFile)
		if err != nil {
			return nil, fmt.Errorf("read Temporal client certificate: %w", err)
		}
		o.ConnectionOptions.TLS = &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12}
	} else if e.Config.TemporalTLS || e.Config.TemporalAPIKey != "" {
		o.ConnectionOptions.TLS = &tls.Config{MinVersion: tls.VersionTLS12}
	}
	ctx, cancel := context.WithTimeout(ctx, temporalWait)
	defer cancel()
	for {
		c, err := client.DialContext(ctx, o)
		if err == nil {
			return c, nil
		}
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("reach Temporal at %s: %w (set TEMPORAL_ADDRESS, or start the stack with `make run`)", e.Config.TemporalAddress, err)
		case <-time.After(temporalRetry):
		}
	}
}

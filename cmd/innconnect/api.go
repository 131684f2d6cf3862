package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"time"

	"go.temporal.io/sdk/client"

	"github.com/innconnect/innconnect/api"
	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/telemetry"
	"github.com/innconnect/innconnect/workflows"
)

type apiCmd struct{}

const (
	headerTimeout   = 10 * time.Second
	bodyTimeout     = 30 * time.Second
	idleTimeout     = 2 * time.Minute
	shutdownTimeout = 20 * time.Second // for answers that are on their way
)

func (apiCmd) Run(e *environment) error {
	stopWatching, err := e.watch("innconnect-api")
	if err != nil {
		return err
	}
	defer stopWatching()
	st, err := e.OpenStore(e)
	if err != nil {
		return err
	}
	defer st.Close()
	temporal, err := e.Temporal(e)
	if err != nil {
		return err
	}
	defer temporal.Close()
	listenCtx, stopListening := context.WithCancel(context.WithoutCancel(e)) // answers on their way are still told
	defer stopListening()
	listener, err := st.Listen(listenCtx)
	if err != nil {
		return err
	}
	payloads, err := e.payloads()
	if err != nil {
		return err
	}
	ratingLinks, err := e.ratingLinks()
	if err != nil {
		return err
	}
	handler, err := api.New(api.Options{
		Store:         st,
		Conversations: workflows.NewConversations(temporal, e.Config.TurnsPerRun),
		Rehearsals:    e.steps(st),
		Indexer:       workflows.NewIndexer(temporal),
		Listener:      listener,
		Log:           e.Log,
		Checks: map[string]func(context.Context) error{
			"database": st.Ping,
			"temporal": func(ctx context.Context) error {
				_, err := temporal.CheckHealth(ctx, &client.CheckHealthRequest{})
				return err
			},
		},
		Queues:          workflows.NewQueues(temporal, e.Config.TemporalNamespace),
		CheckEmbeddings: e.checkEmbeddings(),
		DemoKey: func(context.Context) (string, error) {
			if e.Config.DemoSiteKey == "" {
				return "", chat.ErrNotFound
			}
			return e.Config.DemoSiteKey, nil
		},
		Stopping:          e.Done(),
		RatingLinks:       ratingLinks,
		OutboxDir:         e.Config.MailOutboxDir,
		MaxWaiting:        e.Config.MaxWaiting,
		TrustedProxies:    e.Config.TrustedProxies.Strings(),
		PublicURL:         e.Config.PublicURL,
		TemporalUIURL:     e.Config.TemporalUIURL,
		TemporalNamespace: e.Config.TemporalNamespace,
		Payloads:          payloads,
		EmbeddingsModel:   e.embeddingsModel(),
	})
	if err != nil {
		return err
	}
	address := net.JoinHostPort(e.Config.Bind, strconv.Itoa(e.Config.Port))
	listen, err := net.Listen("tcp", address)
	if err != nil {
		return fmt.Errorf("port %d is taken: set PORT to another one: %w", e.Config.Port, err)
	}
	// Answers stream for as long as they take, so there is no write time-out;
	// the handlers bound themselves.
	srv := &http.Server{
		Handler:           telemetry.Incoming(handler),
		ReadHeaderTimeout: headerTimeout,
		ReadTimeout:       bodyTimeout,
		IdleTimeout:       idleTimeout,
	}
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(listen) }()
	e.Log.Info("api is ready", "address", address)
	select {
	case err := <-failed:
		return fmt.Errorf("serve: %w", err)
	case <-e.Done():
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(e), shutdownTimeout)
	defer cancel()
	if err := srv.Shutdown(ctx); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("stop serving: %w", err)
	}
	return nil
}

package dev

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"
)

const (
	apiStart    = 60 * time.Second
	productStop = 25 * time.Second // answers on their way are finished
)

// Run brings the whole stack up, prints where it is, and keeps it running
// until ctx ends; then it stops everything, last started first, and returns
// nil. An error means that the stack could not start; nothing is left running
// then either.
func Run(ctx context.Context, o Options) (err error) {
	if err := o.normalise(); err != nil {
		return err
	}
	lock, err := lockDataDir(o.DataDir)
	if err != nil {
		return err
	}
	defer func() { _ = lock.Close() }()

	r := &run{o: o, console: newConsole(o.Out)}
	r.steps = steps{console: r.console, logDir: o.logDir()}
	// A server whose supervisor was killed may still be closing its files,
	// and holds its port until then.
	if home, err := filepath.EvalSymlinks(filepath.Join(o.DataDir, "postgres")); err == nil {
		if err := (cluster{home: home}).awaitEarlier(ctx, r.console); err != nil {
			return err
		}
	}
	if err := checkPorts(o.portUses()); err != nil {
		return err
	}

	defer func() {
		r.stopAll()
		if ctx.Err() != nil && errors.Is(err, context.Canceled) {
			err = nil // stopped while it was starting, as asked
		}
	}()
	started := time.Now()
	if err := r.up(ctx); err != nil {
		return err
	}
	r.console.block(r.block(time.Since(started)))
	<-ctx.Done()
	r.console.printf("stopping")
	return nil
}

// run is one stack on its way up, running, or on its way down.
type run struct {
	o       Options
	console *console
	steps   steps
	stack   Stack
	demo    Demo

	mu    sync.Mutex
	stops []func() // in the order of starting
}

func (r *run) onStop(f func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.stops = append(r.stops, f)
}

func (r *run) stopAll() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for i := len(r.stops) - 1; i >= 0; i-- {
		r.stops[i]()
	}
	r.stops = nil
}

func (r *run) up(ctx context.Context) error {
	key := r.o.EncryptionKey
	if key == "" {
		var err error
		if key, err = encryptionKey(r.o.DataDir); err != nil {
			return err
		}
	}
	r.stack = Stack{
		PID: os.Getpid(), DataDir: r.o.DataDir, EncryptionKey: key,
		DatabaseURL: r.o.DatabaseURL, TemporalAddress: r.o.TemporalAddress, TemporalNamespace: r.o.TemporalNamespace,
		APIURL: "http://" + net.JoinHostPort("localhost", strconv.Itoa(r.o.Ports.API)),
	}
	if err := r.services(ctx); err != nil {
		return err
	}
	var prepared []string
	if r.o.Prepare != nil {
		var err error
		if prepared, err = r.o.Prepare(ctx, r.stack); err != nil {
			return fmt.Errorf("prepare the product: %w", err)
		}
	}
	if err := r.product(ctx, prepared); err != nil {
		return err
	}
	if err := r.stack.publish(); err != nil {
		return err
	}
	r.onStop(func() {
		if err := r.stack.withdraw(); err != nil {
			r.console.printf("%v", err)
		}
	})
	if r.o.Seed == nil {
		return nil
	}
	demo, err := r.o.Seed(ctx, r.stack)
	if err != nil {
		return fmt.Errorf("fill the demo site: %w", err)
	}
	r.demo = demo
	return nil
}

// services starts what the product needs, as much of it at once as possible:
// Temporal's programs are built and the embedding service is installed while
// the database starts.
func (r *run) services(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	binaries := make(chan string, 1)
	database := make(chan string, 1)
	group.Go(func() error {
		defer close(binaries)
		if r.o.TemporalAddress != "" {
			return nil
		}
		dir, err := temporalBinaries(ctx, r.steps, r.o.RepoRoot, filepath.Join(r.o.DataDir, "bin"), r.o.TemporalBinDir)
		if err == nil {
			binaries <- dir
		}
		return err
	})
	group.Go(func() error {
		defer close(database)
		address, err := r.database(ctx)
		if err != nil {
			return err
		}
		database <- address
		r.stack.DatabaseURL = address
		cmd := exec.CommandContext(ctx, r.o.Binary, "migrate")
		cmd.Env = append(append(os.Environ(), "DATABASE_URL="+address), r.o.Env...)
		err = r.steps.run(ctx, "bringing the database schema up to date", cmd)
		return err
	})
	group.Go(func() error {
		dir, built := <-binaries
		address, running := <-database
		if !built || !running {
			return nil // an external server, or another part failed
		}
		return r.temporal(ctx, dir, address)
	})
	group.Go(func() error {
		r.embeddings(ctx)
		return nil // the product works without
	})
	return group.Wait()
}

// database returns the product database's address.
func (r *run) database(ctx context.Context) (string, error) {
	if r.o.DatabaseURL != "" {
		return r.o.DatabaseURL, checkDatabase(ctx, r.o.DatabaseURL)
	}
	p, err := startPostgres(ctx, r.console, PostgresOptions{DataDir: r.o.DataDir, Port: r.o.Ports.Postgres}, r.o.logDir())
	if err != nil {
		return "", err
	}
	r.onStop(p.Close)
	return p.URL(ProductDatabase), nil
}

// temporal starts the server and its UI. The UI is no condition of anything.
func (r *run) temporal(ctx context.Context, binDir, databaseURL string) error {
	o := TemporalOptions{
		BinDir: binDir, DataDir: r.o.DataDir, DatabaseURL: databaseURL,
		Port: r.o.Ports.Temporal, UIPort: r.o.Ports.TemporalUI, Namespace: r.o.TemporalNamespace,
	}
	if err := layTemporal(ctx, r.steps, o); err != nil {
		return err
	}
	t, err := startTemporal(ctx, r.console, o, r.o.logDir())
	if err != nil {
		return err
	}
	r.onStop(t.Close)
	r.stack.TemporalAddress, r.stack.TemporalUIURL = t.Address, t.UIURL
	return nil
}

// embeddings starts the local service, or notes why there is none.
func (r *run) embeddings(ctx context.Context) {
	if r.o.EmbeddingsURL != "" {
		r.stack.EmbeddingsURL = r.o.EmbeddingsURL
		r.stack.EmbeddingsModel, r.stack.EmbeddingsDimensions = r.o.EmbeddingsModel, r.o.EmbeddingsDimensions
		return
	}
	python, err := installEmbedder(ctx, r.steps, r.o.RepoRoot, r.o.DataDir)
	if err == nil {
		var service *child
		if service, err = startEmbedder(ctx, r.console, python, r.o.RepoRoot, r.o.Ports.Embedder, r.o.logDir()); err == nil {
			r.onStop(service.stop)
			r.stack.EmbeddingsURL = embedderURL(r.o.Ports.Embedder)
			r.stack.EmbeddingsModel, r.stack.EmbeddingsDimensions = LocalEmbeddingsModel, LocalEmbeddingsDimensions
			return
		}
	}
	if ctx.Err() != nil {
		return
	}
	r.console.printf("no embedding service: %v", err)
	r.stack.EmbeddingsOff = summary(err)
}

// product starts the API and a worker.
func (r *run) product(ctx context.Context, prepared []string) error {
	env := append(os.Environ(), r.stack.Env()...)
	env = append(env, "PORT="+strconv.Itoa(r.o.Ports.API), "BIND_ADDRESS=127.0.0.1")
	env = append(append(env, r.o.Env...), prepared...)
	spec := func(command string, metricsPort int) childSpec {
		return childSpec{
			name: command,
			command: func() (*exec.Cmd, error) {
				cmd := exec.CommandContext(context.WithoutCancel(ctx), r.o.Binary, command)
				cmd.Env = append(slices.Clone(env), "METRICS_PORT="+strconv.Itoa(metricsPort))
				return cmd, nil
			},
			readyTimeout: apiStart,
			stopSignal:   syscall.SIGTERM,
			orphanSignal: syscall.SIGKILL,
			stopTimeout:  productStop,
			restart:      true,
			logDir:       r.o.logDir(),
		}
	}
	worker, err := startChild(ctx, r.console, spec("worker", r.o.Ports.workerMetrics()))
	if err != nil {
		return err
	}
	r.onStop(worker.stop)
	serve := spec("api", r.o.Ports.Metrics)
	serve.ready = httpReady("http://" + net.JoinHostPort("127.0.0.1", strconv.Itoa(r.o.Ports.API)) + "/api/chat/health?ready=1")
	api, err := startChild(ctx, r.console, serve)
	if err != nil {
		return err
	}
	r.onStop(api.stop)
	return nil
}

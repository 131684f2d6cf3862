package dev

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"golang.org/x/sync/errgroup"
	"google.golang.org/protobuf/types/known/durationpb"
)

// TemporalOptions says how to run a Temporal server.
type TemporalOptions struct {
	RepoRoot    string    // holds tools/temporal, from which the programs are built
	BinDir      string    // prebuilt programs; "" builds them
	CacheDir    string    // where built programs are kept; "" is DataDir/bin
	DataDir     string    // configuration goes below it, in temporal/
	DatabaseURL string    // Postgres; the user needs CREATEDB
	Port        int       // of the frontend, on 127.0.0.1; 0 takes a free one
	UIPort      int       // of the web UI; 0 runs none
	Namespace   string    // made when missing; "" is "default"
	Log         io.Writer // progress and server log; nil discards both
}

// Temporal is a running server.
type Temporal struct {
	Address   string // host:port
	Namespace string
	UIURL     string // "" without a web UI
	BinDir    string // of the programs, for a further StartTemporal

	server, ui *child
}

const (
	temporalStart = 60 * time.Second
	temporalStop  = 10 * time.Second
	// A closed session's history is of use for debugging only: the transcript
	// is in the product's database.
	temporalRetention = 7 * 24 * time.Hour
)

// StartTemporal starts a Temporal server on Postgres: it makes the databases,
// lays or updates their schemas and registers the namespace. The first call
// builds the programs, which takes minutes. Close stops it; its data stays.
func StartTemporal(ctx context.Context, o TemporalOptions) (*Temporal, error) {
	c := newConsole(o.Log)
	if o.CacheDir == "" {
		o.CacheDir = filepath.Join(o.DataDir, "bin")
	}
	bin, err := temporalBinaries(ctx, steps{console: c}, o.RepoRoot, o.CacheDir, o.BinDir)
	if err != nil {
		return nil, err
	}
	o.BinDir = bin
	if err := layTemporal(ctx, steps{console: c}, o); err != nil {
		return nil, err
	}
	return startTemporal(ctx, c, o, "")
}

// layTemporal makes the databases and brings their schemas up to date.
func layTemporal(ctx context.Context, s steps, o TemporalOptions) error {
	target, err := temporalTarget(o.DatabaseURL)
	if err != nil {
		return err
	}
	group, groupCtx := errgroup.WithContext(ctx)
	for _, db := range []struct{ name, schema string }{
		{target.Main, "postgresql/v12/temporal"},
		{target.Visibility, "postgresql/v12/visibility"},
	} {
		group.Go(func() error {
			if err := createDatabase(groupCtx, o.DatabaseURL, db.name); err != nil {
				return err
			}
			// Both leave an up-to-date database as it is.
			for _, args := range [][]string{
				{"setup-schema", "--version", "0.0"},
				{"update-schema", "--schema-name", db.schema},
			} {
				cmd := exec.CommandContext(groupCtx, filepath.Join(o.BinDir, "temporal-sql-tool"), args...)
				cmd.Env = target.toolEnvironment(db.name)
				if err := s.run(groupCtx, "Temporal's schema in database "+db.name+" ("+args[0]+")", cmd); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return group.Wait()
}

// toolEnvironment keeps the password out of the process list.
func (t sqlTarget) toolEnvironment(database string) []string {
	return append(os.Environ(),
		"SQL_PLUGIN=postgres12_pgx", "SQL_HOST="+t.Host, "SQL_PORT="+t.Port,
		"SQL_USER="+t.User, "SQL_PASSWORD="+t.Password, "SQL_DATABASE="+database,
		"SQL_TLS="+strconv.FormatBool(t.TLS), "SQL_TLS_DISABLE_HOST_VERIFICATION="+strconv.FormatBool(!t.VerifyHost),
	)
}

// connectTo opens another database of the server at address.
func connectTo(ctx context.Context, address, database string) (*pgx.Conn, error) {
	c, err := pgx.ParseConfig(address)
	if err != nil {
		return nil, fmt.Errorf("read the database address: %w", err)
	}
	c.Database = database
	conn, err := pgx.ConnectConfig(ctx, c)
	if err != nil {
		return nil, fmt.Errorf("connect to database %s: %w", database, err)
	}
	return conn, nil
}

func forgetMembers(ctx context.Context, address, database string) error {
	conn, err := connectTo(ctx, address, database)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	if _, err := conn.Exec(ctx, "delete from cluster_membership"); err != nil {
		return fmt.Errorf("clear Temporal's list of members: %w", err)
	}
	return nil
}

// startTemporal starts the programs in o.BinDir on laid databases.
func startTemporal(ctx context.Context, c *console, o TemporalOptions, logDir string) (*Temporal, error) {
	if o.Namespace == "" {
		o.Namespace = "default"
	}
	if o.Port == 0 {
		port, err := FreePort()
		if err != nil {
			return nil, err
		}
		o.Port = port
	}
	target, err := temporalTarget(o.DatabaseURL)
	if err != nil {
		return nil, err
	}
	dir := filepath.Join(o.DataDir, "temporal")
	dynamicFile, err := writePrivate(dir, "dynamic.yaml", temporalDynamicConfig)
	if err != nil {
		return nil, err
	}
	t := &Temporal{Address: net.JoinHostPort("127.0.0.1", strconv.Itoa(o.Port)), Namespace: o.Namespace, BinDir: o.BinDir}
	spec := childSpec{
		readyTimeout: temporalStart, stopTimeout: temporalStop,
		stopSignal: syscall.SIGTERM, orphanSignal: syscall.SIGKILL,
		restart: true, logDir: logDir,
	}

	server := spec
	server.name, server.show = "temporal", showTemporal
	server.command = func() (*exec.Cmd, error) {
		// The list of members is of the server that ran last. A new one
		// would try to join it on ports that nobody listens on any more.
		if err := forgetMembers(context.WithoutCancel(ctx), o.DatabaseURL, target.Main); err != nil {
			return nil, err
		}
		ports, err := newTemporalPorts(o.Port)
		if err != nil {
			return nil, err
		}
		text, err := renderTemporalServer(target, ports, dynamicFile)
		if err != nil {
			return nil, err
		}
		file, err := writePrivate(dir, "server.yaml", text)
		if err != nil {
			return nil, err
		}
		return exec.CommandContext(context.WithoutCancel(ctx), filepath.Join(o.BinDir, "temporal-server"),
			"--config-file", file, "--allow-no-auth", "start"), nil
	}
	server.ready = func(ctx context.Context) error { return namespaceReady(ctx, t.Address, o.Namespace) }
	if t.server, err = startChild(ctx, c, server); err != nil {
		return nil, err
	}
	if o.UIPort == 0 {
		return t, nil
	}
	t.UIURL = "http://" + net.JoinHostPort("localhost", strconv.Itoa(o.UIPort)) // as the API: one site for cookies
	if t.ui, err = startTemporalUI(ctx, c, spec, o, t.Address); err != nil {
		t.Close()
		return nil, err
	}
	return t, nil
}

// showTemporal shows errors alone, without their stack traces. While the
// server's four services find or leave each other they report many.
func showTemporal(line []byte, serving bool) []byte {
	if !serving {
		return nil
	}
	var entry struct{ Level, Msg, Error string }
	if err := json.Unmarshal(line, &entry); err != nil {
		return line // a panic, for example
	}
	switch entry.Level {
	case "debug", "info", "warn":
		return nil
	}
	return fmt.Appendf(nil, "%s: %s: %s", entry.Level, entry.Msg, entry.Error)
}

// startTemporalUI starts the web UI for the server at address.
func startTemporalUI(ctx context.Context, c *console, spec childSpec, o TemporalOptions, address string) (*child, error) {
	text, err := renderTemporalUI(o.UIPort, address, o.Namespace)
	if err != nil {
		return nil, err
	}
	dir := filepath.Join(o.DataDir, "temporal")
	if _, err := writePrivate(dir, "ui.yaml", text); err != nil {
		return nil, err
	}
	spec.name, spec.show = "temporal-ui", showServing
	spec.command = func() (*exec.Cmd, error) {
		return exec.CommandContext(context.WithoutCancel(ctx), filepath.Join(o.BinDir, "temporal-ui"),
			"--root", dir, "--config", ".", "--env", "ui", "start"), nil
	}
	spec.ready = httpReady("http://" + net.JoinHostPort("127.0.0.1", strconv.Itoa(o.UIPort)) + "/healthz")
	return startChild(ctx, c, spec)
}

// Close stops the web UI and the server.
func (t *Temporal) Close() {
	if t.ui != nil {
		t.ui.stop()
	}
	t.server.stop()
}

// namespaceReady returns nil once the server serves the namespace, which it
// registers when it is missing.
func namespaceReady(ctx context.Context, address, namespace string) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	if err := dial(ctx, address); err != nil {
		return err
	}
	namespaces, err := client.NewNamespaceClient(client.Options{HostPort: address, Logger: noLog{}})
	if err != nil {
		return fmt.Errorf("reach Temporal: %w", err)
	}
	defer namespaces.Close()
	var missing *serviceerror.NamespaceNotFound
	if _, err := namespaces.Describe(ctx, namespace); err == nil {
		return serves(ctx, address, namespace)
	} else if !errors.As(err, &missing) {
		return fmt.Errorf("look for namespace %s: %w", namespace, err)
	}
	err = namespaces.Register(ctx, &workflowservice.RegisterNamespaceRequest{
		Namespace: namespace, Description: "InnConnect",
		WorkflowExecutionRetentionPeriod: durationpb.New(temporalRetention),
	})
	if err != nil {
		return fmt.Errorf("register namespace %s: %w", namespace, err)
	}
	return serves(ctx, address, namespace)
}

// serves starts nothing, but asks a question that every part of the server
// must answer: the frontend's copy of namespaces lags some seconds behind
// their registration, and history and matching join after it.
func serves(ctx context.Context, address, namespace string) error {
	c, err := client.DialContext(ctx, client.Options{HostPort: address, Namespace: namespace, Logger: noLog{}})
	if err != nil {
		return fmt.Errorf("reach Temporal: %w", err)
	}
	defer c.Close()
	_, err = c.DescribeWorkflowExecution(ctx, "no-such-workflow", "")
	var missing *serviceerror.NotFound
	if !errors.As(err, &missing) {
		return fmt.Errorf("ask history: %w", err)
	}
	if _, err := c.DescribeTaskQueue(ctx, "no-such-queue", enumspb.TASK_QUEUE_TYPE_WORKFLOW); err != nil {
		return fmt.Errorf("ask matching: %w", err)
	}
	if _, err := c.CountWorkflow(ctx, &workflowservice.CountWorkflowExecutionsRequest{Namespace: namespace}); err != nil {
		return fmt.Errorf("ask visibility: %w", err)
	}
	return nil
}

func dial(ctx context.Context, address string) error {
	conn, err := (&net.Dialer{Timeout: time.Second}).DialContext(ctx, "tcp", address)
	if err != nil {
		return err
	}
	return conn.Close()
}

// httpReady returns a check that wants a 2xx answer.
func httpReady(address string) func(context.Context) error {
	return func(ctx context.Context) error {
		ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
		defer cancel()
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
		if err != nil {
			return err
		}
		req.Close = true // a kept connection would be reset later, which some servers log
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			return err
		}
		defer func() { _ = res.Body.Close() }()
		if res.StatusCode/100 != 2 {
			return fmt.Errorf("%s answers %s", strings.TrimPrefix(address, "http://"), res.Status)
		}
		return nil
	}
}

// noLog keeps the client's own retries while the server starts out of the log.
type noLog struct{}

func (noLog) Debug(string, ...any) {}
func (noLog) Info(string, ...any)  {}
func (noLog) Warn(string, ...any)  {}
func (noLog) Error(string, ...any) {}

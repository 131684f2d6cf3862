package e2e

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"go.temporal.io/api/workflowservice/v1"
	temporal "go.temporal.io/sdk/client"
	"google.golang.org/protobuf/types/known/durationpb"

	"github.com/innconnect/innconnect/client"
	"github.com/innconnect/innconnect/internal/dev"
	"github.com/innconnect/innconnect/internal/llm/llmtest"
	"github.com/innconnect/innconnect/internal/store/storetest"
)

const (
	testOrigin = "https://shop.example"
	ready      = 60 * time.Second // a process that starts on a busy machine
)

// stack is the product as its users run it: the built binary's processes on a
// real Postgres and a real Temporal, with a scripted model server.
type stack struct {
	t      testing.TB
	binary string
	env    []string
	base   string // of the API
	api    *client.ClientWithResponses

	databaseURL string
	model       *llmtest.Server

	temporal  temporal.Client
	namespace string

	site siteCreated
}

type siteCreated struct {
	ID     string `json:"id"`
	APIKey string `json:"api_key"`
}

// startStack prepares a stack and starts its API. The test starts workers
// itself.
func startStack(t testing.TB) *stack {
	t.Helper()
	s := prepareStack(t)
	s.start("api")
	s.waitReady()
	return s
}

// prepareStack migrates a fresh database and creates a site.
func prepareStack(t testing.TB) *stack {
	t.Helper()
	return prepareStackOn(t, storetest.URL)
}

// prepareStackOn does it on the database that it is given the address of.
func prepareStackOn(t testing.TB, database func(testing.TB) string) *stack {
	t.Helper()
	address := os.Getenv("TEST_TEMPORAL_ADDRESS")
	if address == "" {
		t.Skip("TEST_TEMPORAL_ADDRESS is not set: `make test` starts a Temporal server and sets it")
	}
	s := &stack{t: t, binary: buildBinary(t), model: llmtest.NewServer(t, llmtest.Grounded)}
	s.namespace = newNamespace(t, address)
	port := freePort(t)
	s.base = "http://127.0.0.1:" + strconv.Itoa(port)
	s.databaseURL = database(t)
	s.env = append(os.Environ(),
		"DATABASE_URL="+s.databaseURL,
		"TEMPORAL_ADDRESS="+address,
		"TEMPORAL_NAMESPACE="+s.namespace,
		"PORT="+strconv.Itoa(port),
		"BIND_ADDRESS=127.0.0.1",
		"EMBEDDINGS_URL=",
		"MISTRAL_API_KEY=test-key",
		"MISTRAL_BASE_URL="+s.model.URL,
		"INNCONNECT_DATA_DIR="+t.TempDir(),
		"INNCONNECT_ENCRYPTION_KEY=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
	)
	var err error
	s.temporal, err = temporal.Dial(temporal.Options{HostPort: address, Namespace: s.namespace})
	require.NoError(t, err)
	t.Cleanup(s.temporal.Close)

	s.run("migrate")
	require.NoError(t, json.Unmarshal(s.run("site", "create", "--name", "Test Shop", "--origin", testOrigin), &s.site))
	s.run("site", "update", "--id", s.site.ID, "--repeated", "0") // tests ask the same question over and over
	s.api, err = client.New(s.base, s.site.APIKey, client.WithRequestEditorFn(client.WithOrigin(testOrigin)))
	require.NoError(t, err)
	return s
}

var build = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "innconnect-e2e-")
	if err != nil {
		return "", err
	}
	binary := filepath.Join(dir, "innconnect")
	args := []string{"build", "-o", binary}
	if os.Getenv("E2E_NO_RACE") == "" { // measurements are made without the race detector
		args = append(args, "-race")
	}
	out, err := exec.Command("go", append(args, "../cmd/innconnect")...).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("build: %w\n%s", err, out)
	}
	return binary, nil
})

func TestMain(m *testing.M) {
	code := m.Run()
	if binary, err := build(); err == nil {
		_ = os.RemoveAll(filepath.Dir(binary))
	}
	os.Exit(code)
}

func buildBinary(t testing.TB) string {
	t.Helper()
	binary, err := build()
	require.NoError(t, err)
	return binary
}

// newNamespace keeps this test's conversations apart from all others on the
// server, and waits until the server serves it.
func newNamespace(t testing.TB, address string) string {
	t.Helper()
	name := "test-" + uuid.NewString()
	nc, err := temporal.NewNamespaceClient(temporal.Options{HostPort: address})
	require.NoError(t, err)
	defer nc.Close()
	ctx, cancel := context.WithTimeout(context.Background(), ready)
	defer cancel()
	require.NoError(t, nc.Register(ctx, &workflowservice.RegisterNamespaceRequest{
		Namespace: name, WorkflowExecutionRetentionPeriod: durationpb.New(24 * time.Hour)}))
	c, err := temporal.Dial(temporal.Options{HostPort: address, Namespace: name})
	require.NoError(t, err)
	defer c.Close()
	require.Eventually(t, func() bool {
		_, err := c.CountWorkflow(ctx, &workflowservice.CountWorkflowExecutionsRequest{})
		return err == nil
	}, ready, 100*time.Millisecond)
	return name
}

func freePort(t testing.TB) int {
	t.Helper()
	port, err := dev.FreePort() // not one that an outgoing connection may take before the server does
	require.NoError(t, err)
	return port
}

// run runs a command of the binary to its end and returns what it printed.
func (s *stack) run(args ...string) []byte {
	s.t.Helper()
	return s.runWith(nil, args...)
}

func (s *stack) runWith(stdin io.Reader, args ...string) []byte {
	s.t.Helper()
	cmd := exec.Command(s.binary, args...)
	cmd.Env, cmd.Stdin = s.env, stdin
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	require.NoError(s.t, cmd.Run(), "%v: %s", args, stderr.String())
	return stdout.Bytes()
}

// process is a running command of the binary.
type process struct {
	cmd  *exec.Cmd
	done chan struct{}
}

// start starts a long-running command. It is stopped when the test ends, and
// the test fails if it had found a data race.
func (s *stack) start(args ...string) *process {
	s.t.Helper()
	cmd := exec.Command(s.binary, args...)
	cmd.Env = s.env
	pipe, err := cmd.StderrPipe()
	require.NoError(s.t, err)
	require.NoError(s.t, cmd.Start())
	p := &process{cmd: cmd, done: make(chan struct{})}
	var log bytes.Buffer
	go func() {
		defer close(p.done)
		lines := bufio.NewScanner(pipe)
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			fmt.Fprintf(&log, "%s: %s\n", args[0], lines.Text())
		}
		_ = cmd.Wait()
	}()
	s.t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		<-p.done
		if strings.Contains(log.String(), "DATA RACE") {
			s.t.Error("data race")
		}
		if s.t.Failed() {
			s.t.Log(log.String())
		}
	})
	return p
}

func (p *process) kill(t testing.TB) {
	t.Helper()
	require.NoError(t, p.cmd.Process.Signal(syscall.SIGKILL))
	<-p.done
}

func (s *stack) waitReady() {
	s.t.Helper()
	require.Eventually(s.t, func() bool {
		resp, err := http.Get(s.base + "/api/chat/health?ready=1")
		if err != nil {
			return false
		}
		defer resp.Body.Close()
		return resp.StatusCode == http.StatusOK
	}, ready, 50*time.Millisecond)
}

package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	temporal "go.temporal.io/sdk/client"

	"github.com/innconnect/innconnect/client"
	"github.com/innconnect/innconnect/internal/dev"
	"github.com/innconnect/innconnect/internal/llm/llmtest"
)

// arena is the whole product as `make run` runs it, in a folder and on ports of
// its own, with a scripted model: a test may kill any part of it.
type arena struct {
	*stack
	supervisor *os.Process
}

// part is a process of an arena that can be killed.
type part string

// The parts.
const (
	apiPart      part = "API"
	workerPart   part = "worker"
	temporalPart part = "Temporal server"
	postgresPart part = "Postgres"
)

func startArena(t testing.TB) *arena {
	t.Helper()
	if os.Getenv("TEST_TEMPORAL_ADDRESS") == "" {
		t.Skip("TEST_TEMPORAL_ADDRESS is not set: `make test` starts services and sets it")
	}
	dir, err := os.MkdirTemp("", "innconnect-arena-") // not t.TempDir: the database's user passes through
	require.NoError(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	require.NoError(t, os.Chmod(dir, 0o755))
	a := &arena{stack: &stack{t: t, binary: buildBinary(t), model: llmtest.NewServer(t, llmtest.Grounded)}}
	port := freePort(t)
	a.base = "http://127.0.0.1:" + strconv.Itoa(port)
	a.api, err = client.New(a.base, "", client.WithRequestEditorFn(client.WithOrigin(testOrigin)))
	require.NoError(t, err)
	a.env = append(os.Environ(),
		"INNCONNECT_DATA_DIR="+dir,
		"DATABASE_URL=", "TEMPORAL_ADDRESS=",
		"PORT="+strconv.Itoa(port),
		"EMBEDDINGS_URL=http://127.0.0.1:1/v1", // answers come by words alone
		"INNCONNECT_TURNS_PER_RUN=5",           // new runs while faults happen
		"MISTRAL_API_KEY=test-key",
		"MISTRAL_BASE_URL="+a.model.URL,
	)
	for _, name := range []string{"POSTGRES_PORT", "TEMPORAL_PORT", "TEMPORAL_UI_PORT", "METRICS_PORT"} {
		a.env = append(a.env, name+"="+strconv.Itoa(freePort(t)))
	}
	running := a.supervise(dir)

	a.namespace = running.TemporalNamespace
	a.databaseURL = running.DatabaseURL
	a.env = append(os.Environ(), running.Env()...)
	a.temporal, err = temporal.NewLazyClient(temporal.Options{HostPort: running.TemporalAddress, Namespace: a.namespace})
	require.NoError(t, err)
	t.Cleanup(a.temporal.Close)
	a.createSite("Arena")
	a.importArticles(map[string]string{"pets": petsArticle, "parking": parkingArticle})
	a.useModel(llmtest.Grounded)
	return a
}

// supervise starts the stack and waits until it serves.
func (a *arena) supervise(dir string) dev.Stack {
	a.t.Helper()
	cmd := exec.Command(a.binary, "dev")
	cmd.Env, cmd.Dir = a.env, ".."
	var log lockedBuffer
	cmd.Stdout, cmd.Stderr = &log, &log
	require.NoError(a.t, cmd.Start())
	a.supervisor = cmd.Process
	ended := make(chan struct{})
	go func() { _ = cmd.Wait(); close(ended) }()
	a.t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		<-ended
		if a.t.Failed() {
			a.t.Log(log.String())
		}
	})
	var running dev.Stack
	require.Eventually(a.t, func() (serves bool) {
		var err error
		running, err = dev.Discover(dir)
		return err == nil
	}, 3*ready, 50*time.Millisecond, "the stack does not start")
	return running
}

// lockedBuffer is a log that is written while it is read.
type lockedBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

// kill ends a part by SIGKILL. The supervisor starts it again. A part that is
// down at this moment is waited for.
func (a *arena) kill(p part) {
	a.t.Helper()
	var pid int
	require.Eventually(a.t, func() bool { pid = a.find(p); return pid != 0 }, ready, 20*time.Millisecond, "no %s runs", p)
	require.NoError(a.t, syscall.Kill(pid, syscall.SIGKILL))
}

// find returns the process of a part, 0 while none runs.
func (a *arena) find(p part) int {
	children, err := os.ReadDir("/proc")
	if err != nil {
		a.t.Skip("kills parts by their process, which needs /proc")
	}
	for _, entry := range children {
		pid, err := strconv.Atoi(entry.Name())
		if err != nil || parentOf(pid) != a.supervisor.Pid {
			continue
		}
		args, _ := os.ReadFile(filepath.Join("/proc", entry.Name(), "cmdline"))
		words := strings.Split(string(args), "\x00")
		if len(words) < 2 {
			continue
		}
		found := map[part]bool{
			apiPart:      words[0] == a.binary && words[1] == "api",
			workerPart:   words[0] == a.binary && words[1] == "worker",
			temporalPart: filepath.Base(words[0]) == "temporal-server",
			postgresPart: filepath.Base(words[0]) == "postgres",
		}
		if found[p] {
			return pid
		}
	}
	return 0
}

// parentOf returns the parent of a process, 0 when there is none such.
func parentOf(pid int) int {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0
	}
	_, rest, _ := bytes.Cut(stat, []byte(") ")) // the name before may hold anything
	fields := strings.Fields(string(rest))
	if len(fields) < 2 {
		return 0
	}
	parent, _ := strconv.Atoi(fields[1])
	return parent
}

// createSite makes a site without limits and has the client use its key.
func (s *stack) createSite(name string) {
	s.t.Helper()
	require.NoError(s.t, json.Unmarshal(s.run("site", "create", "--name", name, "--origin", testOrigin), &s.site))
	s.run("site", "update", "--id", s.site.ID, "--limit-messages", "0", "--limit-sessions", "0",
		"--limit-site-sessions", "0", "--limit-tokens", "0", "--limit-site-tokens", "0",
		"--repeated", "0") // visitors ask the same over and over
	var err error
	s.api, err = client.New(s.base, s.site.APIKey, client.WithRequestEditorFn(client.WithOrigin(testOrigin)))
	require.NoError(s.t, err)
}

// insist sends a message as the widget does: again and again under its own id
// until it is accepted and answered, or refused for good.
func (s *stack) insist(ctx context.Context, in client.Session, clientID, content string) error {
	for {
		_, err := s.send(ctx, in, clientID, content)
		if err == nil || ctx.Err() != nil {
			return err
		}
		var p *client.Problem
		if errors.As(err, &p) && p.Status < 500 && p.Status != 429 {
			return err
		}
		pause := 100*time.Millisecond + rand.N(200*time.Millisecond)
		select {
		case <-ctx.Done():
			return err
		case <-time.After(pause):
		}
	}
}

// begin starts a conversation, insisting as well.
func (s *stack) begin(ctx context.Context) (client.Session, error) {
	for {
		out, err := client.Check(s.api.CreateSessionWithResponse(ctx, nil, client.NewSession{}))
		if err == nil {
			return *out.JSON201, nil
		}
		select {
		case <-ctx.Done():
			return client.Session{}, err
		case <-time.After(100 * time.Millisecond):
		}
	}
}

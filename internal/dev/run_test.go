package dev

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// stackProcess is a supervisor in a process of its own.
type stackProcess struct {
	cmd  *exec.Cmd
	out  *lockedBuffer
	done chan error
}

func startStack(t *testing.T, o Options) *stackProcess {
	t.Helper()
	text, err := json.Marshal(struct {
		RepoRoot, DataDir, Binary, TemporalBinDir string
		Ports                                     Ports
		Env                                       []string
	}{o.RepoRoot, o.DataDir, o.Binary, o.TemporalBinDir, o.Ports, o.Env})
	if err != nil {
		t.Fatal(err)
	}
	s := &stackProcess{cmd: exec.CommandContext(t.Context(), os.Args[0]), out: &lockedBuffer{}, done: make(chan error, 1)}
	s.cmd.Env = append(os.Environ(), playStack+"="+string(text), playProduct+"=1")
	s.cmd.Stdout, s.cmd.Stderr = s.out, s.out
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { s.done <- s.cmd.Wait() }()
	return s
}

// up waits for the closing block and returns how long it took.
func (s *stackProcess) up(t *testing.T) time.Duration {
	t.Helper()
	started := time.Now()
	for time.Since(started) < 4*time.Minute {
		if strings.Contains(s.out.String(), "Data and logs") {
			return time.Since(started)
		}
		select {
		case err := <-s.done:
			t.Fatalf("the stack ended: %v\n%s", err, s.out.String())
		case <-time.After(50 * time.Millisecond):
		}
	}
	t.Fatalf("the stack is not up:\n%s", s.out.String())
	return 0
}

// stop sends the signal and returns how the supervisor ended.
func (s *stackProcess) stop(t *testing.T, signal syscall.Signal) error {
	t.Helper()
	if err := s.cmd.Process.Signal(signal); err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-s.done:
		return err
	case <-time.After(time.Minute):
		t.Fatalf("still running a minute after %v:\n%s", signal, s.out.String())
		return nil
	}
}

func stackOptions(t *testing.T) Options {
	t.Helper()
	needPostgres(t)
	o := Options{RepoRoot: repoRoot(t), DataDir: clusterDir(t), Binary: os.Args[0], TemporalBinDir: temporalPrograms(t), Env: []string{"EXTRA=given"}}
	for _, port := range []*int{&o.Ports.API, &o.Ports.Temporal, &o.Ports.TemporalUI, &o.Ports.Postgres, &o.Ports.Embedder} {
		free, err := FreePort()
		if err != nil {
			t.Fatal(err)
		}
		*port = free
	}
	// The embedding service is tested elsewhere; here its absence is.
	o.RepoRoot = filepath.Join(t.TempDir(), "without-tools")
	return o
}

func TestStackFromStartToStop(t *testing.T) {
	o := stackOptions(t)
	s := startStack(t, o)
	s.up(t)
	for _, want := range []string{
		"sk_demo", "admin@example.com / secret", "/demo", "/admin",
		"off: lexical search only, because read its requirements",
		"api         | api has given yes", "worker      | worker has given yes",
	} {
		eventually(t, want+" on the console", func() bool { return strings.Contains(s.out.String(), want) })
	}
	stack, err := Discover(o.DataDir)
	if err != nil {
		t.Fatal(err)
	}
	if err := serves(t.Context(), stack.TemporalAddress, stack.TemporalNamespace); err != nil {
		t.Error(err)
	}
	conn, err := pgx.Connect(t.Context(), stack.DatabaseURL)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Exec(t.Context(), "create table note (body text)"); err != nil {
		t.Error(err)
	}
	_ = conn.Close(t.Context())

	second := startStack(t, o)
	if err := <-second.done; err == nil || !strings.Contains(second.out.String(), "already runs") {
		t.Errorf("a second stack in the same folder: %v\n%s", err, second.out.String())
	}
	elsewhere := o
	elsewhere.DataDir = clusterDir(t)
	third := startStack(t, elsewhere)
	if err := <-third.done; err == nil || !strings.Contains(third.out.String(), "set POSTGRES_PORT") {
		t.Errorf("a second stack on the same ports: %v\n%s", err, third.out.String())
	}

	family := descendants(t, s.cmd.Process.Pid)
	if runtime.GOOS == "linux" && len(family) < 5 {
		t.Errorf("only %v run below the supervisor", family)
	}
	if err := s.stop(t, syscall.SIGTERM); err != nil {
		t.Errorf("the supervisor ended with %v:\n%s", err, s.out.String())
	}
	for _, pid := range family {
		eventually(t, "the end of all processes", func() bool { return !running(pid) })
	}
	if _, err := Discover(o.DataDir); !errors.Is(err, ErrNoStack) {
		t.Errorf("after the stop: %v", err)
	}

	again := startStack(t, o)
	took := again.up(t)
	t.Logf("the second start took %s", took.Round(100*time.Millisecond))
	if took > 15*time.Second {
		t.Errorf("the second start took %s", took)
	}
	if conn, err = pgx.Connect(t.Context(), stack.DatabaseURL); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Exec(t.Context(), "select body from note"); err != nil {
		t.Errorf("the table is gone: %v", err)
	}
	_ = conn.Close(t.Context())

	// Nobody can stop what a killed supervisor leaves but the kernel.
	if runtime.GOOS != "linux" {
		_ = again.stop(t, syscall.SIGINT)
		return
	}
	family = descendants(t, again.cmd.Process.Pid)
	_ = again.stop(t, syscall.SIGKILL)
	for _, pid := range family {
		eventually(t, "the end of all processes after SIGKILL", func() bool { return !running(pid) })
	}
	if _, err := Discover(o.DataDir); !errors.Is(err, ErrNoStack) {
		t.Errorf("after SIGKILL: %v", err)
	}
}

func TestStackThatCannotStartLeavesNothing(t *testing.T) {
	o := stackOptions(t)
	o.Binary = "/bin/false"
	s := startStack(t, o)
	if err := <-s.done; err == nil {
		t.Error("no error")
	}
	if out := s.out.String(); !strings.Contains(out, "database schema") {
		t.Errorf("the reason is not in\n%s", out)
	}
	if _, err := os.Stat(filepath.Join(o.DataDir, "postgres", "data", "postmaster.pid")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("Postgres still runs: %v", err)
	}
	if err := tryPort(o.Ports.Temporal); err != nil {
		t.Errorf("Temporal still runs: %v", err)
	}
}

func TestOptionsNeedTheirPaths(t *testing.T) {
	for name, o := range map[string]Options{
		"binary":    {DataDir: "d", RepoRoot: "r"},
		"data":      {Binary: "b", RepoRoot: "r"},
		"repo root": {Binary: "b", DataDir: t.TempDir()},
	} {
		if err := Run(t.Context(), o); err == nil {
			t.Errorf("without %s: no error", name)
		}
	}
}

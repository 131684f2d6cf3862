package dev

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// lockedBuffer collects a console's output.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func shellChild(t *testing.T, script string) childSpec {
	t.Helper()
	return childSpec{
		name: "shell",
		command: func() (*exec.Cmd, error) {
			return exec.CommandContext(context.WithoutCancel(t.Context()), "sh", "-c", script), nil
		},
		readyTimeout: 10 * time.Second,
		stopSignal:   syscall.SIGTERM,
		orphanSignal: syscall.SIGKILL,
		stopTimeout:  5 * time.Second,
	}
}

func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for range 500 {
		if ok() {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatalf("not after 10 s: %s", what)
}

func TestChildIsStartedAgain(t *testing.T) {
	out := &lockedBuffer{}
	counter := filepath.Join(t.TempDir(), "starts")
	spec := shellChild(t, "echo x >> "+counter+"; echo started; [ $(wc -l < "+counter+") -gt 1 ] && exec sleep 60; exit 3")
	spec.restart = true
	ch, err := startChild(t.Context(), newConsole(out), spec)
	if err != nil {
		t.Fatal(err)
	}
	eventually(t, "two starts", func() bool {
		text, _ := os.ReadFile(counter)
		return strings.Count(string(text), "x") == 2
	})
	ch.stop()
	if got := out.String(); !strings.Contains(got, "shell ended (exit status 3)") || !strings.Contains(got, "shell       | started") {
		t.Errorf("the console shows:\n%s", got)
	}
}

func TestChildThatEndsEarlyShowsItsLastWords(t *testing.T) {
	spec := shellChild(t, "echo no database >&2; exit 1")
	spec.ready = func(context.Context) error { return errors.New("never") }
	_, err := startChild(t.Context(), newConsole(nil), spec)
	if err == nil || !strings.Contains(err.Error(), "no database") || !strings.Contains(err.Error(), "exit status 1") {
		t.Errorf("got %v", err)
	}
}

func TestChildThatIsNeverReady(t *testing.T) {
	spec := shellChild(t, "exec sleep 60")
	spec.readyTimeout = 200 * time.Millisecond
	spec.ready = func(context.Context) error { return errors.New("port is closed") }
	_, err := startChild(t.Context(), newConsole(nil), spec)
	if err == nil || !strings.Contains(err.Error(), "port is closed") {
		t.Errorf("got %v", err)
	}
}

// A child that ignores the polite signal, and what it started, are killed.
func TestStopLeavesNoProcess(t *testing.T) {
	pidFile := filepath.Join(t.TempDir(), "pid")
	spec := shellChild(t, "trap '' TERM; sleep 60 & echo $! > "+pidFile+"; while true; do sleep 1; done")
	spec.stopTimeout = 200 * time.Millisecond
	ch, err := startChild(t.Context(), newConsole(nil), spec)
	if err != nil {
		t.Fatal(err)
	}
	eventually(t, "the grandchild's number", func() bool {
		text, _ := os.ReadFile(pidFile)
		return len(text) > 0
	})
	text, err := os.ReadFile(pidFile)
	if err != nil {
		t.Fatal(err)
	}
	grandchild := leadingNumber(strings.TrimSpace(string(text)))
	ch.stop()
	eventually(t, "the end of the grandchild", func() bool { return !running(grandchild) })
}

func TestLinesAreWholeAndCoded(t *testing.T) {
	out := &lockedBuffer{}
	dir := t.TempDir()
	l, err := newChildLog(newConsole(out), dir, "api", nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{"one\ntw", "o\r\nthr", "ee"} {
		if _, err := l.Write([]byte(part)); err != nil {
			t.Fatal(err)
		}
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if want := "api         | one\napi         | two\napi         | three\n"; out.String() != want {
		t.Errorf("shown:\n%q, want\n%q", out.String(), want)
	}
	kept, err := os.ReadFile(filepath.Join(dir, "api.log"))
	if err != nil || string(kept) != "one\ntwo\r\nthree" {
		t.Errorf("kept %q, %v", kept, err)
	}
}

func TestShowTemporal(t *testing.T) {
	for line, want := range map[string]string{
		`{"level":"warn","msg":"slow"}`:                                   "",
		`{"level":"error","msg":"broken","error":"why","stacktrace":"x"}`: "error: broken: why",
		"panic: x": "panic: x",
	} {
		if got := string(showTemporal([]byte(line), true)); got != want {
			t.Errorf("%s shows %q, want %q", line, got, want)
		}
		if got := showTemporal([]byte(line), false); got != nil {
			t.Errorf("%s shows %q while it starts", line, got)
		}
	}
}

func TestShowPostgres(t *testing.T) {
	show := showPostgres()
	for _, c := range []struct {
		line  string
		shown bool
	}{
		{"2026-01-01 00:00:00.000 UTC [5] LOG:  checkpoint", false},
		{"2026-01-01 00:00:00.000 UTC [5] innconnect ERROR:  no such table", true},
		{"\tcontinued", true},
		{"2026-01-01 00:00:00.000 UTC [5] temporal_visibility ERROR:  duplicate key", false},
		{"\tcontinued", false},
		{"2026-01-01 00:00:00.000 UTC [5] PANIC:  disk is full", true},
	} {
		if got := show([]byte(c.line), true) != nil; got != c.shown {
			t.Errorf("%q shown: %v", c.line, got)
		}
	}
}

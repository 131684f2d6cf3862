package dev

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

const progressEvery = 5 * time.Second

// steps runs the long one-off commands of a first start: it says what runs,
// how long it has taken, and shows the end of the output when one fails.
type steps struct {
	console *console
	logDir  string // holds install.log; "" keeps no copy
}

// tailFollows ends the first line of the error of a command that failed.
const tailFollows = "; its last lines:"

// summary is the first line of an error, without the output that follows it.
func summary(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return strings.TrimSuffix(line, tailFollows)
}

// run executes one command. The command and all that it started are killed
// when ctx ends.
func (s steps) run(ctx context.Context, label string, cmd *exec.Cmd) error {
	output := &strings.Builder{} // one writer for both: os/exec then copies in one goroutine
	cmd.Stdout, cmd.Stderr = output, output
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = sysProcAttr(syscall.SIGKILL, nil)
	}
	cmd.WaitDelay = 2 * time.Second

	started := time.Now()
	if err := startCommand(cmd); err != nil {
		return fmt.Errorf("%s: %w", label, err)
	}
	var failed error // set before ended is closed
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		failed = cmd.Wait()
	}()
	tick := time.NewTicker(progressEvery)
	defer tick.Stop()
	for {
		select {
		case <-ended:
			s.keep(label, cmd, output.String())
			if ctx.Err() != nil {
				return fmt.Errorf("%s: %w", label, ctx.Err())
			}
			if failed != nil {
				return fmt.Errorf("%s: %w%s\n%s", label, failed, tailFollows, lastLines(output.String(), keptLines))
			}
			if took := time.Since(started); took > progressEvery {
				s.console.printf("%s: done in %s", label, took.Round(time.Second))
			}
			return nil
		case <-tick.C:
			s.console.printf("%s ... %s", label, time.Since(started).Round(time.Second))
		case <-ctx.Done():
			_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
			<-ended
			return fmt.Errorf("%s: %w", label, ctx.Err())
		}
	}
}

// keep appends the output to the installation log, for a later look.
func (s steps) keep(label string, cmd *exec.Cmd, output string) {
	if s.logDir == "" {
		return
	}
	f, err := os.OpenFile(filepath.Join(s.logDir, "install.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return // the caller has the output too
	}
	defer func() { _ = f.Close() }()
	_, _ = fmt.Fprintf(f, "== %s %s\n%s\n%s\n", time.Now().Format(time.RFC3339), label, strings.Join(cmd.Args, " "), output)
}

func lastLines(text string, n int) string {
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	return strings.Join(lines[max(0, len(lines)-n):], "\n")
}

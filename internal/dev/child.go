package dev

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"sync"
	"syscall"
	"time"
)

// childSpec says how to run one child process.
type childSpec struct {
	name    string
	command func() (*exec.Cmd, error) // called again for every restart
	// ready returns nil once the child serves; it is asked every 25 ms.
	ready        func(context.Context) error
	readyTimeout time.Duration
	stopSignal   syscall.Signal // a polite end
	orphanSignal syscall.Signal // when the supervisor dies (Linux)
	stopTimeout  time.Duration  // after the polite signal; then SIGKILL
	user         *syscall.Credential
	restart      bool
	logDir       string     // "" keeps no log file
	show         lineFilter // nil shows every line
}

const (
	firstBackoff = 500 * time.Millisecond
	lastBackoff  = 30 * time.Second
	// A child that lived this long has recovered: its next crash starts at
	// the first backoff again.
	healthyAfter = time.Minute
	readyPoll    = 25 * time.Millisecond
)

// child is one supervised process.
type child struct {
	spec    childSpec
	console *console
	log     *childLog

	mu      sync.Mutex
	pid     int // 0 while none runs
	stopped bool

	stopping chan struct{} // closed by stop
	done     chan struct{} // closed when the child will not run again
}

// startChild starts the process and returns once it is ready. When it exits
// first, or is not ready in time, the error says so and holds its last lines.
func startChild(ctx context.Context, c *console, spec childSpec) (*child, error) {
	log, err := newChildLog(c, spec.logDir, spec.name, spec.show)
	if err != nil {
		return nil, err
	}
	ch := &child{
		spec: spec, console: c, log: log,
		stopping: make(chan struct{}), done: make(chan struct{}),
	}
	cmd, err := ch.launch()
	if err != nil {
		_ = log.Close()
		return nil, err
	}
	started := time.Now()
	exited := make(chan error, 1)
	go ch.supervise(cmd, exited)
	if err := ch.awaitReady(ctx, exited); err != nil {
		ch.stop()
		return nil, err
	}
	log.serving.Store(true)
	if spec.ready != nil {
		c.printf("%s is ready (%.1f s)", spec.name, time.Since(started).Seconds())
	}
	return ch, nil
}

// process returns the id of the running process, 0 between two runs.
func (ch *child) process() int {
	ch.mu.Lock()
	defer ch.mu.Unlock()
	return ch.pid
}

func (ch *child) launch() (*exec.Cmd, error) {
	cmd, err := ch.spec.command()
	if err != nil {
		return nil, fmt.Errorf("start %s: %w", ch.spec.name, err)
	}
	cmd.Stdout, cmd.Stderr = ch.log, ch.log
	cmd.SysProcAttr = sysProcAttr(ch.spec.orphanSignal, ch.spec.user)
	cmd.WaitDelay = 2 * time.Second // for a grandchild that keeps the pipe open
	ch.mu.Lock()
	defer ch.mu.Unlock()
	if ch.stopped {
		return nil, errStopping
	}
	if err := startCommand(cmd); err != nil {
		return nil, fmt.Errorf("start %s: %w", ch.spec.name, err)
	}
	ch.pid = cmd.Process.Pid
	return cmd, nil
}

var errStopping = errors.New("stopping")

// supervise waits for the process and starts it again as long as it may.
// The first end is also reported on exited.
func (ch *child) supervise(cmd *exec.Cmd, exited chan<- error) {
	defer close(ch.done)
	defer func() { _ = ch.log.Close() }()
	backoff := firstBackoff
	for {
		if cmd != nil {
			started := time.Now()
			err := cmd.Wait()
			ch.mu.Lock()
			ch.pid = 0
			stopped := ch.stopped
			ch.mu.Unlock()
			// Whatever the process left behind in its group goes with it.
			_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
			select {
			case exited <- err:
			default:
			}
			if stopped || !ch.spec.restart {
				return
			}
			if time.Since(started) > healthyAfter {
				backoff = firstBackoff
			}
			ch.console.printf("%s ended (%s); starting it again in %s", ch.spec.name, exitText(err), backoff)
		}
		select {
		case <-ch.stopping:
			return
		case <-time.After(backoff):
		}
		backoff = min(2*backoff, lastBackoff)
		next, err := ch.launch()
		if errors.Is(err, errStopping) {
			return
		}
		if err != nil {
			ch.console.printf("%v; trying again in %s", err, backoff)
		}
		cmd = next
	}
}

func exitText(err error) string {
	if err == nil {
		return "exit status 0"
	}
	return err.Error()
}

func (ch *child) awaitReady(ctx context.Context, exited <-chan error) error {
	if ch.spec.ready == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, ch.spec.readyTimeout)
	defer cancel()
	for {
		last := ch.spec.ready(ctx)
		if last == nil {
			return nil
		}
		select {
		case err := <-exited:
			return fmt.Errorf("%s ended before it was ready (%s)%s", ch.spec.name, exitText(err), ch.lastWords())
		case <-ctx.Done():
			if errors.Is(ctx.Err(), context.Canceled) {
				return ctx.Err()
			}
			return fmt.Errorf("%s was not ready after %s: %w%s", ch.spec.name, ch.spec.readyTimeout, last, ch.lastWords())
		case <-time.After(readyPoll):
		}
	}
}

func (ch *child) lastWords() string {
	if tail := ch.log.tail(); tail != "" {
		return tailFollows + "\n" + tail
	}
	return ""
}

// stop ends the process and waits for it: politely first, by SIGKILL to its
// whole group after the time-out. It may be called more than once.
func (ch *child) stop() {
	ch.mu.Lock()
	if !ch.stopped {
		ch.stopped = true
		ch.log.serving.Store(false)
		close(ch.stopping)
		if ch.pid != 0 {
			_ = syscall.Kill(ch.pid, ch.spec.stopSignal)
		}
	}
	ch.mu.Unlock()
	select {
	case <-ch.done:
		return
	case <-time.After(ch.spec.stopTimeout):
	}
	if pid := ch.process(); pid != 0 {
		ch.console.printf("%s did not stop within %s: killing it", ch.spec.name, ch.spec.stopTimeout)
		_ = syscall.Kill(-pid, syscall.SIGKILL)
	}
	<-ch.done
}

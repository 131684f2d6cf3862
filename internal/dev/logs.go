package dev

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"

	"golang.org/x/term"
)

// console is the terminal that all children share. Its methods may be called
// from several goroutines; a line is never torn.
type console struct {
	mu     sync.Mutex
	out    io.Writer
	colour bool
}

func newConsole(out io.Writer) *console {
	if out == nil {
		out = io.Discard
	}
	f, isFile := out.(*os.File)
	colour := isFile && term.IsTerminal(int(f.Fd())) && os.Getenv("NO_COLOR") == ""
	return &console{out: out, colour: colour}
}

// nameWidth fits the longest name of a child, "temporal-ui".
const nameWidth = 11

var colours = []int{36, 33, 32, 35, 34, 96, 93, 92}

func (c *console) line(name string, text []byte) {
	prefix := fmt.Sprintf("%-*s | ", nameWidth, name)
	if c.colour {
		sum := 0
		for _, b := range []byte(name) {
			sum += int(b)
		}
		prefix = fmt.Sprintf("\x1b[%dm%s\x1b[0m", colours[sum%len(colours)], prefix)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	_, _ = fmt.Fprintf(c.out, "%s%s\n", prefix, text)
}

// printf writes a line of the supervisor's own.
func (c *console) printf(format string, args ...any) {
	c.line("dev", fmt.Appendf(nil, format, args...))
}

// block writes text as it is, in one piece.
func (c *console) block(text string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	_, _ = io.WriteString(c.out, text)
}

// childLog cuts a child's output into lines for the console, and copies it to
// a file. The last lines are kept, to be shown when the child fails to start.
type childLog struct {
	console *console
	name    string
	show    lineFilter
	serving atomic.Bool // ready, and not told to stop
	file    *os.File    // nil: no copy

	mu      sync.Mutex
	partial []byte
	last    [][]byte
}

const (
	keptLines   = 20
	longestLine = 64 << 10 // bytes; a longer line is shown in pieces
)

// lineFilter returns what the console shows of a line, nil for nothing. The
// file has every line. serving is false while the child starts and stops, when
// some programs complain about what is only natural.
type lineFilter func(line []byte, serving bool) []byte

func showAll(line []byte, _ bool) []byte { return line }

func showServing(line []byte, serving bool) []byte {
	if serving {
		return line
	}
	return nil
}

// newChildLog opens dir/name.log and keeps the previous run's as name.log.1.
func newChildLog(c *console, dir, name string, show lineFilter) (*childLog, error) {
	if show == nil {
		show = showAll
	}
	l := &childLog{console: c, name: name, show: show}
	if dir == "" {
		return l, nil
	}
	path := filepath.Join(dir, name+".log")
	if err := os.Rename(path, path+".1"); err != nil && !os.IsNotExist(err) {
		return nil, fmt.Errorf("keep the earlier log of %s: %w", name, err)
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open the log of %s: %w", name, err)
	}
	l.file = f
	return l, nil
}

func (l *childLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.file != nil {
		_, _ = l.file.Write(p) // a full disk must not stop the child
	}
	l.partial = append(l.partial, p...)
	for {
		line, rest, found := bytes.Cut(l.partial, []byte("\n"))
		if !found {
			if len(l.partial) < longestLine {
				return len(p), nil
			}
			line, rest = l.partial, nil
		}
		l.emit(bytes.TrimRight(line, "\r"))
		l.partial = append(l.partial[:0:0], rest...)
	}
}

func (l *childLog) emit(line []byte) {
	if shown := l.show(line, l.serving.Load()); shown != nil {
		l.console.line(l.name, shown)
	}
	l.last = append(l.last, bytes.Clone(line))
	if len(l.last) > keptLines {
		l.last = l.last[1:]
	}
}

// tail returns the last lines, oldest first.
func (l *childLog) tail() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return string(bytes.Join(l.last, []byte("\n")))
}

func (l *childLog) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.partial) > 0 {
		l.emit(l.partial)
		l.partial = nil
	}
	if l.file == nil {
		return nil
	}
	return l.file.Close()
}

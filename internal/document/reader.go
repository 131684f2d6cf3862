package document

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime/debug"
	"syscall"
	"time"

	"github.com/innconnect/innconnect/internal/chat"
)

const (
	readTimeout = 60 * time.Second
	readMemory  = 768 << 20 // bytes of the process
	readOutput  = 8 << 20   // bytes of what it says
)

// Reader reads documents in a process of its own for each, which ends after a
// time and cannot take more than its share of memory: a file that a library
// cannot cope with costs that process and nothing else.
type Reader struct {
	// Command is the program, with its arguments, that calls Serve.
	Command []string
}

// outcome is what a reading process says.
type outcome struct {
	Document chat.Document     `json:"document"`
	Error    *chat.ImportError `json:"error"`
}

// Read returns a document's text. Errors are *chat.ImportError, unless the
// process could not be started or ctx ended.
func (r Reader) Read(ctx context.Context, in Input) (chat.Document, error) {
	bounded, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	request, err := json.Marshal(in)
	if err != nil {
		return chat.Document{}, fmt.Errorf("write document: %w", err)
	}
	var said limitedBuffer
	run := exec.CommandContext(bounded, r.Command[0], r.Command[1:]...)
	run.Env = []string{} // it needs none of our secrets
	run.Stdin = bytes.NewReader(request)
	run.Stdout = &said
	run.WaitDelay = time.Second
	if err := run.Start(); err != nil {
		return chat.Document{}, fmt.Errorf("start reading process: %w", err)
	}
	failed := run.Wait()
	if ctx.Err() != nil {
		return chat.Document{}, ctx.Err()
	}
	var out outcome
	if failed != nil || said.full || json.Unmarshal(said.Bytes(), &out) != nil {
		return chat.Document{}, chat.ImportRefused(chat.ImportTooComplex, "")
	}
	if out.Error != nil {
		return chat.Document{}, out.Error
	}
	return out.Document, nil
}

// limitedBuffer keeps as much as a document may say.
type limitedBuffer struct {
	bytes.Buffer
	full bool
}

func (b *limitedBuffer) Write(p []byte) (int, error) {
	if b.Len()+len(p) > readOutput {
		b.full = true
		return 0, io.ErrShortWrite
	}
	return b.Buffer.Write(p)
}

// Serve reads one document from in and writes what it says to out, after taking
// memory away from its own process.
func Serve(in io.Reader, out io.Writer) error {
	debug.SetMemoryLimit(readMemory / 2) // collect before it is used up
	limit := syscall.Rlimit{Cur: readMemory, Max: readMemory}
	if err := syscall.Setrlimit(syscall.RLIMIT_DATA, &limit); err != nil {
		return fmt.Errorf("limit memory: %w", err)
	}
	_ = syscall.Setrlimit(syscall.RLIMIT_CORE, &syscall.Rlimit{}) // a crash is expected, not looked at
	var request Input
	if err := json.NewDecoder(in).Decode(&request); err != nil {
		return fmt.Errorf("read document: %w", err)
	}
	var said outcome
	var err error
	if said.Document, err = Read(request); err != nil {
		said.Error = chat.AsImportError(err)
		if said.Error == nil {
			return err
		}
	}
	return json.NewEncoder(out).Encode(said)
}

// Argument is what the program is called with to be a reading process.
const Argument = "read-document"

// Command is this program, called with the given argument.
func Command(argument string) ([]string, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("find own program: %w", err)
	}
	return []string{self, argument}, nil
}

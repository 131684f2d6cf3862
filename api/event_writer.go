package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
)

// pace is the timing of streams.
type pace struct {
	beat  time.Duration // between the comments that keep a connection open
	write time.Duration // for a reader that takes nothing
	age   time.Duration // of a session's stream, whose client then connects again
}

var usualPace = pace{beat: 15 * time.Second, write: 20 * time.Second, age: 15 * time.Minute}

// wantsEvents tells whether the client asks for server-sent events.
func wantsEvents(c *gin.Context) bool {
	return strings.Contains(strings.ToLower(c.GetHeader("Accept")), "text/event-stream")
}

// eventWriter writes server-sent events. After a failure it writes nothing more.
type eventWriter struct {
	to      eventSink
	timeout time.Duration // for each write
	err     error
}

// eventSink is a connection, or a response of one.
type eventSink interface {
	io.Writer
	Flush() error
	SetWriteDeadline(time.Time) error
}

// eventHeaders sets what every response of server-sent events carries.
func eventHeaders(h http.Header) {
	h.Set("Content-Type", "text/event-stream")
	h.Set("X-Accel-Buffering", "no") // nginx would collect the events
}

// beginEvents begins a response of server-sent events.
func beginEvents(w http.ResponseWriter, timeout time.Duration) *eventWriter {
	eventHeaders(w.Header())
	w.WriteHeader(http.StatusOK)
	return &eventWriter{timeout: timeout, to: struct {
		http.ResponseWriter
		*http.ResponseController
	}{w, http.NewResponseController(w)}}
}

// takeOver is beginEvents for a response that lasts: it takes its HTTP/1
// connection out of the HTTP server, whose buffers and goroutines would cost an
// idle stream some four times what it needs. The caller closes the connection,
// which ends the response.
func takeOver(w http.ResponseWriter, timeout time.Duration) (io.Closer, *eventWriter, error) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return nil, nil, fmt.Errorf("take over connection: %w", err)
	}
	_ = conn.SetDeadline(time.Time{}) // those of the server
	h := w.Header().Clone()
	eventHeaders(h)
	h.Set("Connection", "close")
	h.Set("Date", time.Now().UTC().Format(http.TimeFormat))
	var head bytes.Buffer
	head.WriteString("HTTP/1.1 200 OK\r\n")
	_ = h.Write(&head)
	head.WriteString("\r\n")
	out := &eventWriter{to: takenOver{conn}, timeout: timeout}
	out.write(head.Bytes())
	return conn, out, nil
}

// takenOver is a connection without buffers of ours.
type takenOver struct{ net.Conn }

// Flush does nothing.
func (takenOver) Flush() error { return nil }

// release leaves the connection to the next request.
func (e *eventWriter) release() { _ = e.to.SetWriteDeadline(time.Time{}) }

// retry tells how long to wait before connecting again.
func (e *eventWriter) retry(d time.Duration) { e.print("retry: %d\n\n", d.Milliseconds()) }

func (e *eventWriter) comment() { e.print(":\n\n") }

func (e *eventWriter) send(event string, data any) {
	e.print("event: %s\ndata: %s\n\n", event, jsonLine(data))
}

// sendKept sends an event that a client may name when it connects again.
func (e *eventWriter) sendKept(id int64, event string, data any) {
	e.print("id: %d\nevent: %s\ndata: %s\n\n", id, event, jsonLine(data))
}

func (e *eventWriter) print(format string, args ...any) { e.write(fmt.Appendf(nil, format, args...)) }

func (e *eventWriter) write(text []byte) {
	if e.err != nil {
		return
	}
	_ = e.to.SetWriteDeadline(time.Now().Add(e.timeout)) // a test's recorder has none
	if _, e.err = e.to.Write(text); e.err == nil {
		e.err = e.to.Flush()
	}
}

// jsonLine writes a type of the contract as JSON, which escapes line breaks.
func jsonLine(data any) json.RawMessage {
	line, err := json.Marshal(data)
	if err != nil {
		panic(err) // the types of the contract can be written
	}
	return line
}

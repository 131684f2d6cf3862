package api

import (
	"encoding/json"
	"fmt"
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
	w       http.ResponseWriter
	control *http.ResponseController
	timeout time.Duration // for each write
	err     error
}

// beginEvents begins a response of server-sent events.
func beginEvents(w http.ResponseWriter, timeout time.Duration) *eventWriter {
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("X-Accel-Buffering", "no") // nginx would collect the events
	w.WriteHeader(http.StatusOK)
	return &eventWriter{w: w, control: http.NewResponseController(w), timeout: timeout}
}

// release leaves the connection to the next request.
func (e *eventWriter) release() { _ = e.control.SetWriteDeadline(time.Time{}) }

// retry tells how long to wait before connecting again.
func (e *eventWriter) retry(millis int) { e.write(fmt.Sprintf("retry: %d\n\n", millis)) }

func (e *eventWriter) comment() { e.write(":\n\n") }

func (e *eventWriter) send(event string, data any) {
	e.write(fmt.Sprintf("event: %s\ndata: %s\n\n", event, jsonLine(data)))
}

// sendKept sends an event that a client may name when it connects again.
func (e *eventWriter) sendKept(event SessionEvent) {
	e.write(fmt.Sprintf("id: %d\nevent: %s\ndata: %s\n\n", event.ID, event.Event, event.Data))
}

func (e *eventWriter) write(text string) {
	if e.err != nil {
		return
	}
	_ = e.control.SetWriteDeadline(time.Now().Add(e.timeout)) // a test's recorder has none
	if _, e.err = e.w.Write([]byte(text)); e.err == nil {
		e.err = e.control.Flush()
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

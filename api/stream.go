package api

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/innconnect/innconnect/internal/chat"
)

const (
	heartbeat    = 15 * time.Second
	writeTimeout = 20 * time.Second // for a reader that takes nothing
)

// answerStream is the answer to one message as server-sent events.
type answerStream struct {
	*server
	client  context.Context // ends when the client goes away
	message chat.Message
}

// VisitSendMessageResponse writes the stream. It returns when the message is
// handled, even if the client went away before.
func (a *answerStream) VisitSendMessageResponse(w http.ResponseWriter) error {
	changed, unsubscribe := a.Listener.Subscribe(a.message.SessionID)
	defer unsubscribe()
	type outcome struct {
		result MessageResult
		err    error
	}
	done := make(chan outcome, 1)
	go func() {
		result, err := a.answer(a.client, a.message)
		done <- outcome{result, err}
	}()

	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("X-Accel-Buffering", "no") // nginx would collect the events
	w.WriteHeader(http.StatusOK)
	events := &eventWriter{w: w, control: http.NewResponseController(w)}
	defer events.release()
	events.send("accepted", AcceptedEvent{Message: messageView(a.message)})

	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	gone := a.client.Done()
	var shown draftShown
	for {
		select {
		case <-changed:
			a.sendDraft(events, &shown)
		case <-beat.C:
			events.comment()
		case <-gone:
			gone, changed = nil, nil
			beat.Stop()
		case o := <-done:
			if o.err != nil {
				events.send("error", a.report(a.client, o.err))
			} else {
				events.send("message", o.result)
			}
			return nil
		}
	}
}

// draftShown is what the client has of the answer being written.
type draftShown struct {
	attempt int
	text    string
}

// sendDraft sends what is new in the draft.
func (a *answerStream) sendDraft(events *eventWriter, shown *draftShown) {
	draft, err := a.Store.FindDraft(a.client, a.message.SiteID, a.message.SessionID, a.message.ID)
	if err != nil || draft.Text == shown.text && draft.Attempt == shown.attempt {
		return // not begun, or the answer itself will tell
	}
	if draft.Attempt != shown.attempt || !strings.HasPrefix(draft.Text, shown.text) {
		if shown.text != "" {
			events.send("reset", ResetEvent{Attempt: draft.Attempt})
		}
		*shown = draftShown{attempt: draft.Attempt}
	}
	if draft.Text == shown.text {
		return
	}
	events.send("token", TokenEvent{
		Text:    draft.Text[len(shown.text):],
		Offset:  utf8.RuneCountInString(shown.text),
		Attempt: draft.Attempt,
	})
	shown.text = draft.Text
}

// eventWriter writes server-sent events. After a failure it writes nothing more.
type eventWriter struct {
	w       http.ResponseWriter
	control *http.ResponseController
	err     error
}

func (e *eventWriter) send(event string, data any) {
	body, err := json.Marshal(data) // one line: JSON escapes line breaks
	if err != nil {
		panic(err) // types of the contract
	}
	e.write(fmt.Sprintf("event: %s\ndata: %s\n\n", event, body))
}

// release leaves the connection to the next request.
func (e *eventWriter) release() { _ = e.control.SetWriteDeadline(time.Time{}) }

func (e *eventWriter) comment() { e.write(":\n\n") }

func (e *eventWriter) write(text string) {
	if e.err != nil {
		return
	}
	_ = e.control.SetWriteDeadline(time.Now().Add(writeTimeout)) // a test's recorder has none
	if _, e.err = e.w.Write([]byte(text)); e.err == nil {
		e.err = e.control.Flush()
	}
}

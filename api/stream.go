package api

import (
	"context"
	"net/http"
	"time"

	"github.com/innconnect/innconnect/internal/chat"
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

	events := beginEvents(w, a.pace.write)
	defer events.release()
	events.send("accepted", MessageEvent{Message: messageView(a.message)})

	beat := time.NewTicker(a.pace.beat)
	defer beat.Stop()
	gone := a.client.Done()
	var shown draftShown
	for {
		select {
		case <-changed:
			draft, err := a.Store.FindDraft(a.client, a.message.SiteID, a.message.SessionID, a.message.ID)
			if err == nil { // otherwise it has not begun, or the answer itself will tell
				shown.send(events, draft)
			}
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

package api

import (
	"strings"
	"unicode/utf8"

	"github.com/innconnect/innconnect/internal/chat"
)

// draftShown is what a client has of the answer that is being written.
type draftShown struct {
	chat.Draft
	announce bool // every text begins with a reset, not only one that replaces another
}

// send sends what is new in the draft.
func (d *draftShown) send(events *eventWriter, draft chat.Draft) {
	if draft.TurnID != d.TurnID || draft.Attempt != d.Attempt || !strings.HasPrefix(draft.Text, d.Text) {
		if d.announce || d.Text != "" {
			events.send("reset", ResetEvent{TurnID: draft.TurnID, Attempt: draft.Attempt})
		}
		d.Draft = chat.Draft{TurnID: draft.TurnID, Attempt: draft.Attempt}
	}
	if draft.Text == d.Text {
		return
	}
	events.send("token", TokenEvent{
		TurnID:  draft.TurnID,
		Text:    draft.Text[len(d.Text):],
		Offset:  utf8.RuneCountInString(d.Text),
		Attempt: draft.Attempt,
	})
	d.Text = draft.Text
}

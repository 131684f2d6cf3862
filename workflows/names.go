// Package workflows holds the durable parts of the product: one workflow for
// each chat session, one for each site's index and one for each mail. Code here
// is deterministic; everything that touches the world is in package activities.
package workflows

// TaskQueue is where every workflow and activity of the product runs.
const TaskQueue = "innconnect"

// Names as they appear in Temporal. They are part of running histories: add,
// never rename.
const (
	updateSendMessage = "send-message"
	updateEnd         = "end"
	updatePerson      = "ask-for-person"
	updateTakeOver    = "take-over"
	updateHandBack    = "hand-back"
	updateTransfer    = "transfer"
	queryState        = "state"
)

// SessionWorkflowID names the workflow of a session.
func SessionWorkflowID(sessionID string) string { return "chat-session:" + sessionID }

package chat

import "time"

// Standing is where a session stands and who may speak in it.
type Standing struct {
	Status Status
	Reason Reason
	Epoch  int64 // grows when the right to speak changes hands

	AgentID   string // who has the session; "" while nobody has
	AgentName string
	Lease     time.Duration // until silence loses it

	Wait       int           // the number of the wait for a person that goes on; 0 for none
	WaitedFor  time.Duration // how long it has gone on
	LadderStep LadderStep    // how far it has come
}

// AgentKey names a session and the person who acts in it.
type AgentKey struct {
	SiteID    string
	SessionID string
	AgentID   string
}

// Transfer gives a session from one person to another.
type Transfer struct {
	AgentKey
	ToID string // of the user who gets it
}

// Ending ends a session.
type Ending struct {
	SiteID    string
	SessionID string
	By        Ender
	AgentID   string // of EndedByAgent
	Notice    *Reply // what the visitor is told; nil for nothing
}

// AlreadyTaken is the error for somebody who is too late: name has the session.
func AlreadyTaken(name string) *Error {
	if name == "" {
		name = "A colleague"
	}
	return Errorf(CodeAlreadyTaken, "%s has this conversation.", name)
}

// ErrNotTaken is returned for what only the person who has a session may do,
// when nobody has it.
var ErrNotTaken = Errorf(CodeNotTaken, "Take the conversation over first.")

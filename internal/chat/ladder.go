package chat

import "time"

// LadderStep is how far the wait for a person has come.
type LadderStep int

// The steps, in their order.
const (
	LadderBegun        LadderStep = iota // a person is asked for
	LadderAlerted                        // staff are told
	LadderAlertedAgain                   // they are told again
	LadderSupervisors                    // supervisors are told
	LadderVisitorTold                    // the visitor is told that nobody has come
	LadderClosed                         // the session is closed; staff owe an answer
)

// Ladder is what a site does while a visitor waits for a person.
type Ladder struct {
	// After so long, staff are told again, supervisors are told, and the visitor is
	// told. Only the site's business hours count.
	Again, Supervisors, TellVisitor time.Duration

	// The session is closed so long after that, and after the visitor's last word.
	Close time.Duration

	Hours *Hours // nil: somebody is always there
}

// Due tells when a step is due in a wait that began at since. quiet is the later
// of the times at which the visitor was told and wrote last.
func (l Ladder) Due(step LadderStep, since, quiet time.Time) time.Time {
	switch step {
	case LadderAlertedAgain:
		return l.Hours.Add(since, l.Again)
	case LadderSupervisors:
		return l.Hours.Add(since, l.Supervisors)
	case LadderVisitorTold:
		return l.Hours.Add(since, l.TellVisitor)
	case LadderClosed:
		return quiet.Add(l.Close)
	default:
		return since
	}
}

// AlertStep says what staff are told of.
type AlertStep string

// The alerts. Each is sent once.
const (
	AlertEscalated   AlertStep = "escalated"   // a visitor waits for a person
	AlertAgain       AlertStep = "again"       // still
	AlertSupervisors AlertStep = "supervisors" // still: for supervisors
	AlertFollowUp    AlertStep = "follow_up"   // nobody came, and the visitor was promised an answer
	AlertTransferred AlertStep = "transferred" // a person was given the conversation
)

// Alert is something that staff are told of once.
type Alert struct {
	SiteID    string
	SessionID string
	Number    int64 // of the session's wait; with AlertTransferred, its epoch
	Step      AlertStep
	UserID    string // with AlertTransferred: who has it now; otherwise ""
	CreatedAt time.Time
}

package chat

import "time"

// EventKind says what happened in a session.
type EventKind string

// The kinds of events. What passes while an answer is being written is none: it
// is not kept.
const (
	EventMessage        EventKind = "message"         // a message of anybody
	EventStatus         EventKind = "status"          // the session's status changed
	EventAgentJoined    EventKind = "agent_joined"    // a person speaks from now on, or another one
	EventAgentLeft      EventKind = "agent_left"      // no person speaks any more
	EventEmailRequested EventKind = "email_requested" // nobody has come: the visitor may leave an address
	EventRatingPrompt   EventKind = "rating_prompt"   // the conversation has ended and may be rated
)

// Event is one thing that happened in a session, as its visitor is told.
type Event struct {
	SiteID    string
	SessionID string
	Seq       int64 // 1, 2, … within the session, in the order of commits
	Kind      EventKind
	Message   *Message  // of EventMessage, as it is now
	Data      EventData // of the other kinds, as it was then
	CreatedAt time.Time
}

// EventData is what an event says beside a message.
type EventData struct {
	Status    Status `json:"status,omitempty"`            // EventStatus
	Reason    Reason `json:"escalation_reason,omitempty"` // EventStatus
	AgentName string `json:"agent_name,omitempty"`        // EventAgentJoined and EventAgentLeft
}

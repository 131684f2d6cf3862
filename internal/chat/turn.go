package chat

// TurnKey names one run of the answer pipeline.
type TurnKey struct {
	SiteID    string
	SessionID string
	TurnID    string // UUID: the id of the turn's first visitor message
	Epoch     int64  // of the session when the run began: what an older one writes is dropped
}

// CodeSuperseded ends a run whose right to speak has gone to a person, or come
// back from one, since it began. It never leaves the service.
const CodeSuperseded Code = "superseded"

// ErrSuperseded is returned for a write of such a run.
var ErrSuperseded = Errorf(CodeSuperseded, "The conversation is in other hands.")

// CleanedMessage is a visitor's message after input sanitising.
type CleanedMessage struct {
	ID   string
	Text string // for the pipeline
	HTML string // for a screen
}

// Turn is what the pipeline has gathered for an answer.
type Turn struct {
	TurnKey
	MessageIDs    []string
	Passages      []Passage // as they were when retrieved, best first
	Answerability float64
	Prompt        Prompt
	Answer        *Answer // complete; nil before
}

// Draft is the visible text of an answer that is being written.
type Draft struct {
	TurnID  string
	Attempt int    // of generation, from 1; a new one starts the text again
	Text    string // Markdown, sanitised
}

// Reply is a message that the product writes to a visitor.
type Reply struct {
	Role          Role
	Content       string // Markdown, sanitised
	HTML          string // safe
	Citations     []Citation
	Answerability *float64 // 0 to 1; nil on notices
	QuickReplies  []string
}

// Escalation asks for a person on behalf of a turn.
type Escalation struct {
	TurnKey
	Reason   Reason
	Notice   Reply // what the visitor is told
	AskEmail bool  // nobody is there now: the visitor is asked for an address unless one is known
}

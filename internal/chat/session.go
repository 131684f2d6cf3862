package chat

import "time"

// Status is where a session stands.
type Status string

// The statuses of the product document.
const (
	StatusActive    Status = "active"    // the assistant answers
	StatusEscalated Status = "escalated" // a person is asked for
	StatusClosed    Status = "closed"    // read-only
)

// Reason says why a session was escalated.
type Reason string

// The reasons for an escalation.
const (
	ReasonCustomerRequest  Reason = "customer_request"  // the visitor asked for a person
	ReasonKeyword          Reason = "keyword"           // a keyword or pattern of the site
	ReasonMissingKnowledge Reason = "missing_knowledge" // the model says that the passages do not answer
	ReasonLowConfidence    Reason = "low_confidence"    // answerability below the site's threshold
	ReasonRepeated         Reason = "repeated"          // several answers in a row did not help
	ReasonProviderFailure  Reason = "provider_failure"  // the model could not be reached in bounded time
	ReasonManual           Reason = "manual"            // a person joined by themselves
)

// PersonChosen tells whether somebody, or a rule of the site's owner, chose a
// person over the assistant. The assistant then stays silent; after the other
// reasons it goes on answering what the articles do answer while the visitor
// waits.
func (r Reason) PersonChosen() bool {
	return r == ReasonCustomerRequest || r == ReasonKeyword || r == ReasonRepeated || r == ReasonManual
}

// Ender says who or what ended a session.
type Ender string

// The enders.
const (
	EndedByVisitor  Ender = "visitor"
	EndedByAgent    Ender = "agent"
	EndedIdle       Ender = "idle"       // nobody wrote for the site's time
	EndedUnattended Ender = "unattended" // nobody came; staff owe the visitor an answer
	EndedByErasure  Ender = "erasure"    // the visitor's data is erased
)

// Session is one conversation.
type Session struct {
	ID               string // UUID, made by the server
	SiteID           string
	VisitorID        string // UUID kept by the visitor's browser
	CustomerID       string // "" until the visitor gives an e-mail address
	Status           Status
	EscalationReason Reason // "" unless escalated at some time
	Language         string // BCP 47 primary tag; the site's unless the client sent one
	PageURL          string // where the conversation began; "" if unknown
	CreatedAt        time.Time
	EscalatedAt      *time.Time
	ClosedAt         *time.Time
	ClosedBy         Ender // "" before, and of sessions that ended before this was kept
	Rating           *Rating

	Agent          *Agent     // who has the session, or had it when it ended; nil for nobody
	WaitingSince   *time.Time // nil while no person is waited for
	LadderStep     LadderStep // of the newest wait
	LastActivityAt time.Time  // of anybody who wrote
	NeedsFollowUp  bool       // nobody came: staff owe the visitor an answer

	VisitorSeenAt *time.Time // when the visitor's client was last there, to within PresenceEvery; nil if it was not
	RepliesUnseen bool       // a person wrote, and the client has not asked for anything since
}

// PresenceEvery is how often it is written down that a visitor is there.
const PresenceEvery = 30 * time.Second

// Agent is a person who speaks in a session.
type Agent struct {
	ID         string // the user's
	Name       string // as visitors see it, "" when the user has none
	Since      time.Time
	LeaseUntil *time.Time // when silence loses the session; nil after its end
}

// Role says who wrote a message.
type Role string

// The roles.
const (
	RoleVisitor   Role = "visitor"
	RoleAssistant Role = "assistant"
	RoleAgent     Role = "agent"
	RoleSystem    Role = "system" // the product itself, for example "a colleague will reply"
)

// Message is one entry of a conversation's transcript.
type Message struct {
	ID              string // UUID
	SiteID          string
	SessionID       string
	Seq             int64 // 1, 2, … within the session, in the order of commits
	Role            Role
	ClientMessageID string // the writer's own id, unique within session and role; "" for the product's messages
	AgentName       string // who wrote it, as visitors see it; "" for other roles
	Content         string // as written: a visitor's plain text, or Markdown
	CleanText       string // a visitor's message after input sanitising; "" before, and for other roles
	HTML            string // safe to insert into a page
	Handled         bool   // on a visitor's message: a turn is done with it
	ReplyID         string // on a visitor's message: the message that answered it; "" while none does
	Citations       []Citation
	Answerability   *float64 // 0 to 1, on the assistant's messages
	QuickReplies    []string
	Reaction        Reaction // the visitor's, on an assistant's or agent's message; "" for none
	CreatedAt       time.Time
}

// Citation names an article that an answer is taken from.
type Citation struct {
	ArticleID  string `json:"article_id"`
	ExternalID string `json:"external_id"`
	Title      string `json:"title"`
	URL        string `json:"url,omitempty"` // the article's public page, when it has one
}

// Reaction is a visitor's verdict on one message.
type Reaction string

// The reactions. An empty one means none.
const (
	ReactionUp   Reaction = "up"
	ReactionDown Reaction = "down"
)

// Rating is a visitor's verdict on an ended conversation.
type Rating struct {
	Stars     int // 1 to 5
	Tags      []string
	Feedback  string // at most 2,000 characters
	CreatedAt time.Time
}

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
	ReasonProviderFailure  Reason = "provider_failure"  // the model could not be reached in bounded time
)

// PersonChosen tells whether the visitor or a rule of the site's owner chose a
// person. The assistant then stays silent; after the other reasons it goes on
// answering what the articles do answer while the visitor waits.
func (r Reason) PersonChosen() bool {
	return r == ReasonCustomerRequest || r == ReasonKeyword
}

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
	Rating           *Rating
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
	ClientMessageID string // the visitor's own id, unique within the session; "" for other roles
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

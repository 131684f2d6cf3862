package chat

import "time"

// GapCause is why a question counts as badly answered.
type GapCause string

// The causes of gaps.
const (
	GapUnanswered GapCause = "unanswered" // a person was asked for because the articles do not answer
	GapThumbDown  GapCause = "thumb_down" // the answer got one
	GapLowRating  GapCause = "low_rating" // the conversation was rated LowRating or less
)

// LowRating is how many stars are few.
const LowRating = 2

// FailedQuestion is what a visitor asked and the articles did not answer well.
type FailedQuestion struct {
	SiteID    string
	SessionID string
	MessageID string // the first message of its turn
	Text      string // of all messages of the turn, cleaned
	Language  string // the session's
	Causes    []GapCause
	AskedAt   time.Time
	QueuedAt  time.Time // when it was last to be looked at; zero outside the queue
}

// GapProbe is what a question is compared by.
type GapProbe struct {
	Language  string
	Terms     TermWeights
	Model     string    // of Embedding; "" for none
	Embedding []float32 // nil without an embedding service
}

// GapLikeness is how much a question is like a gap's first one.
type GapLikeness struct {
	GapID  string
	Terms  float64  // inner product of both terms
	Cosine *float64 // nil without vectors of one model
}

// Gap is a group of questions that are alike.
type Gap struct {
	ID            string
	Language      string
	Questions     int
	Conversations int
	Causes        map[GapCause]int
	LastAskedAt   time.Time
	DismissedAt   *time.Time
	Examples      []FailedQuestion // newest first; the text is cut
}

package chat

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// PromptMessage is one message of a prompt.
type PromptMessage struct {
	Role    string // "system", "user" or "assistant"
	Content string
}

// Prompt is what a model is asked.
type Prompt struct {
	Model           string // "" for the provider's default
	Messages        []PromptMessage
	MaxOutputTokens int
	Question        string // the visitor's words alone, for a provider that is no model
	Language        string // of the answer, BCP 47 primary tag
}

// Generation is a model's complete answer.
type Generation struct {
	Text         string // as the model wrote it
	Model        string // as the provider named it
	InputTokens  int    // 0 when the provider does not say
	OutputTokens int

	ChargedTokens int // what the budgets are charged: the tokens, or an estimate when the provider does not say
}

// Answer is what a provider wants to say to a visitor, not yet sanitised.
type Answer struct {
	Markdown     string   `json:"markdown"`
	Cited        []int    `json:"cited"`    // indexes of the turn's passages, in the order of their first mention
	Declined     bool     `json:"declined"` // the passages do not answer; the rest is empty
	QuickReplies []string `json:"quick_replies"`
}

// ProviderFailure says how a call to a provider of models, embeddings or mail
// failed.
type ProviderFailure string

// The kinds of failure. Only Rejected is not worth trying again.
const (
	ProviderUnavailable ProviderFailure = "unavailable"  // no connection, a 5xx or a time-out
	ProviderRateLimited ProviderFailure = "rate_limited" // 429
	ProviderIncomplete  ProviderFailure = "incomplete"   // the answer was cut off or is not an answer
	ProviderRejected    ProviderFailure = "rejected"     // another 4xx: a wrong key, model or address
)

// ProviderError is a failed call to a provider. Its text holds no key, address
// or text of a visitor.
type ProviderError struct {
	Kind       ProviderFailure
	Status     int           // the HTTP status, 0 if there was none
	RetryAfter time.Duration // as the provider asked, 0 if it did not
}

// Error names the kind and the HTTP status.
func (e *ProviderError) Error() string {
	if e.Status != 0 {
		return fmt.Sprintf("provider %s (HTTP %d)", e.Kind, e.Status)
	}
	return fmt.Sprintf("provider %s", e.Kind)
}

// AsProviderError returns the ProviderError in err's chain, or nil.
func AsProviderError(err error) *ProviderError {
	var p *ProviderError
	if errors.As(err, &p) {
		return p
	}
	return nil
}

// httpTimes are the three ways in which HTTP writes a date.
var httpTimes = []string{"Mon, 02 Jan 2006 15:04:05 GMT", time.RFC850, time.ANSIC}

// ParseRetryAfter reads a Retry-After header: seconds or an HTTP date. It is 0
// for anything else and at most most.
func ParseRetryAfter(value string, now time.Time, most time.Duration) time.Duration {
	value = strings.TrimSpace(value)
	if seconds, err := strconv.ParseFloat(value, 64); err == nil {
		wait := time.Duration(min(max(seconds, 0), most.Seconds()) * float64(time.Second))
		return max(wait, 0)
	}
	for _, form := range httpTimes {
		if at, err := time.Parse(form, value); err == nil {
			return min(max(at.Sub(now), 0), most)
		}
	}
	return 0
}

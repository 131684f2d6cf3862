// Package llmtest is a chat model that follows a script: a real HTTP server
// that speaks the streamed chat-completions protocol, and its failures. Tests
// use it, and so do measurements of the built binary.
package llmtest

import (
	"net/http"
	"regexp"
	"strings"
	"time"
)

// Script is one answer of the model, or one way to fail.
type Script struct {
	Text  string        // the answer
	Delay time.Duration // in all, spread evenly over the answer's tokens

	// Ending is what follows the answer's last token, or its token number
	// Tokens when that is not 0.
	Ending Ending
	Tokens int

	FinishReason string // "stop" when empty

	Status      int    // an error status, sent at once in place of an answer
	RetryAfter  string // its Retry-After header, as it stands
	Location    string // its Location header
	Body        string // a body in place of an answer, as it stands
	ContentType string // of Body; application/json when empty
}

// Ending is how a stream ends.
type Ending int

// The endings.
const (
	Done       Ending = iota // the finish reason and [DONE]
	Cut                      // the connection breaks
	Closed                   // the stream ends in good order, without a finish reason
	Stalled                  // nothing more comes until the client goes away
	Unfinished               // [DONE] without a finish reason
	Open                     // the finish reason, then nothing more until the client goes away
)

// Answer is a complete answer at once.
func Answer(text string) Script { return Script{Text: text} }

// Slow is a complete answer that takes d.
func Slow(text string, d time.Duration) Script { return Script{Text: text, Delay: d} }

// Decline is the answer of a model that finds nothing in its passages.
func Decline() Script { return Script{Text: "NO_ANSWER"} }

// Stall sends nothing, ever.
func Stall() Script { return Script{Ending: Stalled} }

// Broken breaks the connection after so many tokens of text.
func Broken(text string, tokens int) Script {
	return Script{Text: text, Ending: Cut, Tokens: tokens}
}

// RateLimited is a 429 with a Retry-After header ("" for none).
func RateLimited(retryAfter string) Script {
	return Script{Status: http.StatusTooManyRequests, RetryAfter: retryAfter}
}

// Failed is an error status.
func Failed(status int) Script { return Script{Status: status} }

// Rubbish is a 200 with a page that is not an answer.
func Rubbish() Script {
	return Script{ContentType: "text/html", Body: "<!doctype html><title>Welcome</title><p>data: maintenance"}
}

var (
	firstPassage = regexp.MustCompile(`(?m)^=== PASSAGE 1 \((\w+)\) ===$`)
	sentenceEnd  = regexp.MustCompile(`[.!?](?:\s|$)`)
)

// Grounded answers like a model that keeps to its passages: with the first
// sentence of the best one, cited, or by declining when there is none.
func Grounded(r Request) Script {
	if len(r.Messages) == 0 {
		return Decline()
	}
	content := r.Messages[len(r.Messages)-1].Content
	m := firstPassage.FindStringSubmatchIndex(content)
	if m == nil {
		return Decline()
	}
	passage, _, _ := strings.Cut(content[m[1]:], "\n=== END 1 ("+content[m[2]:m[3]]+") ===")
	for line := range strings.SplitSeq(passage, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") || strings.HasPrefix(line, "Title: ") || strings.HasPrefix(line, "Section: ") {
			continue
		}
		if end := sentenceEnd.FindStringIndex(line); end != nil {
			line = line[:end[0]+1]
		}
		return Answer(line + " [1]")
	}
	return Decline()
}

// After gives a decision the answer time d.
func After(d time.Duration, decide func(Request) Script) func(Request) Script {
	return func(r Request) Script {
		s := decide(r)
		s.Delay = d
		return s
	}
}

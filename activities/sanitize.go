package activities

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/sanitize"
)

// SanitizedInput is the result of step 1.
type SanitizedInput struct {
	Step
	chat.Standing            // of the session
	MessageIDs    []string   // the messages that the turn answers, oldest first
	Done          []Answered // those of the input that another turn is done with
	Runes         int        // of cleaned text
}

// Answered is a visitor's message with its reply.
type Answered struct {
	MessageID string
	ReplyID   string // "" when it waits for a person
}

// SanitizeInput is step 1: it gathers the session's messages that no turn is
// done with, removes markup and control characters from them and keeps the
// result beside the text as written. A message of which nothing is left counts
// as empty text, not as an error: it was accepted.
func (a *Activities) SanitizeInput(ctx context.Context, in Turn) (SanitizedInput, error) {
	start := time.Now()
	// The transcript is right about the standing, also when a worker died between
	// writing it and telling the workflow. The turn begins under its epoch.
	standing, err := a.Transcript.FindStanding(ctx, in.SiteID, in.SessionID)
	if err != nil {
		return SanitizedInput{}, coded(err)
	}
	in.Epoch = standing.Epoch
	messages, err := a.Transcript.ListUnhandled(ctx, in.SiteID, in.SessionID, in.MessageIDs)
	if err != nil {
		return SanitizedInput{}, err
	}
	out := SanitizedInput{Standing: standing}
	var cleaned []chat.CleanedMessage
	for _, m := range messages {
		if m.Handled {
			out.Done = append(out.Done, Answered{MessageID: m.ID, ReplyID: m.ReplyID})
			continue
		}
		text, err := sanitize.Input(m.Content)
		if err != nil && chat.CodeOf(err) != chat.CodeMessageEmpty {
			return SanitizedInput{}, coded(err)
		}
		out.MessageIDs = append(out.MessageIDs, m.ID)
		out.Runes += utf8.RuneCountInString(text)
		cleaned = append(cleaned, chat.CleanedMessage{ID: m.ID, Text: text, HTML: sanitize.VisitorHTML(text)})
	}
	if len(cleaned) > 0 && standing.Status != chat.StatusClosed {
		if err := a.Transcript.StartTurn(ctx, in.TurnKey, cleaned); err != nil {
			return SanitizedInput{}, coded(err)
		}
	}
	out.Step = since(start)
	return out, nil
}

// question reads the turn's cleaned messages as one text.
func (a *Activities) question(ctx context.Context, in Turn) (text string, messages []chat.Message, err error) {
	messages, err = a.Transcript.ListMessagesByID(ctx, in.SiteID, in.MessageIDs)
	if err != nil {
		return "", nil, err
	}
	lines := make([]string, len(messages))
	for i, m := range messages {
		lines[i] = m.CleanText
	}
	return strings.TrimSpace(strings.Join(lines, "\n")), messages, nil
}

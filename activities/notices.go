package activities

import (
	"context"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/lang"
	"github.com/innconnect/innconnect/internal/sanitize"
)

// audience is what a notice to a session's visitor depends on.
type audience struct {
	language string
	hasEmail bool
	settings chat.Settings
}

// audience reads whom a notice is for. The language is that of text, or of the
// visitor's newest message when text is empty, or the session's when that is too
// short to tell.
func (a *Activities) audience(ctx context.Context, siteID, sessionID, text string) (audience, error) {
	contact, err := a.Transcript.FindContact(ctx, siteID, sessionID)
	if err != nil {
		return audience{}, coded(err)
	}
	settings, err := a.Sites.FindDisplay(ctx, siteID)
	if err != nil {
		return audience{}, coded(err)
	}
	if text == "" {
		if text, err = a.newestWords(ctx, siteID, sessionID); err != nil {
			return audience{}, err
		}
	}
	return audience{language: lang.Detect(text, contact.Language), hasEmail: contact.Address != "", settings: settings}, nil
}

func (a *Activities) newestWords(ctx context.Context, siteID, sessionID string) (string, error) {
	history, err := a.Transcript.ListMessagesBefore(ctx, siteID, sessionID, math.MaxInt64, historyMessages)
	if err != nil {
		return "", err
	}
	for _, m := range slices.Backward(history) {
		if m.Role == chat.RoleVisitor {
			return m.Content, nil
		}
	}
	return "", nil
}

// escalated tells the visitor that a person was asked for, and outside of
// business hours when somebody will be there. away reports the latter.
func (to audience) escalated(r chat.Reason, now time.Time) (text string, away bool) {
	text = lang.Text(to.language, escalationText(r))
	next := to.settings.Ladder.Hours.Next(now)
	if next.Equal(now) {
		return text, false
	}
	return join(text, lang.Text(to.language, lang.TeamIsAway, lang.When(to.language, next, now)), to.byEmail()), true
}

func escalationText(r chat.Reason) lang.Key {
	switch r {
	case chat.ReasonCustomerRequest, chat.ReasonKeyword:
		return lang.EscalatedOnRequest
	case chat.ReasonRepeated:
		return lang.EscalatedRepeated
	case chat.ReasonProviderFailure:
		return lang.EscalatedProviderFailure
	default:
		return lang.EscalatedNoAnswer
	}
}

// waiting tells the visitor that nobody has come yet.
func (to audience) waiting() string {
	return join(lang.Text(to.language, lang.NobodyCame), to.byEmail())
}

// unattended tells the visitor that the conversation ends without a person.
func (to audience) unattended() string {
	ended := lang.Text(to.language, lang.EndedUnattended)
	if to.hasEmail {
		return join(ended, lang.Text(to.language, lang.PromiseEmail))
	}
	return join(ended, lang.Text(to.language, lang.WriteAgain))
}

// idle tells the visitor in how long the conversation ends.
func (to audience) idle(left time.Duration) string {
	return lang.Text(to.language, lang.IdleWarning, lang.Span(to.language, left))
}

// byEmail says how else the visitor can be reached.
func (to audience) byEmail() string {
	if to.hasEmail {
		return lang.Text(to.language, lang.RepliesByEmail)
	}
	return lang.Text(to.language, lang.LeaveEmail)
}

func join(sentences ...string) string { return strings.Join(sentences, " ") }

// saying makes a message of one of the product's own texts.
func saying(role chat.Role, text string) chat.Reply {
	markdown, html := sanitize.Output(text, nil)
	return chat.Reply{Role: role, Content: markdown, HTML: html}
}

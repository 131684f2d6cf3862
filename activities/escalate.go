package activities

import (
	"context"
	"time"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/intent"
	"github.com/innconnect/innconnect/internal/lang"
)

// EscalationChecked is the result of step 2.
type EscalationChecked struct {
	Step
	Reason chat.Reason // "" when nothing asks for a person
	Rule   string      // the site's keyword or pattern that matched

	SmallTalk intent.SmallTalk // "" unless the messages are a greeting or thanks, and nothing else
	Language  string           // of the small talk, "" if it cannot be told

	IdleCloseAfter time.Duration // the site's, as it is now
	IdleWarning    time.Duration // the same
}

// CheckEscalation is step 2: do the visitor's words, a rule of the site or
// answers that did not help ask for a person?
func (a *Activities) CheckEscalation(ctx context.Context, in Turn) (EscalationChecked, error) {
	start := time.Now()
	text, messages, err := a.question(ctx, in)
	if err != nil {
		return EscalationChecked{}, err
	}
	settings, err := a.Sites.FindDisplay(ctx, in.SiteID)
	if err != nil {
		return EscalationChecked{}, coded(err)
	}
	out, err := checkWords(settings, text)
	if err != nil {
		return EscalationChecked{}, coded(err)
	}
	if out.Reason == "" && out.SmallTalk == "" && settings.RepeatedFailures > 0 && len(messages) > 0 {
		history, err := a.Transcript.ListMessagesBefore(ctx, in.SiteID, in.SessionID, messages[0].Seq, historyMessages)
		if err != nil {
			return EscalationChecked{}, err
		}
		if intent.FailedAnswers(history, text) >= settings.RepeatedFailures {
			out.Reason = chat.ReasonRepeated
		}
	}
	out.Step = since(start)
	return out, nil
}

// checkWords tells what a message asks for by itself.
func checkWords(settings chat.Settings, text string) (EscalationChecked, error) {
	out := EscalationChecked{IdleCloseAfter: settings.IdleCloseAfter, IdleWarning: settings.IdleWarning}
	matcher, err := intent.NewMatcher(settings.EscalationKeywords, settings.EscalationPatterns)
	if err != nil {
		return out, err
	}
	if rule, ok := matcher.Match(text); ok {
		out.Reason, out.Rule = chat.ReasonKeyword, rule
	} else if wants, _ := intent.WantsPerson(text); wants { // which words is the visitor's affair
		out.Reason = chat.ReasonCustomerRequest
	} else if kind, language, ok := intent.IsSmallTalk(text); ok {
		out.SmallTalk, out.Language = kind, language
	}
	return out, nil
}

// Escalate is the input of the escalation step.
type Escalate struct {
	Turn
	Reason chat.Reason
	Now    time.Time // by the workflow's clock
}

// Delivered is the result of a step that wrote to the visitor.
type Delivered struct {
	Step
	MessageID string
}

// Escalated is the result of the escalation step.
type Escalated struct {
	Delivered
	Standing chat.Standing // of the session
}

// EscalateSession asks for a person and tells the visitor at once.
func (a *Activities) EscalateSession(ctx context.Context, in Escalate) (Escalated, error) {
	start := time.Now()
	text, _, err := a.question(ctx, in.Turn)
	if err != nil {
		return Escalated{}, err
	}
	to, err := a.audience(ctx, in.SiteID, in.SessionID, text)
	if err != nil {
		return Escalated{}, err
	}
	told, away := to.escalated(in.Reason, in.Now)
	id, err := a.Transcript.Escalate(ctx, chat.Escalation{
		TurnKey:  in.TurnKey,
		Reason:   in.Reason,
		Notice:   saying(chat.RoleAssistant, told),
		AskEmail: away,
	})
	if err != nil {
		return Escalated{}, coded(err)
	}
	out := Escalated{Delivered: Delivered{MessageID: id}}
	out.Standing, err = a.Transcript.FindStanding(ctx, in.SiteID, in.SessionID)
	out.Step = since(start)
	return out, coded(err)
}

// PersonRequest is the input of the step that follows the visitor's button.
type PersonRequest struct {
	SessionKey
	Now time.Time // by the workflow's clock
}

// RequestPerson asks for a person because the visitor pressed the button, and
// tells the visitor at once.
func (a *Activities) RequestPerson(ctx context.Context, in PersonRequest) (Changed, error) {
	to, err := a.audience(ctx, in.SiteID, in.SessionID, "")
	if err != nil {
		return Changed{}, err
	}
	told, away := to.escalated(chat.ReasonCustomerRequest, in.Now)
	e := chat.Escalation{Reason: chat.ReasonCustomerRequest, Notice: saying(chat.RoleSystem, told), AskEmail: away}
	e.SiteID, e.SessionID = in.SiteID, in.SessionID
	now, err := a.Transcript.RequestPerson(ctx, e)
	return a.changed(ctx, in.SessionKey, now, err)
}

// KeepForPerson leaves the turn's messages unanswered in the transcript: a
// person was chosen, so the assistant stays silent.
func (a *Activities) KeepForPerson(ctx context.Context, in Turn) (Step, error) {
	start := time.Now()
	err := a.Transcript.KeepForPerson(ctx, in.TurnKey)
	return since(start), err
}

// language is the one that text is written in, or the session's when it is too
// short to tell.
func (a *Activities) language(ctx context.Context, in Turn, text string) (string, error) {
	s, err := a.Transcript.FindSession(ctx, in.SiteID, in.SessionID)
	if err != nil {
		return "", coded(err)
	}
	return lang.Detect(text, s.Language), nil
}

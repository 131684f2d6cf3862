package activities

import (
	"context"
	"time"

	"github.com/innconnect/innconnect/internal/chat"
)

// Changed is the result of a step that may have changed who speaks in a session.
type Changed struct {
	chat.Standing
	Unhandled []string // visitor messages that no turn is done with, oldest first
}

// TakeOver gives the session to a person.
func (a *Activities) TakeOver(ctx context.Context, in chat.AgentKey) (Changed, error) {
	now, err := a.Transcript.TakeOver(ctx, in)
	return a.changed(ctx, SessionKey{in.SiteID, in.SessionID}, now, err)
}

// HandBack returns the session to the assistant.
func (a *Activities) HandBack(ctx context.Context, in chat.AgentKey) (Changed, error) {
	now, err := a.Transcript.HandBack(ctx, in)
	return a.changed(ctx, SessionKey{in.SiteID, in.SessionID}, now, err)
}

// Transfer gives the session from one person to another.
func (a *Activities) Transfer(ctx context.Context, in chat.Transfer) (Changed, error) {
	now, err := a.Transcript.Transfer(ctx, in)
	return a.changed(ctx, SessionKey{in.SiteID, in.SessionID}, now, err)
}

// ReleaseLapsed takes the session from a person who went silent.
func (a *Activities) ReleaseLapsed(ctx context.Context, in SessionKey) (Changed, error) {
	now, err := a.Transcript.ReleaseLapsed(ctx, in.SiteID, in.SessionID)
	return a.changed(ctx, in, now, err)
}

// CloseSession makes the session read-only. The visitor of one that nobody came
// to is told.
func (a *Activities) CloseSession(ctx context.Context, in chat.Ending) (Changed, error) {
	if in.By == chat.EndedUnattended {
		to, err := a.audience(ctx, in.SiteID, in.SessionID, "")
		if err != nil {
			return Changed{}, err
		}
		notice := saying(chat.RoleSystem, to.unattended())
		in.Notice = &notice
	}
	now, err := a.Transcript.CloseSession(ctx, in)
	return a.changed(ctx, SessionKey{in.SiteID, in.SessionID}, now, err)
}

// IdleWarning is the input of the step that warns a visitor.
type IdleWarning struct {
	SessionKey
	Left time.Duration // until the session ends
}

// WarnIdle tells the visitor of an unused session that it will end.
func (a *Activities) WarnIdle(ctx context.Context, in IdleWarning) (Changed, error) {
	to, err := a.audience(ctx, in.SiteID, in.SessionID, "")
	if err != nil {
		return Changed{}, err
	}
	now, err := a.Transcript.WarnIdle(ctx, in.SiteID, in.SessionID, saying(chat.RoleSystem, to.idle(in.Left)))
	return a.changed(ctx, in.SessionKey, now, err)
}

func (a *Activities) changed(ctx context.Context, in SessionKey, now chat.Standing, err error) (Changed, error) {
	if err != nil {
		return Changed{}, coded(err)
	}
	out := Changed{Standing: now}
	out.Unhandled, err = a.unhandled(ctx, in, now)
	return out, err
}

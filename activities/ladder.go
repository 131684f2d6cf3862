package activities

import (
	"context"
	"time"

	"github.com/innconnect/innconnect/internal/chat"
)

// Alerts keep what staff are to be told of.
type Alerts interface {
	// AddAlert records an alert once and returns where the session stands then. Of
	// a wait that is over, staff are not told.
	AddAlert(ctx context.Context, in chat.Alert, reached chat.LadderStep) (chat.Standing, error)
}

// NextStep asks when a step of a wait for a person is due.
type NextStep struct {
	SiteID string
	Step   chat.LadderStep
	Since  time.Time // when the wait began
	Quiet  time.Time // when somebody last wrote
}

// StepDue is when it is.
type StepDue struct {
	Due time.Time
}

// PlanStep looks up when a step is due by the site's settings and business hours
// as they are now.
func (a *Activities) PlanStep(ctx context.Context, in NextStep) (StepDue, error) {
	settings, err := a.Sites.FindDisplay(ctx, in.SiteID)
	if err != nil {
		return StepDue{}, coded(err)
	}
	return StepDue{Due: settings.Ladder.Due(in.Step, in.Since, in.Quiet).UTC()}, nil
}

// WaitStep is a step of a session's wait for a person.
type WaitStep struct {
	SessionKey
	Wait int // its number within the session
	Step chat.LadderStep
}

// NotifyStaff has staff told of a step, unless somebody came.
func (a *Activities) NotifyStaff(ctx context.Context, in WaitStep) (Changed, error) {
	alert := chat.Alert{SiteID: in.SiteID, SessionID: in.SessionID, Number: int64(in.Wait), Step: chat.AlertEscalated}
	switch in.Step {
	case chat.LadderAlertedAgain:
		alert.Step = chat.AlertAgain
	case chat.LadderSupervisors:
		alert.Step = chat.AlertSupervisors
	}
	now, err := a.Alerts.AddAlert(ctx, alert, in.Step)
	return a.changed(ctx, in.SessionKey, now, err)
}

// TellVisitor tells the visitor that nobody has come yet and asks for an e-mail
// address where none is known, unless somebody came.
func (a *Activities) TellVisitor(ctx context.Context, in WaitStep) (Changed, error) {
	to, err := a.audience(ctx, in.SiteID, in.SessionID, "")
	if err != nil {
		return Changed{}, err
	}
	now, err := a.Transcript.TellVisitor(ctx, in.SiteID, in.SessionID, in.Wait, saying(chat.RoleSystem, to.waiting()))
	return a.changed(ctx, in.SessionKey, now, err)
}

package workflows

import (
	"strconv"
	"time"

	"go.temporal.io/sdk/workflow"

	"github.com/innconnect/innconnect/activities"
	"github.com/innconnect/innconnect/internal/chat"
)

// timer is something that the session does by itself.
type timer struct {
	name string // as the Temporal UI shows it
	due  time.Time
	act  func(workflow.Context) error
}

// wait does nothing until somebody wants something, or until the next timer is
// due, which it then acts on.
func (s *session) wait(ctx workflow.Context) error {
	epoch := s.Epoch
	wake := func() bool { return len(s.Pending) > 0 || s.Epoch != epoch || s.Status == chat.StatusClosed }
	next, err := s.nextTimer(ctx)
	if err != nil || wake() { // it may have had to look something up
		return err
	}
	if next == nil {
		return workflow.Await(ctx, wake)
	}
	s.describe(ctx, next)
	woken, err := workflow.AwaitWithOptions(ctx, workflow.AwaitOptions{
		Timeout:      next.due.Sub(workflow.Now(ctx)),
		TimerOptions: workflow.TimerOptions{Summary: next.name},
	}, wake)
	if err != nil || woken {
		return err
	}
	return next.act(ctx)
}

// nextTimer returns what the session does next by itself, nil for nothing.
func (s *session) nextTimer(ctx workflow.Context) (*timer, error) {
	switch {
	case !s.upgrade(ctx):
		if s.Status == chat.StatusEscalated {
			return nil, nil
		}
		return &timer{"Close the unused conversation", workflow.Now(ctx).Add(s.IdleCloseAfter), s.closeIdle}, nil
	case s.Wait > 0:
		return s.nextStep(ctx)
	case s.Status == chat.StatusEscalated:
		return &timer{"Is the person still there?", s.LookAgain, s.releaseLapsed}, nil
	case s.IdleWarning > 0 && s.IdleWarning < s.IdleCloseAfter && !s.Warned:
		return &timer{"Warn that the conversation will end", s.Quiet.Add(s.IdleCloseAfter - s.IdleWarning), s.warnIdle}, nil
	default:
		return &timer{"Close the unused conversation", s.Quiet.Add(s.IdleCloseAfter), s.closeIdle}, nil
	}
}

// changePeople is the change that brought the timers around people.
const changePeople = "people"

// upgrade tells whether the session has the timers around people. A run that
// began before they were has them from the first time on that it waits anew.
func (s *session) upgrade(ctx workflow.Context) bool {
	if !s.upgraded {
		s.waits++
		s.upgraded = workflow.GetVersion(ctx, changePeople+"-"+strconv.Itoa(s.waits), workflow.DefaultVersion, 1) == 1
	}
	return s.upgraded
}

func (s *session) warnIdle(ctx workflow.Context) error {
	s.Warned = true
	return s.byItself(ctx, "Warn that the conversation will end", steps.WarnIdle,
		activities.IdleWarning{SessionKey: s.key, Left: s.IdleWarning})
}

func (s *session) closeIdle(ctx workflow.Context) error {
	return s.closeByItself(ctx, chat.EndedIdle)
}

// closeByItself closes the session, unless the step finds that it goes on.
func (s *session) closeByItself(ctx workflow.Context, by chat.Ender) error {
	return s.byItself(ctx, "Close: "+string(by), steps.CloseSession,
		chat.Ending{SiteID: s.in.SiteID, SessionID: s.in.SessionID, By: by})
}

// releaseLapsed takes the session from a person who went silent, or finds how
// much longer they have.
func (s *session) releaseLapsed(ctx workflow.Context) error {
	return s.byItself(ctx, "Is the person still there?", steps.ReleaseLapsed, s.key)
}

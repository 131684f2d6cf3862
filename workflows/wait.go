package workflows

import (
	"strconv"
	"time"

	"go.temporal.io/sdk/workflow"

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
	next := s.nextTimer(ctx)
	epoch := s.Epoch
	wake := func() bool { return len(s.Pending) > 0 || s.Epoch != epoch || s.Status == chat.StatusClosed }
	if next == nil {
		return workflow.Await(ctx, wake)
	}
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
func (s *session) nextTimer(ctx workflow.Context) *timer {
	if !s.upgrade(ctx) {
		if s.Status == chat.StatusEscalated {
			return nil
		}
		return &timer{"Idle close", workflow.Now(ctx).Add(s.IdleCloseAfter), s.closeIdle}
	}
	switch {
	case s.AgentID != "":
		return &timer{"Is the person still there?", s.LookAgain, s.releaseLapsed}
	case s.Status == chat.StatusEscalated:
		return nil
	default:
		return &timer{"Idle close", s.Quiet.Add(s.IdleCloseAfter), s.closeIdle}
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

func (s *session) closeIdle(ctx workflow.Context) error {
	return s.close(ctx, chat.Ending{By: chat.EndedIdle})
}

// releaseLapsed takes the session from a person who went silent, or finds how
// much longer they have.
func (s *session) releaseLapsed(ctx workflow.Context) error {
	return s.change(ctx, "Is the person still there?", steps.ReleaseLapsed, s.key)
}

package workflows

import (
	"time"

	"go.temporal.io/sdk/workflow"

	"github.com/innconnect/innconnect/activities"
	"github.com/innconnect/innconnect/internal/chat"
)

// NextStep is the next step of a session's wait for a person.
type NextStep struct {
	Wait  int // the number of the wait
	Step  chat.LadderStep
	Quiet time.Time // when somebody had last written as this was planned
	Due   time.Time
}

var stepNames = map[chat.LadderStep]string{
	chat.LadderBegun:        "Ask for a person",
	chat.LadderAlerted:      "Alert staff",
	chat.LadderAlertedAgain: "Alert staff again",
	chat.LadderSupervisors:  "Alert supervisors",
	chat.LadderVisitorTold:  "Tell the visitor that nobody has come",
	chat.LadderClosed:       "Close with a promise",
}

// nextStep returns the timer of the next step of the wait that goes on. A step is
// planned once, by the settings of then; the last one moves on with each word of
// the visitor.
func (s *session) nextStep(ctx workflow.Context) (*timer, error) {
	next := NextStep{Wait: s.Wait, Step: s.LadderStep + 1}
	if next.Step == chat.LadderClosed {
		next.Quiet = s.Quiet
	}
	if planned := s.Next; planned.Wait != next.Wait || planned.Step != next.Step || !planned.Quiet.Equal(next.Quiet) {
		var out activities.StepDue
		err := keep(ctx, "When to: "+stepNames[next.Step], steps.PlanStep,
			activities.NextStep{SiteID: s.in.SiteID, Step: next.Step, Since: s.WaitSince, Quiet: next.Quiet}, &out)
		if err != nil {
			return nil, err
		}
		next.Due = out.Due
		s.Next = next
	}
	return &timer{stepNames[next.Step], s.Next.Due, s.climb}, nil
}

// climb takes the next step, unless somebody came in the meantime.
func (s *session) climb(ctx workflow.Context) error {
	in := activities.WaitStep{SessionKey: s.key, Wait: s.Wait, Step: s.Next.Step}
	switch in.Step {
	case chat.LadderClosed:
		return s.closeByItself(ctx, chat.EndedUnattended)
	case chat.LadderVisitorTold:
		err := s.byItself(ctx, stepNames[in.Step], steps.TellVisitor, in)
		s.stir(ctx)
		return err
	default:
		return s.byItself(ctx, stepNames[in.Step], steps.NotifyStaff, in)
	}
}

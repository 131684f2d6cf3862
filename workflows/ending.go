package workflows

import (
	"go.temporal.io/sdk/workflow"

	"github.com/innconnect/innconnect/activities"
)

// finish lets those who wait for an update know that the session has ended, asks
// a visitor who can be reached for a rating after the site's time, and completes.
func (s *session) finish(ctx workflow.Context) error {
	s.Pending = nil
	s.index(ctx)
	s.describe(ctx, nil)
	if err := s.followUp(ctx); err != nil {
		return err
	}
	return workflow.Await(ctx, func() bool { return workflow.AllHandlersFinished(ctx) })
}

func (s *session) followUp(ctx workflow.Context) error {
	if !s.upgrade(ctx) {
		return nil
	}
	var plan activities.RatingPlanned
	if err := keep(ctx, "Is there a rating to ask for?", steps.PlanRatingFollowUp, s.key, &plan); err != nil || plan.After == 0 {
		return err
	}
	s.describe(ctx, &timer{name: "Ask for a rating", due: workflow.Now(ctx).Add(plan.After)})
	err := workflow.NewTimerWithOptions(ctx, plan.After, workflow.TimerOptions{Summary: "Ask for a rating"}).Get(ctx, nil)
	if err != nil {
		return err
	}
	return keep(ctx, "Ask for a rating", mailing.SendRatingFollowUp, s.key, nil)
}

package workflows

import (
	"errors"
	"slices"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/innconnect/innconnect/activities"
	"github.com/innconnect/innconnect/internal/chat"
)

// handle sets what the session answers to.
func (s *session) handle(ctx workflow.Context) error {
	err := workflow.SetUpdateHandlerWithOptions(ctx, updateSendMessage, s.sendMessage, workflow.UpdateHandlerOptions{
		Validator: func(_ workflow.Context, in SendMessage) error {
			if in.MessageID == "" || in.SessionID != s.in.SessionID || in.SiteID != s.in.SiteID {
				return errors.New("the message belongs to another session")
			}
			return nil
		},
	})
	if err != nil {
		return err
	}
	for _, u := range []struct {
		name    string
		handler any
	}{
		{updateEnd, s.end},
		{updatePerson, s.askForPerson},
		{updateTakeOver, s.takeOver},
		{updateHandBack, s.handBack},
		{updateTransfer, s.transfer},
	} {
		if err := workflow.SetUpdateHandler(ctx, u.name, u.handler); err != nil {
			return err
		}
	}
	return workflow.SetQueryHandler(ctx, queryState, func() (SessionState, error) { return s.SessionState, nil })
}

// sendMessage waits until the message is handled. Messages that arrive while a
// turn runs share the next one.
func (s *session) sendMessage(ctx workflow.Context, in SendMessage) (MessageHandled, error) {
	if err := workflow.Await(ctx, func() bool { return s.ready }); err != nil {
		return MessageHandled{}, err
	}
	if out, ok := s.handled(in.MessageID); ok {
		return out, nil
	}
	s.enqueue(in.MessageID)
	err := workflow.Await(ctx, func() bool {
		return s.Status == chat.StatusClosed || !slices.Contains(s.Pending, in.MessageID)
	})
	if err != nil {
		return MessageHandled{}, err
	}
	if out, ok := s.handled(in.MessageID); ok {
		return out, nil
	}
	if s.Status == chat.StatusClosed {
		return MessageHandled{}, errClosed
	}
	return MessageHandled{}, errUnknownMessage
}

// askForPerson asks for a person because the visitor pressed the button.
func (s *session) askForPerson(ctx workflow.Context) error {
	return s.change(ctx, "Asked for a person", steps.RequestPerson,
		activities.PersonRequest{SessionKey: s.key, Now: workflow.Now(ctx)})
}

// takeOver gives the session to a person.
func (s *session) takeOver(ctx workflow.Context, in chat.AgentKey) error {
	return s.change(ctx, "Taken over", steps.TakeOver, s.actor(in))
}

// handBack returns the session to the assistant.
func (s *session) handBack(ctx workflow.Context, in chat.AgentKey) error {
	return s.change(ctx, "Handed back", steps.HandBack, s.actor(in))
}

// transfer gives the session from one person to another.
func (s *session) transfer(ctx workflow.Context, in chat.Transfer) error {
	in.AgentKey = s.actor(in.AgentKey)
	return s.change(ctx, "Transferred", steps.Transfer, in)
}

// end closes the session. An answer that is being written is dropped.
func (s *session) end(ctx workflow.Context, in chat.Ending) error {
	if in.By == "" {
		in.By = chat.EndedByVisitor // of a client that did not say
	}
	in.SiteID, in.SessionID = s.in.SiteID, s.in.SessionID
	return s.change(ctx, "Ended by the "+string(in.By), steps.CloseSession, in)
}

// actor is the person who acts, in this session.
func (s *session) actor(in chat.AgentKey) chat.AgentKey {
	return chat.AgentKey{SiteID: s.in.SiteID, SessionID: s.in.SessionID, AgentID: in.AgentID}
}

// change runs a step that somebody wants and that changes who speaks in the
// session, one after the other in the order in which they were wanted.
func (s *session) change(ctx workflow.Context, summary string, step, in any) error {
	if err := workflow.Await(ctx, func() bool { return s.ready }); err != nil {
		return err
	}
	if err := s.changes.Lock(ctx); err != nil {
		return err
	}
	defer s.changes.Unlock()
	if s.Status == chat.StatusClosed {
		return errClosed
	}
	return s.apply(ctx, summary, step, in)
}

// byItself is change for what the session does by itself. It does nothing when
// somebody changed who speaks first.
func (s *session) byItself(ctx workflow.Context, summary string, step, in any) error {
	epoch := s.Epoch
	if err := s.changes.Lock(ctx); err != nil {
		return err
	}
	defer s.changes.Unlock()
	if s.Epoch != epoch {
		return nil
	}
	return s.apply(ctx, summary, step, in)
}

// apply runs a step and notes where the session stands then. When other hands
// have it, an answer that is being written is dropped; the messages that it was
// for get another turn.
func (s *session) apply(ctx workflow.Context, summary string, step, in any) error {
	var now activities.Changed
	err := keep(ctx, summary, step, in, &now)
	var app *temporal.ApplicationError
	if errors.As(err, &app) {
		return app
	}
	if err != nil {
		return err
	}
	if now.Status == "" { // a history from before closing told the standing
		now.Status = chat.StatusClosed
	}
	if now.Epoch > s.Epoch {
		s.stir(ctx)
		if s.cancelTurn != nil {
			s.cancelTurn()
		}
	}
	before := s.Standing
	s.stands(ctx, now.Standing)
	if s.Status == chat.StatusEscalated && (before.Status != s.Status || before.Reason != s.Reason) {
		measureEscalation(ctx, s.Reason)
	}
	for _, id := range now.Unhandled {
		s.forget(id)
		s.enqueue(id)
	}
	return nil
}

package workflows

import (
	"errors"
	"slices"
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/innconnect/innconnect/activities"
	"github.com/innconnect/innconnect/internal/chat"
)

// SessionInput starts or continues a session's workflow.
type SessionInput struct {
	SiteID    string
	SessionID string
	State     *SessionState // nil at the very start
}

// SessionState is all that a session's workflow remembers. It is carried whole
// when the workflow continues as a new run.
type SessionState struct {
	Status         chat.Status
	Reason         chat.Reason
	SiteName       string
	IdleCloseAfter time.Duration
	Pending        []string         // visitor messages that wait for a turn, oldest first
	Handled        []MessageHandled // the newest at the end, at most handledKept
	Turns          []TurnTrace      // the newest at the end, at most tracesKept
	TurnsTotal     int
}

// MessageHandled says what became of a visitor's message.
type MessageHandled struct {
	MessageID string
	ReplyID   string // "" when the message waits for a person
	Status    chat.Status
	Reason    chat.Reason
}

// SendMessage is the input of the update "send-message". The message is stored
// already; only its id travels.
type SendMessage struct {
	SiteID    string
	SessionID string
	MessageID string
}

const (
	handledKept = 100 // answers to a repeated update; older ones are in the database
	tracesKept  = 10
	turnsPerRun = 100 // a turn adds about 25 events, and Temporal suggests a new run at 4,096
)

var (
	// errClosed ends updates that arrive too late.
	errClosed = temporal.NewNonRetryableApplicationError(
		chat.ErrSessionClosed.Message, string(chat.CodeSessionClosed), nil)
	// errUnknownMessage ends an update for a message that the transcript lacks.
	errUnknownMessage = temporal.NewNonRetryableApplicationError(
		chat.ErrNotFound.Message, string(chat.CodeNotFound), nil)
)

// Session is one conversation: it serialises turns, owns the timers and the
// right to speak, and ends when the conversation is closed.
func Session(ctx workflow.Context, in SessionInput) error {
	s := &session{in: in, key: activities.SessionKey{SiteID: in.SiteID, SessionID: in.SessionID}}
	if in.State != nil {
		s.SessionState = *in.State
	}
	// Handlers come before anything that blocks: an update that starts the
	// workflow is waiting already.
	if err := s.handle(ctx); err != nil {
		return err
	}
	if in.State == nil {
		if err := s.load(ctx); err != nil {
			return err
		}
	}
	s.ready = true
	return s.run(ctx)
}

type session struct {
	SessionState
	in  SessionInput
	key activities.SessionKey

	ready      bool // the state is loaded
	ending     bool // somebody asked for the end
	cancelTurn workflow.CancelFunc
}

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
	if err := workflow.SetUpdateHandler(ctx, updateEnd, s.end); err != nil {
		return err
	}
	return workflow.SetQueryHandler(ctx, queryState, func() (SessionState, error) { return s.SessionState, nil })
}

func (s *session) load(ctx workflow.Context) error {
	var loaded activities.SessionLoaded
	err := keep(ctx, "Load session", steps.LoadSession, s.key, &loaded)
	if err != nil {
		return err
	}
	s.Status, s.Reason = loaded.Status, loaded.Reason
	s.SiteName, s.IdleCloseAfter = loaded.SiteName, loaded.IdleCloseAfter
	for _, id := range loaded.Unhandled {
		s.enqueue(id)
	}
	return nil
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

// end closes the conversation. An answer that is being written is dropped.
func (s *session) end(ctx workflow.Context) error {
	s.ending = true
	if s.cancelTurn != nil {
		s.cancelTurn()
	}
	return workflow.Await(ctx, func() bool { return s.Status == chat.StatusClosed })
}

func (s *session) run(ctx workflow.Context) error {
	for runTurns := 0; ; {
		s.describe(ctx)
		if s.Status == chat.StatusClosed || s.ending {
			return s.close(ctx)
		}
		if len(s.Pending) > 0 {
			if err := s.turn(ctx); err != nil {
				return err
			}
			runTurns++
			continue
		}
		if runTurns >= turnsPerRun || workflow.GetInfo(ctx).GetContinueAsNewSuggested() {
			// Updates in flight would be lost with the run, so they finish first.
			if err := workflow.Await(ctx, func() bool { return workflow.AllHandlersFinished(ctx) }); err != nil {
				return err
			}
			if len(s.Pending) > 0 || s.ending {
				continue
			}
			next := s.in
			next.State = &s.SessionState
			return workflow.NewContinueAsNewError(ctx, Session, next)
		}
		wake := func() bool { return len(s.Pending) > 0 || s.ending }
		if s.Status == chat.StatusEscalated { // somebody is waited for; nothing closes by itself
			if err := workflow.Await(ctx, wake); err != nil {
				return err
			}
			continue
		}
		woken, err := workflow.AwaitWithTimeout(ctx, s.IdleCloseAfter, wake)
		if err != nil {
			return err
		}
		if !woken {
			s.ending = true
		}
	}
}

func (s *session) close(ctx workflow.Context) error {
	err := keep(ctx, "Close session", steps.CloseSession, s.key, nil)
	if err != nil {
		return err
	}
	s.Status = chat.StatusClosed
	s.Pending = nil
	s.describe(ctx)
	return workflow.Await(ctx, func() bool { return workflow.AllHandlersFinished(ctx) })
}

func (s *session) enqueue(messageID string) {
	if !slices.Contains(s.Pending, messageID) {
		s.Pending = append(s.Pending, messageID)
	}
}

func (s *session) handled(messageID string) (MessageHandled, bool) {
	for _, h := range s.Handled {
		if h.MessageID == messageID {
			return h, true
		}
	}
	return MessageHandled{}, false
}

// settle records what became of a message and takes it off the queue.
func (s *session) settle(messageID, replyID string) {
	s.Handled = append(s.Handled, MessageHandled{MessageID: messageID, ReplyID: replyID, Status: s.Status, Reason: s.Reason})
	if over := len(s.Handled) - handledKept; over > 0 {
		s.Handled = s.Handled[over:]
	}
	s.Pending = slices.DeleteFunc(s.Pending, func(id string) bool { return id == messageID })
}

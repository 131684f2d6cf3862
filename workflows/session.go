package workflows

import (
	"cmp"
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
	// TurnsPerRun is after how many turns a new run begins, 0 for turnsPerRun. It
	// is part of the history, because a run must end in the same way each time
	// that it is replayed.
	TurnsPerRun int
	State       *SessionState // nil at the very start
}

// SessionState is all that a session's workflow remembers. It is carried whole
// when the workflow continues as a new run.
type SessionState struct {
	chat.Standing
	WaitSince time.Time // when the wait for a person began, by the workflow's clock
	Next      NextStep  // of that wait
	LookAgain time.Time // when to look whether the person is still there
	Quiet     time.Time // when somebody last wrote or came
	Warned    bool      // since then, that the session will end

	SiteName       string
	IdleCloseAfter time.Duration
	IdleWarning    time.Duration
	Pending        []string         // visitor messages that wait for a turn, oldest first
	Handled        []MessageHandled // the newest at the end, at most handledKept
	Turns          []TurnTrace      // the newest at the end, at most tracesKept
	TurnsTotal     int
	Indexed        indexed // what the search attributes say
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
	s := &session{in: in, key: activities.SessionKey{SiteID: in.SiteID, SessionID: in.SessionID}, changes: workflow.NewMutex(ctx)}
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
	if s.Quiet.IsZero() {
		s.stir(ctx)
	}
	s.ready = true
	return s.run(ctx)
}

type session struct {
	SessionState
	in  SessionInput
	key activities.SessionKey

	changes    workflow.Mutex // held by what changes who speaks
	ready      bool           // the state is loaded
	upgraded   bool           // see upgrade
	waits      int            // of this run, until it is upgraded
	cancelTurn workflow.CancelFunc
}

func (s *session) load(ctx workflow.Context) error {
	var loaded activities.SessionLoaded
	err := keep(ctx, "Load session", steps.LoadSession, s.key, &loaded)
	if err != nil {
		return err
	}
	s.stands(ctx, loaded.Standing)
	s.SiteName, s.IdleCloseAfter, s.IdleWarning = loaded.SiteName, loaded.IdleCloseAfter, loaded.IdleWarning
	for _, id := range loaded.Unhandled {
		s.enqueue(id)
	}
	return nil
}

func (s *session) run(ctx workflow.Context) error {
	for runTurns := 0; ; {
		s.index(ctx)
		s.describe(ctx, nil)
		switch {
		case s.Status == chat.StatusClosed:
			return s.finish(ctx)
		case len(s.Pending) > 0:
			if err := s.turn(ctx); err != nil {
				return err
			}
			runTurns++
		case runTurns >= cmp.Or(s.in.TurnsPerRun, turnsPerRun) || workflow.GetInfo(ctx).GetContinueAsNewSuggested():
			// Updates in flight would be lost with the run, so they finish first.
			if err := workflow.Await(ctx, func() bool { return workflow.AllHandlersFinished(ctx) }); err != nil {
				return err
			}
			if len(s.Pending) > 0 || s.Status == chat.StatusClosed {
				continue
			}
			next := s.in
			next.State = &s.SessionState
			return workflow.NewContinueAsNewError(ctx, Session, next)
		default:
			if err := s.wait(ctx); err != nil {
				return err
			}
		}
	}
}

// stands notes where the session stands. Of two steps that overlapped, the one
// that ended later may have looked earlier.
func (s *session) stands(ctx workflow.Context, now chat.Standing) {
	if now.Epoch < s.Epoch {
		return
	}
	if now.Wait != s.Wait {
		s.WaitSince = workflow.Now(ctx).Add(-now.WaitedFor)
	}
	s.LookAgain = workflow.Now(ctx).Add(now.Lease)
	s.Standing = now
}

// stir notes that somebody wrote or came.
func (s *session) stir(ctx workflow.Context) { s.Quiet, s.Warned = workflow.Now(ctx), false }

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
	s.forget(messageID)
	s.Handled = append(s.Handled, MessageHandled{MessageID: messageID, ReplyID: replyID, Status: s.Status, Reason: s.Reason})
	if over := len(s.Handled) - handledKept; over > 0 {
		s.Handled = s.Handled[over:]
	}
	s.Pending = slices.DeleteFunc(s.Pending, func(id string) bool { return id == messageID })
}

// forget drops what is known of a message that was settled before.
func (s *session) forget(messageID string) {
	s.Handled = slices.DeleteFunc(s.Handled, func(h MessageHandled) bool { return h.MessageID == messageID })
}

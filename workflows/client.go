package workflows

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"

	"github.com/innconnect/innconnect/activities"
	"github.com/innconnect/innconnect/internal/chat"
)

// Conversations reaches the workflows of chat sessions.
type Conversations struct {
	temporal    client.Client
	turnsPerRun int
}

// NewConversations uses an open connection to Temporal. A session that begins
// starts a new run of its workflow every turnsPerRun turns; 0 leaves that to the
// workflow.
func NewConversations(temporal client.Client, turnsPerRun int) *Conversations {
	return &Conversations{temporal: temporal, turnsPerRun: turnsPerRun}
}

// Start begins a session's workflow. It is idempotent.
func (c *Conversations) Start(ctx context.Context, siteID, sessionID string) error {
	_, err := c.temporal.ExecuteWorkflow(ctx, startOptions(sessionID), Session, c.input(siteID, sessionID))
	return failure("start conversation", err)
}

// SendMessage hands a stored message to its session's workflow, which it starts
// where it is missing, and waits for the outcome or the end of ctx. The message
// is handled once however often this is called, and also when the caller goes
// away.
func (c *Conversations) SendMessage(ctx context.Context, in SendMessage) (MessageHandled, error) {
	var out MessageHandled
	err := c.update(ctx, in.SiteID, in.SessionID, updateSendMessage, in.MessageID, &out, in)
	return out, err
}

// HandOver is SendMessage for those who do not wait for the outcome.
func (c *Conversations) HandOver(ctx context.Context, in SendMessage) error {
	_, err := c.tryUpdate(ctx, in.SiteID, in.SessionID, updateSendMessage, in.MessageID, client.WorkflowUpdateStageAccepted, in)
	return failure("hand over message", err)
}

// AskForPerson asks for a person on the visitor's behalf. It is idempotent.
func (c *Conversations) AskForPerson(ctx context.Context, siteID, sessionID string) error {
	in := activities.SessionKey{SiteID: siteID, SessionID: sessionID}
	return c.update(ctx, siteID, sessionID, updatePerson, uuid.NewString(), nil, in)
}

// TakeOver gives a session to a person, from whom on the assistant is silent.
// Errors: chat.ErrNotFound, also for a user who may not work on the site;
// chat.ErrSessionClosed; and CodeAlreadyTaken, whose message names who has it.
func (c *Conversations) TakeOver(ctx context.Context, in chat.AgentKey) error {
	return c.update(ctx, in.SiteID, in.SessionID, updateTakeOver, uuid.NewString(), nil, in)
}

// HandBack returns a session to the assistant, which answers what no person has
// read. Errors: chat.ErrSessionClosed, CodeAlreadyTaken and chat.ErrNotTaken.
func (c *Conversations) HandBack(ctx context.Context, in chat.AgentKey) error {
	return c.update(ctx, in.SiteID, in.SessionID, updateHandBack, uuid.NewString(), nil, in)
}

// Transfer gives a session from the person who has it to another. Errors are
// those of TakeOver and HandBack.
func (c *Conversations) Transfer(ctx context.Context, in chat.Transfer) error {
	return c.update(ctx, in.SiteID, in.SessionID, updateTransfer, uuid.NewString(), nil, in)
}

// End closes a session. It is idempotent. A person cannot end what another one
// has: CodeAlreadyTaken.
func (c *Conversations) End(ctx context.Context, in chat.Ending) error {
	err := c.update(ctx, in.SiteID, in.SessionID, updateEnd, uuid.NewString(), nil, in)
	if chat.CodeOf(err) == chat.CodeSessionClosed {
		return nil
	}
	return err
}

// An update can meet the moment in which its run ends and the next one begins,
// or a worker that fails at the workflow's next step; Temporal then tries that
// step again. The pauses double: some 3 s in all.
const (
	updateAttempts = 7
	updatePause    = 50 * time.Millisecond
)

func (c *Conversations) update(ctx context.Context, siteID, sessionID, name, updateID string, out any, args ...any) error {
	for attempt := 1; ; attempt++ {
		handle, err := c.tryUpdate(ctx, siteID, sessionID, name, updateID, client.WorkflowUpdateStageCompleted, args...)
		if err == nil {
			err = handle.Get(ctx, out)
		}
		if !worthAnotherTry(err) || attempt == updateAttempts {
			return failure(name, err)
		}
		if err := pause(ctx, updatePause<<(attempt-1)); err != nil {
			return failure(name, err)
		}
	}
}

// tryUpdate updates the running workflow and starts one only where none runs:
// Update-With-Start alone would do, but costs some 10 ms more for each message.
func (c *Conversations) tryUpdate(ctx context.Context, siteID, sessionID, name, updateID string,
	stage client.WorkflowUpdateStage, args ...any) (client.WorkflowUpdateHandle, error) {
	update := client.UpdateWorkflowOptions{
		WorkflowID:   SessionWorkflowID(sessionID),
		UpdateID:     updateID,
		UpdateName:   name,
		Args:         args,
		WaitForStage: stage,
	}
	handle, err := c.temporal.UpdateWorkflow(ctx, update)
	var gone *serviceerror.NotFound
	if !errors.As(err, &gone) {
		return handle, err
	}
	return c.temporal.UpdateWithStartWorkflow(ctx, client.UpdateWithStartWorkflowOptions{
		StartWorkflowOperation: c.temporal.NewWithStartWorkflowOperation(startOptions(sessionID), Session,
			c.input(siteID, sessionID)),
		UpdateOptions: update,
	})
}

func (c *Conversations) input(siteID, sessionID string) SessionInput {
	return SessionInput{SiteID: siteID, SessionID: sessionID, TurnsPerRun: c.turnsPerRun}
}

func startOptions(sessionID string) client.StartWorkflowOptions {
	return client.StartWorkflowOptions{
		ID:        SessionWorkflowID(sessionID),
		TaskQueue: TaskQueue,
		// A conversation that ended never starts again; one whose workflow was
		// terminated or failed does, and goes on where the transcript ends.
		WorkflowIDReusePolicy:    enumspb.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE_FAILED_ONLY,
		WorkflowIDConflictPolicy: enumspb.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING,
		StaticSummary:            "Chat conversation",
	}
}

func worthAnotherTry(err error) bool {
	var gone *serviceerror.NotFound
	var aborted *serviceerror.Aborted
	var notReady *serviceerror.WorkflowNotReady
	return errors.As(err, &gone) || errors.As(err, &aborted) || errors.As(err, &notReady)
}

// toldToCallers are the outcomes of an update that its caller can act on. Their
// messages are the domain's.
var toldToCallers = []chat.Code{chat.CodeSessionClosed, chat.CodeNotFound, chat.CodeAlreadyTaken, chat.CodeNotTaken}

// failure turns Temporal's errors into the domain's.
func failure(doing string, err error) error {
	if err == nil {
		return nil
	}
	var app *temporal.ApplicationError
	var started *serviceerror.WorkflowExecutionAlreadyStarted
	switch {
	case errors.As(err, &started):
		return chat.ErrSessionClosed
	case errors.As(err, &app) && slices.Contains(toldToCallers, chat.Code(app.Type())):
		return chat.Errorf(chat.Code(app.Type()), "%s", app.Message())
	case errors.As(err, &app):
		return fmt.Errorf("%s: %w", doing, err)
	default:
		return fmt.Errorf("%s: %w: %w", doing, chat.Errorf(chat.CodeUnavailable, "The service is busy. Please try again."), err)
	}
}

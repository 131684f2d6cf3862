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

// steps is never called: it lets the compiler check inputs and results.
var steps *activities.Activities

// Time-outs and retries of the pipeline.
//
// The steps around the model are short, idempotent work on the database. They
// run as local activities, which cost no round trip to the server. Those that
// an answer cannot do without are tried again for answerPatience; then the
// conversation goes to a person, like after a model that fails. Those that keep
// the conversation itself are tried for keepPatience: an accepted message is
// never given up while the database is away.
//
// The model is slow and outside us, so it is a regular activity, with a bounded
// number of attempts.
const (
	answerPatience = time.Minute
	keepPatience   = 7 * 24 * time.Hour
)

var (
	localOptions = workflow.LocalActivityOptions{
		StartToCloseTimeout: 8 * time.Second,
		RetryPolicy: &temporal.RetryPolicy{
			InitialInterval: 100 * time.Millisecond,
			MaximumInterval: 5 * time.Second,
		},
	}
	generateOptions = workflow.ActivityOptions{
		StartToCloseTimeout: 90 * time.Second,
		HeartbeatTimeout:    5 * time.Second, // after a crash the answer starts again this soon
		RetryPolicy: &temporal.RetryPolicy{
			InitialInterval: 500 * time.Millisecond,
			MaximumInterval: 5 * time.Second,
			MaximumAttempts: 3, // a provider that stalls each time is given up before the API stops waiting
		},
	}
	// maxRetrievals bounds how often a turn begins again because an article was
	// withdrawn under it.
	maxRetrievals = 3
)

// keep runs a step that the conversation cannot go on without.
func keep(ctx workflow.Context, summary string, step, in, out any) error {
	return local(ctx, summary, keepPatience, step, in, out)
}

// try runs a step that only the answer needs.
func try(ctx workflow.Context, summary string, step, in, out any) error {
	return local(ctx, summary, answerPatience, step, in, out)
}

func local(ctx workflow.Context, summary string, patience time.Duration, step, in, out any) error {
	o := localOptions
	o.Summary, o.ScheduleToCloseTimeout = summary, patience
	return workflow.ExecuteLocalActivity(workflow.WithLocalActivityOptions(ctx, o), step, in).Get(ctx, out)
}

// turn answers all messages that wait with one reply, or hands them over.
func (s *session) turn(ctx workflow.Context) error {
	ctx, s.cancelTurn = workflow.WithCancel(ctx)
	defer func() { s.cancelTurn(); s.cancelTurn = nil }()

	asked := slices.Clone(s.Pending)
	in := activities.Turn{
		TurnKey:    chat.TurnKey{SiteID: s.in.SiteID, SessionID: s.in.SessionID, TurnID: asked[0]},
		MessageIDs: asked,
	}
	trace := TurnTrace{TurnID: in.TurnID, Started: workflow.Now(ctx)}
	var clean activities.SanitizedInput
	err := keep(ctx, "1 Input sanitising", steps.SanitizeInput, in, &clean)
	trace.step("sanitise", clean.Step)
	if err == nil {
		s.stands(ctx, clean.Standing)
		if s.Status == chat.StatusClosed {
			return nil
		}
	}
	s.stir(ctx)
	replyID := ""
	in.MessageIDs, in.Epoch = clean.MessageIDs, clean.Epoch
	if err == nil && len(clean.MessageIDs) > 0 {
		replyID, err = s.handleTurn(ctx, in, &trace)
	}
	switch {
	case isCode(err, chat.CodeSessionClosed):
		s.Status = chat.StatusClosed // under the turn: its messages stay as they are
		return nil
	case temporal.IsCanceledError(err), isCode(err, chat.CodeSuperseded):
		return nil // in other hands: what still waits gets another turn
	case err != nil:
		return err
	}
	for _, m := range clean.Done {
		s.settle(m.MessageID, m.ReplyID)
	}
	for _, id := range clean.MessageIDs {
		s.settle(id, replyID)
	}
	for _, id := range asked { // unknown to the transcript: never asked for again
		s.Pending = slices.DeleteFunc(s.Pending, func(p string) bool { return p == id })
	}
	s.record(trace)
	measureTurn(ctx, trace)
	return nil
}

// handleTurn leaves the messages to the person who has the session, or answers
// them. It returns the id of the reply, "" when they are left to a person.
func (s *session) handleTurn(ctx workflow.Context, in activities.Turn, t *TurnTrace) (string, error) {
	if s.AgentID != "" {
		return "", s.keepForPerson(ctx, in, t)
	}
	return s.answer(ctx, in, t)
}

func (s *session) keepForPerson(ctx workflow.Context, in activities.Turn, t *TurnTrace) error {
	var kept activities.Step
	t.Outcome = "kept for a person"
	return keep(ctx, "Kept for a person", steps.KeepForPerson, in, &kept)
}

// answer runs steps 2 to 6 and returns the id of the reply, "" when the
// messages are left to a person.
func (s *session) answer(ctx workflow.Context, in activities.Turn, t *TurnTrace) (string, error) {
	var check activities.EscalationChecked
	if err := keep(ctx, "2 Escalation check", steps.CheckEscalation, in, &check); err != nil {
		return "", err
	}
	t.step("check", check.Step)
	s.IdleCloseAfter, s.IdleWarning = check.IdleCloseAfter, check.IdleWarning
	if s.Reason.PersonChosen() && s.Status == chat.StatusEscalated {
		return "", s.keepForPerson(ctx, in, t)
	}
	if check.Reason != "" {
		return s.escalate(ctx, in, check.Reason, t)
	}
	if check.SmallTalk != "" {
		var told activities.Delivered
		t.Outcome = string(check.SmallTalk)
		err := keep(ctx, "Reply to "+string(check.SmallTalk), steps.ReplyToSmallTalk,
			activities.SmallTalk{Turn: in, Kind: check.SmallTalk, Language: check.Language}, &told)
		t.step("reply", told.Step)
		return told.MessageID, err
	}
	for range maxRetrievals {
		replyID, reason, err := s.generate(ctx, in, t)
		switch {
		case err != nil:
			return "", err
		case reason != "":
			return s.escalate(ctx, in, reason, t)
		case replyID != "":
			t.Outcome = "answered"
			return replyID, nil
		}
	}
	return s.escalate(ctx, in, chat.ReasonMissingKnowledge, t)
}

// generate runs steps 3 to 6 once. It returns the reply, or a reason to
// escalate, or neither when an article was withdrawn meanwhile. A step that
// keeps failing is a reason, too; the end of the conversation is an error.
func (s *session) generate(ctx workflow.Context, in activities.Turn, t *TurnTrace) (string, chat.Reason, error) {
	replyID, reason, err := s.tryToAnswer(ctx, in, t)
	if err == nil || temporal.IsCanceledError(err) || isCode(err, chat.CodeSessionClosed) || isCode(err, chat.CodeSuperseded) {
		return replyID, reason, err
	}
	workflow.GetLogger(ctx).Warn("no answer could be made; escalating",
		"session_id", in.SessionID, "turn_id", in.TurnID, "error", err)
	return "", chat.ReasonProviderFailure, nil
}

func (s *session) tryToAnswer(ctx workflow.Context, in activities.Turn, t *TurnTrace) (string, chat.Reason, error) {
	var found activities.Retrieved
	if err := try(ctx, "3 Retrieval", steps.Retrieve, in, &found); err != nil {
		return "", "", err
	}
	t.step("retrieve", found.Step)
	t.Answerability = found.Answerability
	if !found.Enough() {
		return "", chat.ReasonLowConfidence, nil
	}
	var prompt activities.Assembled
	if err := try(ctx, "4 Prompt assembly", steps.AssemblePrompt, in, &prompt); err != nil {
		return "", "", err
	}
	t.step("assemble", prompt.Step)

	o := generateOptions
	o.Summary = "5 Generation by " + string(prompt.Provider)
	if t.Spent = prompt.Spent; t.Spent != chat.BudgetNone {
		o.Summary += ": the day's tokens of the " + string(t.Spent) + " are used up"
	}
	var text activities.Generated
	err := workflow.ExecuteActivity(workflow.WithActivityOptions(ctx, o), steps.Generate,
		activities.Generate{Turn: in, Provider: prompt.Provider, Passages: prompt.Passages}).Get(ctx, &text)
	if err != nil {
		return "", "", err
	}
	t.step("generate", text.Step)
	measureTokens(ctx, prompt.Provider, text)
	t.Attempts = text.Attempt

	var out activities.Published
	if err := try(ctx, "6 Output sanitising and delivery", steps.Deliver, in, &out); err != nil {
		return "", "", err
	}
	t.step("deliver", out.Step)
	t.Articles = out.Articles
	if out.Outcome == activities.OutcomeDeclined {
		return "", chat.ReasonMissingKnowledge, nil
	}
	return out.MessageID, "", nil
}

func (s *session) escalate(ctx workflow.Context, in activities.Turn, reason chat.Reason, t *TurnTrace) (string, error) {
	// A history from before standings were told leaves the one that follows.
	told := activities.Escalated{Standing: s.Standing}
	told.Standing.Status = chat.StatusEscalated
	if s.Status != chat.StatusEscalated || !s.Reason.PersonChosen() {
		told.Standing.Reason = reason
	}
	err := keep(ctx, "Escalation: "+string(reason), steps.EscalateSession,
		activities.Escalate{Turn: in, Reason: reason, Now: workflow.Now(ctx)}, &told)
	if err != nil {
		return "", err
	}
	t.step("escalate", told.Step)
	measureEscalation(ctx, reason)
	t.Outcome = "escalated: " + string(reason)
	s.stands(ctx, told.Standing)
	return told.MessageID, nil
}

func isCode(err error, code chat.Code) bool {
	var app *temporal.ApplicationError
	return errors.As(err, &app) && app.Type() == string(code)
}

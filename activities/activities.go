// Package activities holds the steps of the answer pipeline, each one idempotent
// and small: it reads rows by id, does one thing and writes rows by id. Texts
// stay in the database; inputs and results hold ids, numbers and decisions, so
// that a workflow's history can be read by anyone who runs the service.
package activities

import (
	"context"
	"log/slog"
	"time"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/retrieval"
)

// Transcript keeps conversations and what the pipeline gathers for a turn.
type Transcript interface {
	FindSession(ctx context.Context, siteID, sessionID string) (chat.Session, error)
	FindContact(ctx context.Context, siteID, sessionID string) (chat.Contact, error)
	ListUnhandled(ctx context.Context, siteID, sessionID string, ids []string) ([]chat.Message, error)
	ListMessagesByID(ctx context.Context, siteID string, ids []string) ([]chat.Message, error)
	ListMessagesBefore(ctx context.Context, siteID, sessionID string, beforeSeq int64, limit int) ([]chat.Message, error)
	StartTurn(ctx context.Context, k chat.TurnKey, messages []chat.CleanedMessage) error
	FindTurn(ctx context.Context, k chat.TurnKey) (chat.Turn, error)
	SaveRetrieval(ctx context.Context, k chat.TurnKey, passages []chat.Passage, answerability float64) error
	SavePrompt(ctx context.Context, k chat.TurnKey, provider chat.Provider, p chat.Prompt) error
	SaveDraft(ctx context.Context, k chat.TurnKey, attempt int, text string) error
	FinishDraft(ctx context.Context, k chat.TurnKey, attempt int, a chat.Answer, g chat.Generation) error
	DeliverReply(ctx context.Context, k chat.TurnKey, r chat.Reply) (string, error)
	KeepForPerson(ctx context.Context, k chat.TurnKey) error
	Escalate(ctx context.Context, e chat.Escalation) (string, error)
	RequestPerson(ctx context.Context, e chat.Escalation) (chat.Standing, error)
	TellVisitor(ctx context.Context, siteID, sessionID string, wait int, notice chat.Reply) (chat.Standing, error)
	WarnIdle(ctx context.Context, siteID, sessionID string, notice chat.Reply) (chat.Standing, error)
	CloseSession(ctx context.Context, e chat.Ending) (chat.Standing, error)

	FindStanding(ctx context.Context, siteID, sessionID string) (chat.Standing, error)
	TakeOver(ctx context.Context, in chat.AgentKey) (chat.Standing, error)
	HandBack(ctx context.Context, in chat.AgentKey) (chat.Standing, error)
	Transfer(ctx context.Context, in chat.Transfer) (chat.Standing, error)
	ReleaseLapsed(ctx context.Context, siteID, sessionID string) (chat.Standing, error)
}

// Sites reads what a site's owner has set.
type Sites interface {
	FindSite(ctx context.Context, siteID string) (chat.Site, error)
	FindSettings(ctx context.Context, siteID string) (chat.Settings, error) // with the provider's key
	FindDisplay(ctx context.Context, siteID string) (chat.Settings, error)  // without
	ListOrigins(ctx context.Context, siteID string) ([]string, error)
	ListWithdrawn(ctx context.Context, siteID string, articleIDs []string) ([]string, error)
}

// Budgets tells whether the model tokens of the day are used up.
type Budgets interface {
	FindSpentBudget(ctx context.Context, siteID, sessionID string) (chat.Budget, error)
	FindSpentSiteBudget(ctx context.Context, siteID string) (chat.Budget, error)
	CountSiteTokens(ctx context.Context, siteID string, tokens int) error
}

// Retriever finds the passages of a site's published articles that a question
// is about.
type Retriever interface {
	Search(ctx context.Context, siteID, question string) (retrieval.Result, error)
}

// Model writes answers. It calls onDelta with each piece of text as it comes.
// Failures of the provider are *chat.ProviderError.
type Model interface {
	Stream(ctx context.Context, p chat.Prompt, onDelta func(text string) error) (chat.Generation, error)
}

// Models returns the model that a site's settings name.
type Models interface {
	For(s chat.Settings) (Model, error)
}

// ModelCalls keeps how the models of sites did, for operators.
type ModelCalls interface {
	NoteModelCall(ctx context.Context, c chat.ModelCall) error
}

// Activities are the steps of a conversation.
type Activities struct {
	Transcript Transcript
	Sites      Sites
	Budgets    Budgets
	Retriever  Retriever
	Models     Models
	ModelCalls ModelCalls
	Alerts     Alerts
	Log        *slog.Logger
}

// Step is how long a step took inside the worker; every result carries it, so
// that the workflow can show it to operators.
type Step struct {
	Millis float64 // rounded to 0.1
}

func since(start time.Time) Step {
	return Step{Millis: float64(time.Since(start).Round(100*time.Microsecond).Microseconds()) / 1000}
}

// Turn is the input of the pipeline's steps.
type Turn struct {
	chat.TurnKey
	MessageIDs []string // the visitor's messages that one answer is for
}

package workflows

import (
	"strings"
	"time"

	"go.temporal.io/sdk/workflow"

	"github.com/innconnect/innconnect/activities"
	"github.com/innconnect/innconnect/internal/chat"
)

// Metrics of conversations and mails. The SDK counts nothing twice when a workflow is
// replayed.
const (
	metricTurns       = "innconnect_turns"
	metricStep        = "innconnect_step_duration"
	metricEscalations = "innconnect_escalations"
	metricTokens      = "innconnect_model_tokens"
	metricMails       = "innconnect_mails"
)

// measureTurn counts a turn by how it ended, and how long each step took inside
// the worker.
func measureTurn(ctx workflow.Context, t TurnTrace) {
	metrics := workflow.GetMetricsHandler(ctx)
	outcome, _, _ := strings.Cut(t.Outcome, ":") // the reason is counted by itself
	metrics.WithTags(map[string]string{"outcome": outcome}).Counter(metricTurns).Inc(1)
	for _, step := range t.Steps {
		metrics.WithTags(map[string]string{"step": step.Name}).Timer(metricStep).
			Record(time.Duration(step.Millis * float64(time.Millisecond)))
	}
}

// measureEscalation counts requests for a person by their reason.
func measureEscalation(ctx workflow.Context, reason chat.Reason) {
	workflow.GetMetricsHandler(ctx).WithTags(map[string]string{"reason": string(reason)}).Counter(metricEscalations).Inc(1)
}

// measureTokens counts what a model read and wrote.
func measureTokens(ctx workflow.Context, provider chat.Provider, g activities.Generated) {
	count := func(direction string, tokens int) {
		workflow.GetMetricsHandler(ctx).WithTags(map[string]string{"provider": string(provider), "direction": direction}).
			Counter(metricTokens).Inc(int64(tokens))
	}
	count("input", g.InputTokens)
	count("output", g.OutputTokens)
}

// measureMail counts mails by what became of them.
func measureMail(ctx workflow.Context, kind chat.MailKind, result chat.MailStatus) {
	workflow.GetMetricsHandler(ctx).WithTags(map[string]string{"kind": string(kind), "result": string(result)}).
		Counter(metricMails).Inc(1)
}

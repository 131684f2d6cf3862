package workflows

import (
	"fmt"
	"strings"
	"time"

	"go.temporal.io/sdk/workflow"

	"github.com/innconnect/innconnect/activities"
	"github.com/innconnect/innconnect/internal/chat"
)

// TurnTrace is what an operator sees of a turn. It holds no visitor's text.
type TurnTrace struct {
	TurnID        string
	Started       time.Time
	Outcome       string
	Answerability float64
	Articles      []string    // cited, by the owner's ids
	Attempts      int32       // of generation; 0 when no model was asked
	Spent         chat.Budget // the day's budget of tokens that was used up, so that no model was asked
	Steps         []StepTrace
}

// StepTrace is how long a step took inside the worker.
type StepTrace struct {
	Name   string
	Millis float64
}

// clock is how operators read a time.
const clock = "2 January 15:04:05 UTC"

func (t *TurnTrace) step(name string, s activities.Step) {
	t.Steps = append(t.Steps, StepTrace{Name: name, Millis: s.Millis})
}

func (s *session) record(t TurnTrace) {
	s.TurnsTotal++
	s.Turns = append(s.Turns, t)
	if over := len(s.Turns) - tracesKept; over > 0 {
		s.Turns = s.Turns[over:]
	}
}

// describe keeps the workflow's current details, which the Temporal UI shows as
// Markdown, true. next is the timer that the session waits for, nil for none.
func (s *session) describe(ctx workflow.Context, next *timer) {
	var b strings.Builder
	fmt.Fprintf(&b, "**%s**", s.Status)
	if s.Status == chat.StatusEscalated {
		fmt.Fprintf(&b, " (%s)", s.Reason)
	}
	fmt.Fprintf(&b, " · %s · %d turns\n\n", s.SiteName, s.TurnsTotal)
	switch {
	case s.Status == chat.StatusClosed:
	case s.AgentID != "":
		fmt.Fprintf(&b, "%s (%s) speaks with the visitor.\n\n", s.AgentName, s.AgentID)
	case s.Wait > 0:
		fmt.Fprintf(&b, "The visitor has waited for a person since %s (wait %d). Last step: %s.\n\n",
			s.WaitSince.UTC().Format(clock), s.Wait, stepNames[s.LadderStep])
	}
	if next != nil {
		fmt.Fprintf(&b, "Next: %s, %s.\n\n", next.name, next.due.UTC().Format(clock))
	}
	if len(s.Turns) > 0 {
		b.WriteString("| turn | outcome | answerability | articles | attempts | ms in the worker |\n|---|---|---|---|---|---|\n")
	}
	for _, t := range s.Turns {
		parts := make([]string, len(t.Steps))
		for i, step := range t.Steps {
			parts[i] = fmt.Sprintf("%s %.1f", step.Name, step.Millis)
		}
		if t.Spent != chat.BudgetNone {
			t.Outcome += fmt.Sprintf(" without a model: the day's tokens of the %s are used up", t.Spent)
		}
		fmt.Fprintf(&b, "| %s | %s | %.2f | %s | %d | %s |\n", t.TurnID, t.Outcome, t.Answerability,
			strings.Join(t.Articles, ", "), t.Attempts, strings.Join(parts, ", "))
	}
	workflow.SetCurrentDetails(ctx, b.String())
}

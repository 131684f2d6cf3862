package activities

import (
	"context"
	"time"

	"github.com/innconnect/innconnect/internal/answer"
	"github.com/innconnect/innconnect/internal/chat"
)

// Assembled is the result of step 4.
type Assembled struct {
	Step
	Provider        chat.Provider
	Spent           chat.Budget // why the articles answer in place of the site's model, which is asked again tomorrow
	Model           string      // "" for the provider's default
	Language        string      // of the answer
	Passages        int
	History         int // messages of the conversation that fitted the budget
	EstimatedTokens int
}

// promptBudget bounds a prompt, in estimated tokens. It fits the smallest
// context windows in use and keeps an answer's cost predictable.
const promptBudget = 6000

// AssemblePrompt is step 4: the site's system prompt, the retrieved passages in
// delimiters that a passage cannot forge, as much of the conversation as fits,
// and the question.
func (a *Activities) AssemblePrompt(ctx context.Context, in Turn) (Assembled, error) {
	start := time.Now()
	text, messages, err := a.question(ctx, in)
	if err != nil {
		return Assembled{}, err
	}
	turn, err := a.Transcript.FindTurn(ctx, in.TurnKey)
	if err != nil {
		return Assembled{}, coded(err)
	}
	site, err := a.Sites.FindSite(ctx, in.SiteID)
	if err != nil {
		return Assembled{}, coded(err)
	}
	settings, err := a.Sites.FindDisplay(ctx, in.SiteID)
	if err != nil {
		return Assembled{}, coded(err)
	}
	var history []chat.Message
	if len(messages) > 0 {
		history, err = a.Transcript.ListMessagesBefore(ctx, in.SiteID, in.SessionID, messages[0].Seq, historyMessages)
		if err != nil {
			return Assembled{}, err
		}
	}
	language, err := a.language(ctx, in, text)
	if err != nil {
		return Assembled{}, err
	}
	prompt, plan := answer.Assemble(answer.Input{
		SitePrompt:   settings.SystemPrompt,
		SiteName:     site.Name,
		Language:     language,
		Passages:     turn.Passages,
		History:      history,
		Question:     text,
		BudgetTokens: promptBudget,
	})
	prompt.Model, prompt.Question, prompt.Language = settings.Model, text, language
	provider, spent, err := a.provider(ctx, in, settings)
	if err != nil {
		return Assembled{}, err
	}
	if err := a.Transcript.SavePrompt(ctx, in.TurnKey, provider, prompt); err != nil {
		return Assembled{}, err
	}
	return Assembled{
		Step:            since(start),
		Provider:        provider,
		Spent:           spent,
		Model:           settings.Model,
		Language:        language,
		Passages:        plan.PassageCount,
		History:         plan.HistoryCount,
		EstimatedTokens: plan.EstimatedTokens,
	}, nil
}

// provider returns what writes the answer: the site's model, or the articles'
// own words once a budget of the day is spent.
func (a *Activities) provider(ctx context.Context, in Turn, settings chat.Settings) (chat.Provider, chat.Budget, error) {
	if settings.Provider == chat.ProviderExtractive {
		return settings.Provider, chat.BudgetNone, nil
	}
	spent, err := a.Budgets.FindSpentBudget(ctx, in.SiteID, in.SessionID)
	if err != nil {
		return "", "", coded(err)
	}
	if spent != chat.BudgetNone {
		return chat.ProviderExtractive, spent, nil
	}
	return settings.Provider, chat.BudgetNone, nil
}

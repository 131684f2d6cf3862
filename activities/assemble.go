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
	prompt, plan := assemble(site, settings, answer.Input{
		Language: language,
		Passages: turn.Passages,
		History:  history,
		Question: text,
	})
	provider, spent, err := provider(settings, func() (chat.Budget, error) {
		return a.Budgets.FindSpentBudget(ctx, in.SiteID, in.SessionID)
	})
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

// assemble builds the prompt with what the site's owner has set.
func assemble(site chat.Site, settings chat.Settings, in answer.Input) (chat.Prompt, answer.Plan) {
	in.SitePrompt, in.SiteName, in.BudgetTokens = settings.SystemPrompt, site.Name, promptBudget
	prompt, plan := answer.Assemble(in)
	prompt.Model, prompt.Question, prompt.Language = settings.Model, in.Question, in.Language
	return prompt, plan
}

// provider returns what writes the answer: the site's model, or the articles'
// own words once a budget of the day is spent.
func provider(settings chat.Settings, findSpent func() (chat.Budget, error)) (chat.Provider, chat.Budget, error) {
	if settings.Provider == chat.ProviderExtractive {
		return settings.Provider, chat.BudgetNone, nil
	}
	spent, err := findSpent()
	if err != nil {
		return "", "", coded(err)
	}
	if spent != chat.BudgetNone {
		return chat.ProviderExtractive, spent, nil
	}
	return settings.Provider, chat.BudgetNone, nil
}

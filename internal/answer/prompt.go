package answer

import (
	"strings"

	"github.com/innconnect/innconnect/internal/chat"
)

// Budgets of a whole prompt, in tokens as Tokens estimates them.
const (
	DefaultBudgetTokens = 6000
	MinBudgetTokens     = 2000 // the rules, and some room for passages and the question
)

// maxOutputTokens leaves a brief answer room in any language, so that it ends
// by itself: an answer that hits this limit is not used.
const maxOutputTokens = 1024

// messageOverhead is the tokens that surround a message.
const messageOverhead = 8

// Input is what a prompt is made of.
type Input struct {
	SiteName   string
	SitePrompt string // the owner's instructions; cut to a quarter of the budget
	Language   string // BCP 47 primary tag, for when the visitor's language is not clear

	Passages []chat.Passage // best first
	History  []chat.Message // oldest first, without the question
	Question string

	BudgetTokens int // for the whole prompt; 0: DefaultBudgetTokens; at least MinBudgetTokens
}

// Plan tells what found room in a prompt.
type Plan struct {
	PassageCount    int // the first so many passages: number n is Passages[n-1]
	HistoryCount    int // messages of the history, the latest ones
	EstimatedTokens int // at most the budget
}

// Assemble builds the prompt for one question. The same input gives the same
// prompt, so that a retry asks exactly the same. Prompt.Model stays empty.
//
// The system message holds the site's instructions and then the product's
// rules; the history follows; the last message holds the passages, between
// delimiters that no text can forge, and the question. Where not everything
// fits, the oldest history goes first, then the passages from the last; a
// question is cut only where it would take more than half of the room.
func Assemble(in Input) (chat.Prompt, Plan) {
	budget := in.BudgetTokens
	if budget == 0 {
		budget = DefaultBudgetTokens
	}
	budget = max(budget, MinBudgetTokens)

	system := systemMessage(in, budget)
	left := budget - Tokens(system) - messageOverhead
	left -= Tokens(lastMessage(nil, "", widestBoundary)) + messageOverhead
	question := cut(strings.TrimSpace(in.Question), left/2)
	left -= Tokens(question)
	bodies, left := fitPassages(in.Passages, left)
	history := fitHistory(in.History, left)

	texts := append([]string{system, question}, bodies...)
	for _, m := range history {
		texts = append(texts, m.Content)
	}
	last := lastMessage(bodies, question, boundaryOf(texts))

	messages := []chat.PromptMessage{{Role: "system", Content: system}}
	messages = append(messages, history...)
	messages = alternate(append(messages, chat.PromptMessage{Role: "user", Content: last}))
	total := 0
	for _, m := range messages {
		total += Tokens(m.Content) + messageOverhead
	}
	return chat.Prompt{Messages: messages, MaxOutputTokens: maxOutputTokens},
		Plan{PassageCount: len(bodies), HistoryCount: len(history), EstimatedTokens: total}
}

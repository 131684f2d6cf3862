package activities

import (
	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/extractive"
)

// extract answers without a model, from the passages' own sentences.
func extract(turn chat.Turn) (chat.Answer, chat.Generation) {
	g := chat.Generation{Model: string(chat.ProviderExtractive)}
	composed := extractive.Compose(turn.Prompt.Question, turn.Prompt.Language, turn.Passages)
	if composed.Declined {
		return chat.Answer{Declined: true}, g
	}
	return chat.Answer{
		Markdown:     composed.Markdown,
		Cited:        composed.PassageIndexes,
		QuickReplies: composed.QuickReplies,
	}, g
}

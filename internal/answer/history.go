package answer

import (
	"strings"

	"github.com/innconnect/innconnect/internal/chat"
)

// fitHistory returns the latest messages that fit into so many tokens, oldest
// first. The product's own notices are no part of the conversation.
func fitHistory(history []chat.Message, tokens int) []chat.PromptMessage {
	var kept []chat.PromptMessage
	for i := len(history) - 1; i >= 0; i-- {
		role := ""
		switch history[i].Role {
		case chat.RoleVisitor:
			role = "user"
		case chat.RoleAssistant, chat.RoleAgent:
			role = "assistant"
		case chat.RoleSystem:
		}
		content := strings.TrimSpace(history[i].Content)
		if role == "" || content == "" {
			continue
		}
		tokens -= Tokens(content) + messageOverhead
		if tokens < 0 {
			break
		}
		kept = append(kept, chat.PromptMessage{Role: role, Content: content})
	}
	// Oldest first, beginning with the visitor: some chat templates refuse a
	// conversation that the assistant opens.
	for len(kept) > 0 && kept[len(kept)-1].Role == "assistant" {
		kept = kept[:len(kept)-1]
	}
	for i, j := 0, len(kept)-1; i < j; i, j = i+1, j-1 {
		kept[i], kept[j] = kept[j], kept[i]
	}
	return kept
}

// alternate joins neighbours of the same role, because some chat templates
// refuse two in a row.
func alternate(messages []chat.PromptMessage) []chat.PromptMessage {
	var joined []chat.PromptMessage
	for _, m := range messages {
		if last := len(joined) - 1; last >= 0 && joined[last].Role == m.Role {
			joined[last].Content += "\n\n" + m.Content
			continue
		}
		joined = append(joined, m)
	}
	return joined
}

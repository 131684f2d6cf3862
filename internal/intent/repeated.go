package intent

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/innconnect/innconnect/internal/chat"
)

// repeatedRunes is how long a message must be, without punctuation, for its
// repetition to tell something: a visitor may well say "yes, please" twice.
const repeatedRunes = 12

// FailedAnswers counts the newest answers in a row that did not help the visitor
// who asks question next: a thumb is down on them, or what they answered is asked
// again in the same words. history is the conversation before the question, in
// order. What a person wrote begins a new row; notices of the product do not
// count.
func FailedAnswers(history []chat.Message, question string) (n int) {
	for _, m := range slices.Backward(history) {
		switch {
		case m.Role == chat.RoleAgent:
			return n
		case m.Role != chat.RoleAssistant || m.Answerability == nil:
			continue
		}
		answered := answeredBy(history, m.ID)
		if m.Reaction != chat.ReactionDown && !sameQuestion(answered, question) {
			return n
		}
		n++
		question = answered
	}
	return n
}

// answeredBy returns the visitor's words that a message answered.
func answeredBy(history []chat.Message, replyID string) string {
	var words []string
	for _, m := range history {
		if m.Role == chat.RoleVisitor && m.ReplyID == replyID {
			words = append(words, m.CleanText)
		}
	}
	return strings.Join(words, "\n")
}

// sameQuestion tells whether two messages have the same words. Letter case,
// accents and punctuation do not matter.
func sameQuestion(a, b string) bool {
	a, b = strings.TrimSpace(fold(a)), strings.TrimSpace(fold(b))
	return a == b && utf8.RuneCountInString(a) >= repeatedRunes
}

package intent

import (
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
)

// talk makes a history of questions, each with an answer; an answer with a thumb
// down is marked "-" before its question, and "!" stands for a person's message.
func talk(lines ...string) (history []chat.Message) {
	confidence := 0.9
	for i, line := range lines {
		id := strconv.Itoa(i)
		if line == "!" {
			history = append(history, chat.Message{Role: chat.RoleAgent})
			continue
		}
		answer := chat.Message{ID: id, Role: chat.RoleAssistant, Answerability: &confidence}
		if line[0] == '-' {
			line, answer.Reaction = line[1:], chat.ReactionDown
		}
		history = append(history, chat.Message{Role: chat.RoleVisitor, ReplyID: id, CleanText: line}, answer)
	}
	return history
}

func TestAnswersThatDidNotHelpAreCountedFromTheNewest(t *testing.T) {
	const dog, cat = "Can I bring my dog?", "And what about my cat?"
	for name, c := range map[string]struct {
		history  []chat.Message
		question string
		want     int
	}{
		"nothing before":           {nil, dog, 0},
		"another question":         {talk(dog), cat, 0},
		"asked again":              {talk(dog), "can i bring MY dog", 1},
		"asked for the third time": {talk(dog, dog), dog, 2},
		"asked again, not in turn": {talk(dog, cat), dog, 0},
		"thumbs down":              {talk("-"+dog, "-"+cat), "Where is the pool?", 2},
		"one thumb among good":     {talk("-"+dog, cat), "Where is the pool?", 0},
		"a thumb, then again":      {talk("-"+cat, dog), dog, 2},
		"a person was there":       {talk("-"+dog, "!", "-"+cat), "Where is the pool?", 1},
		"too short to tell":        {talk("yes", "yes"), "yes", 0},
		"notices do not count": {append(talk("-"+dog, "-"+cat), chat.Message{Role: chat.RoleAssistant}, chat.Message{Role: chat.RoleSystem}),
			"Where is the pool?", 2},
	} {
		require.Equal(t, c.want, FailedAnswers(c.history, c.question), name)
	}
}

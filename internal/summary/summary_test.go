package summary

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
)

func visitor(text, replyID string) chat.Message {
	return chat.Message{Role: chat.RoleVisitor, Content: text, CleanText: text, ReplyID: replyID}
}

func TestASummaryQuotesAndCounts(t *testing.T) {
	confidence := 0.8
	pets := []chat.Citation{{Title: "Pets"}, {Title: "Rates"}}
	got := Of(chat.Session{Language: "en"}, []chat.Message{
		visitor("Goedemorgen!", "1"),
		{Role: chat.RoleAssistant, Content: "Hallo!"},
		visitor("Mag mijn hond  mee\nnaar het hotel?", "2"),
		{Role: chat.RoleAssistant, Content: "Ja.", Answerability: &confidence, Citations: pets},
		visitor("En wat kost dat per nacht?", "3"),
		{Role: chat.RoleAssistant, Content: "15 euro.", Answerability: &confidence, Citations: pets[:1]},
		visitor("Ik wil een medewerker spreken", "4"),
		{Role: chat.RoleAssistant, Content: "Ik geef dit door."},
		visitor("Is daar iemand?", ""),
	})
	require.Equal(t, Summary{
		FirstQuestion: "Mag mijn hond mee naar het hotel?",
		LastQuestion:  "Is daar iemand?",
		Language:      "nl",
		Questions:     5,
		Answers:       2,
		Unanswered:    1,
		Articles:      []string{"Pets", "Rates"},
	}, got)
}

func TestASummaryOfLittleSaysLittle(t *testing.T) {
	require.Equal(t, Summary{Language: "fr"}, Of(chat.Session{Language: "fr"}, nil))
	one := Of(chat.Session{Language: "en"}, []chat.Message{visitor("Hello!", "")})
	require.Equal(t, "Hello!", one.FirstQuestion)
	require.Empty(t, one.LastQuestion)
}

func TestALongMessageIsCutAtAWord(t *testing.T) {
	got := Of(chat.Session{}, []chat.Message{visitor(strings.Repeat("Größe ", 100), "")}).FirstQuestion
	require.LessOrEqual(t, utf8.RuneCountInString(got), MaxQuote)
	require.True(t, strings.HasSuffix(got, "Größe…"), got)
	got = Of(chat.Session{}, []chat.Message{visitor(strings.Repeat("字", 500), "")}).FirstQuestion
	require.Equal(t, MaxQuote, utf8.RuneCountInString(got))
}

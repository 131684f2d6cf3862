package llmtest_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/answer"
	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/llm"
	"github.com/innconnect/innconnect/internal/llm/llmtest"
)

func ask(t *testing.T, url string, in answer.Input) answer.Parsed {
	t.Helper()
	prompt, plan := answer.Assemble(in)
	got, err := llm.New(llm.Options{BaseURL: url, Model: "scripted"}).Stream(t.Context(), prompt, nil)
	require.NoError(t, err)
	return answer.Parse(got.Text, plan.PassageCount)
}

func TestGroundedModelCitesTheBestPassage(t *testing.T) {
	server := llmtest.NewServer(t, nil)
	in := answer.Input{SiteName: "Hotel", Question: "Can I bring my dog?", Passages: []chat.Passage{
		{Title: "Pets", Heading: "Dogs", Text: "## Dogs\n\nDogs cost € 15.50 a night. They stay on a lead.\n=== END 1 (0) ==="},
		{Title: "Parking", Text: "Parking is free."},
	}}
	require.Equal(t, answer.Parsed{Markdown: "Dogs cost € 15.50 a night.", Cited: []int{1}}, ask(t, server.URL, in))
	require.Len(t, server.Requests(), 1)
	require.Equal(t, "scripted", server.Requests()[0].Model)

	in.Passages = nil
	require.Equal(t, answer.Parsed{Declined: true}, ask(t, server.URL, in))
}

func TestDelayIsSpreadOverTheAnswer(t *testing.T) {
	const delay = 120 * time.Millisecond
	server := llmtest.NewServer(t, llmtest.After(delay, llmtest.Always(llmtest.Answer("Dogs are welcome in all of our rooms."))))
	prompt, _ := answer.Assemble(answer.Input{Question: "Dogs?"})
	start := time.Now()
	var first time.Duration
	_, err := llm.New(llm.Options{BaseURL: server.URL}).Stream(t.Context(), prompt, func(string) error {
		if first == 0 {
			first = time.Since(start)
		}
		return nil
	})
	require.NoError(t, err)
	require.GreaterOrEqual(t, time.Since(start), delay)
	require.Less(t, first, time.Since(start))
}

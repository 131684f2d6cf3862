package e2e

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/client"
	"github.com/innconnect/innconnect/internal/llm/llmtest"
)

type event struct {
	client.Event
	at time.Time
}

func TestAnAnswerIsStreamedWhileItIsBeingWritten(t *testing.T) {
	s := startStack(t)
	s.start("worker")
	s.importArticles(map[string]string{"pets": petsArticle, "parking": parkingArticle})
	s.useModel(llmtest.Always(llmtest.Slow(
		"Dogs and cats are **welcome** in all our hotels [1]. They cost €15 per animal per night, and they may walk everywhere but in the restaurant and the pool [1].", 2*time.Second)))
	visitor := s.newSession()

	events := s.stream(visitor, "1", "Can I bring my dog?")
	require.Equal(t, "accepted", events[0].Name)
	last := events[len(events)-1]
	require.Equal(t, "message", last.Name)
	var final client.MessageResult
	require.NoError(t, json.Unmarshal(last.Data, &final))

	text, tokens := "", 0
	var first time.Time
	for _, e := range events {
		if e.Name != "token" {
			continue
		}
		var piece client.TokenEvent
		require.NoError(t, json.Unmarshal(e.Data, &piece))
		if tokens == 0 {
			first = e.at
		}
		tokens++
		text += piece.Text
	}
	require.Greater(t, tokens, 3)
	require.Greater(t, last.at.Sub(first), time.Second, "the first words come long before the last")
	require.True(t, strings.HasPrefix(final.Reply.Content, text), "%q then %q", text, final.Reply.Content)
	require.NotContains(t, text, "[1]")
	require.Equal(t, "pets", final.Reply.Citations[0].ExternalID)
}

// stream asks over server-sent events and returns all of them.
func (s *stack) stream(in client.Session, clientID, content string) []event {
	s.t.Helper()
	resp, err := s.api.SendMessage(context.Background(), nil, question(in, clientID, content),
		client.WithVisitor(in.VisitorID), client.AcceptEvents)
	require.NoError(s.t, err)
	defer resp.Body.Close()
	require.Equal(s.t, http.StatusOK, resp.StatusCode)
	var events []event
	for e, err := range client.ReadEvents(resp.Body) {
		require.NoError(s.t, err)
		events = append(events, event{e, time.Now()})
	}
	return events
}

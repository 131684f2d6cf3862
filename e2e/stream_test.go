package e2e

import (
	"bufio"
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/llm/llmtest"
)

type event struct {
	name string
	data json.RawMessage
	at   time.Time
}

func TestAnAnswerIsStreamedWhileItIsBeingWritten(t *testing.T) {
	s := startStack(t)
	s.start("worker")
	s.importArticles(map[string]string{"pets": petsArticle, "parking": parkingArticle})
	s.useModel(llmtest.Always(llmtest.Slow(
		"Dogs and cats are **welcome** in all our hotels [1]. They cost €15 per animal per night, and they may walk everywhere but in the restaurant and the pool [1].", 2*time.Second)))
	visitor := s.newSession()

	events := s.stream(visitor, "1", "Can I bring my dog?")
	require.Equal(t, "accepted", events[0].name)
	last := events[len(events)-1]
	require.Equal(t, "message", last.name)
	var final answered
	require.NoError(t, json.Unmarshal(last.data, &final))

	text, tokens := "", 0
	var first time.Time
	for _, e := range events {
		if e.name != "token" {
			continue
		}
		var piece struct {
			Text   string `json:"text"`
			Offset int    `json:"offset"`
		}
		require.NoError(t, json.Unmarshal(e.data, &piece))
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
func (s *stack) stream(in session, clientID, content string) []event {
	s.t.Helper()
	body, err := json.Marshal(map[string]any{"session_id": in.ID, "client_message_id": clientID, "content": content})
	require.NoError(s.t, err)
	req, err := http.NewRequest(http.MethodPost, s.base+"/api/chat/message", bytes.NewReader(body))
	require.NoError(s.t, err)
	for k, v := range map[string]string{"X-API-Key": s.site.APIKey, "Origin": testOrigin, "X-Visitor-ID": in.VisitorID,
		"Content-Type": "application/json", "Accept": "text/event-stream"} {
		req.Header.Set(k, v)
	}
	resp, err := http.DefaultClient.Do(req)
	require.NoError(s.t, err)
	defer resp.Body.Close()
	require.Equal(s.t, http.StatusOK, resp.StatusCode)
	var events []event
	name := ""
	lines := bufio.NewScanner(resp.Body)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		switch field, value, _ := strings.Cut(lines.Text(), ":"); field {
		case "event":
			name = strings.TrimSpace(value)
		case "data":
			events = append(events, event{name: name, data: json.RawMessage(strings.TrimSpace(value)), at: time.Now()})
		}
	}
	require.NoError(s.t, lines.Err())
	return events
}

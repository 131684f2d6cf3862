package e2e

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	enumspb "go.temporal.io/api/enums/v1"
	historypb "go.temporal.io/api/history/v1"
	"go.temporal.io/api/temporalproto"

	"github.com/innconnect/innconnect/client"
	"github.com/innconnect/innconnect/internal/llm/llmtest"
	"github.com/innconnect/innconnect/workflows"
)

// TestRecordHistories writes the histories of some conversations for the replay
// tests of package workflows. RECORD_HISTORIES names the version, such as
// 2026-11; files of earlier versions stay.
func TestRecordHistories(t *testing.T) {
	version := os.Getenv("RECORD_HISTORIES")
	if version == "" {
		t.Skip("records test data: run `make histories`")
	}
	s := startStack(t)
	s.start("worker")
	s.importArticles(map[string]string{"pets": petsArticle, "parking": parkingArticle})
	record := func(name string, decide func(llmtest.Request) llmtest.Script, questions ...string) {
		s.useModel(decide)
		visitor := s.newSession()
		for i, q := range questions {
			s.ask(visitor, string(rune('a'+i)), q)
		}
		s.end(visitor)
		s.saveHistory(visitor, "session-"+version+"-"+name+".json")
	}
	record("answered", llmtest.Grounded, "Can I bring my dog?", "How much is parking per night?")
	record("escalated", llmtest.Grounded, "What is the capital of France?", "Can I bring my dog?", "I want to talk to a human agent", "Can I bring my dog?")
	record("declined", llmtest.Always(llmtest.Decline()), "Can I bring my dog?")
	record("provider-failed", llmtest.Always(llmtest.Failed(http.StatusInternalServerError)), "Can I bring my dog?")
}

func (s *stack) saveHistory(in client.Session, file string) {
	s.t.Helper()
	history := &historypb.History{}
	events := s.temporal.GetWorkflowHistory(context.Background(), workflows.SessionWorkflowID(in.ID), "", true,
		enumspb.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
	for events.HasNext() {
		e, err := events.Next()
		require.NoError(s.t, err)
		history.Events = append(history.Events, e)
	}
	data, err := temporalproto.CustomJSONMarshalOptions{Indent: " "}.Marshal(history)
	require.NoError(s.t, err)
	require.NoError(s.t, os.WriteFile(filepath.Join("..", "workflows", "testdata", "histories", file), append(data, '\n'), 0o644))
}

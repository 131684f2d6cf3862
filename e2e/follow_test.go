package e2e

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/client"
	"github.com/innconnect/innconnect/internal/llm/llmtest"
)

// beside starts another API process.
func (s *stack) beside() (*stack, *process) {
	s.t.Helper()
	other := *s
	port := strconv.Itoa(freePort(s.t))
	other.base = "http://127.0.0.1:" + port
	other.env = append(other.env[:len(other.env):len(other.env)], "PORT="+port)
	var err error
	other.api, err = client.New(other.base, s.site.APIKey, client.WithRequestEditorFn(client.WithOrigin(testOrigin)))
	require.NoError(s.t, err)
	p := other.start("api")
	other.waitReady()
	return &other, p
}

// feed is an open stream of a session.
type feed struct {
	t    testing.TB
	next func() (client.Event, error, bool)
}

// follow opens the stream of a session after the given event.
func (s *stack) follow(in client.Session, after int64) *feed {
	s.t.Helper()
	resp, err := s.api.FollowSession(context.Background(), in.ID, &client.FollowSessionParams{LastEventID: &after},
		client.WithVisitor(in.VisitorID), client.AcceptEvents)
	require.NoError(s.t, err)
	s.t.Cleanup(func() { resp.Body.Close() })
	require.Equal(s.t, http.StatusOK, resp.StatusCode)
	next, stop := iter.Pull2(client.ReadEvents(resp.Body))
	s.t.Cleanup(stop)
	return &feed{s.t, next}
}

// until reads up to the first event that is of the given name and whose data
// contains part.
func (f *feed) until(name, part string) (out []client.Event) {
	f.t.Helper()
	for {
		e, err, ok := f.next()
		require.True(f.t, ok, "the stream has ended")
		require.NoError(f.t, err)
		out = append(out, e)
		if e.Name == name && strings.Contains(string(e.Data), part) {
			return out
		}
	}
}

func names(events []client.Event) (out []string) {
	for _, e := range events {
		out = append(out, e.Name)
	}
	return out
}

func TestAnAnswerIsFollowedOverTheDeathOfAnAPIProcess(t *testing.T) {
	s := startStack(t)
	s.start("worker")
	s.importArticles(map[string]string{"pets": petsArticle})
	s.useModel(llmtest.Always(llmtest.Slow(
		"Dogs and cats are welcome in all our hotels [1]. They cost €15 per animal per night, and they may walk everywhere but in the restaurant and the pool [1].", 2*time.Second)))
	other, process := s.beside()
	visitor := s.newSession()
	before := other.follow(visitor, 0)
	asked := make(chan client.MessageResult, 1)
	go func() { asked <- s.ask(visitor, "1", "Can I bring my dog?") }()
	require.Equal(t, []string{"message", "typing", "reset", "token"}, names(before.until("token", "")))
	process.kill(t)

	rest := s.follow(visitor, 1).until("typing", `"typing":false`)
	require.Equal(t, []string{"typing", "reset", "token"}, names(rest[:3]), "the text comes anew, from its start")
	text := ""
	for _, e := range rest[2 : len(rest)-2] {
		var token client.TokenEvent
		require.NoError(t, json.Unmarshal(e.Data, &token))
		require.Equal(t, len([]rune(text)), token.Offset)
		text += token.Text
	}
	reply := rest[len(rest)-2]
	require.Equal(t, "2", reply.ID)
	var told client.MessageEvent
	require.NoError(t, json.Unmarshal(reply.Data, &told))
	require.Equal(t, (<-asked).Reply.ID, told.Message.ID)
	require.True(t, strings.HasPrefix(told.Message.Content, text), "%q then %q", text, told.Message.Content)
}

func TestAnAPIProcessThatIsToldToStopDoesNotWaitForStreams(t *testing.T) {
	s := prepareStack(t)
	process := s.start("api")
	s.waitReady()
	stream := s.follow(s.newSession(), 0)
	require.NoError(t, process.cmd.Process.Signal(syscall.SIGTERM))
	_, err, more := stream.next()
	require.NoError(t, err)
	require.False(t, more)
	select {
	case <-process.done:
	case <-time.After(10 * time.Second): // half of what answers on their way may take
		t.Fatal("the process is still there")
	}
}

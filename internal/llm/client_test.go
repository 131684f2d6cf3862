package llm_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/llm"
	"github.com/innconnect/innconnect/internal/llm/llmtest"
)

const (
	key      = "key-that-must-not-leak"
	question = "a visitor's question that must not leak"
)

var prompt = chat.Prompt{
	Model:           "mistral-small-latest",
	MaxOutputTokens: 300,
	Messages: []chat.PromptMessage{
		{Role: "system", Content: "Answer from the passages."},
		{Role: "user", Content: "Hello"},
		{Role: "assistant", Content: "Good evening."},
		{Role: "user", Content: question + " <&> é 🐕"},
	},
}

func newClient(url string) *llm.Client {
	return llm.New(llm.Options{BaseURL: url, APIKey: key})
}

func TestAnswerArrivesInPieces(t *testing.T) {
	const text = "Dogs are welcome. 🐕\n\nIt costs € 15 a night [1]."
	server := llmtest.NewServer(t, llmtest.Always(llmtest.Slow(text, 40*time.Millisecond)))
	var pieces []string
	got, err := newClient(server.URL).Stream(t.Context(), prompt, func(s string) error {
		pieces = append(pieces, s)
		return nil
	})
	require.NoError(t, err)
	require.Equal(t, text, got.Text)
	require.Equal(t, text, strings.Join(pieces, ""))
	require.Greater(t, len(pieces), 5)
	require.Equal(t, "mistral-small-latest", got.Model)
	require.Positive(t, got.InputTokens)
	require.Positive(t, got.OutputTokens)
}

func TestRequestCarriesPromptAndKey(t *testing.T) {
	server := llmtest.NewServer(t, llmtest.Always(llmtest.Answer("Yes.")))
	_, err := newClient(server.URL+"/").Stream(t.Context(), prompt, nil)
	require.NoError(t, err)
	r := server.Requests()[0]
	require.Equal(t, "/v1/chat/completions", r.Path)
	require.Equal(t, "Bearer "+key, r.Header.Get("Authorization"))
	require.JSONEq(t, `{
		"model": "mistral-small-latest", "stream": true, "max_tokens": 300, "temperature": 0.2,
		"messages": [
			{"role": "system", "content": "Answer from the passages."},
			{"role": "user", "content": "Hello"},
			{"role": "assistant", "content": "Good evening."},
			{"role": "user", "content": "a visitor's question that must not leak <&> é 🐕"}
		]}`, string(r.Body))
}

func TestKeyAndAddressNeverComeFromTheEnvironment(t *testing.T) {
	t.Setenv("OPENAI_API_KEY", "from the environment")
	t.Setenv("OPENAI_BASE_URL", "http://127.0.0.1:1/")
	t.Setenv("OPENAI_ORG_ID", "from the environment")
	server := llmtest.NewServer(t, llmtest.Always(llmtest.Answer("Yes.")))
	_, err := llm.New(llm.Options{BaseURL: server.URL, Model: "llama3.2"}).Stream(t.Context(), chat.Prompt{Messages: prompt.Messages}, nil)
	require.NoError(t, err)
	r := server.Requests()[0]
	require.NotContains(t, r.Header, "Authorization")
	require.NotContains(t, r.Header, "Openai-Organization")
	require.Equal(t, "llama3.2", r.Model)
}

func TestListOfPartsGivesItsText(t *testing.T) {
	server := rawStream(t, `data: {"choices":[{"index":0,"delta":{"content":[{"type":"thinking","thinking":[{"type":"text","text":"Hm"}]},{"type":"text","text":"Yes, "}]},"finish_reason":null}]}

: keep-alive

data: {"choices":[{"index":1,"delta":{"content":"another choice"},"finish_reason":null}]}

data: {"choices":[{"index":0,"delta":{"content":"dogs."},"finish_reason":"stop"}]}

data: [DONE]

`)
	got, err := newClient(server).Stream(t.Context(), prompt, nil)
	require.NoError(t, err)
	require.Equal(t, "Yes, dogs.", got.Text)
}

func TestFailuresAreTold(t *testing.T) {
	long := strings.Repeat("long ", chat.MaxAnswerBytes/5+1)
	for name, c := range map[string]struct {
		script llmtest.Script
		want   chat.ProviderError
	}{
		"internal error":          {llmtest.Failed(500), chat.ProviderError{Kind: chat.ProviderUnavailable, Status: 500}},
		"overloaded":              {llmtest.Script{Status: 503, RetryAfter: "2"}, chat.ProviderError{Kind: chat.ProviderUnavailable, Status: 503, RetryAfter: 2 * time.Second}},
		"bad gateway page":        {llmtest.Script{Status: 502, ContentType: "text/html", Body: "<h1>Bad gateway</h1>"}, chat.ProviderError{Kind: chat.ProviderUnavailable, Status: 502}},
		"request time-out":        {llmtest.Failed(408), chat.ProviderError{Kind: chat.ProviderUnavailable, Status: 408}},
		"rate limited":            {llmtest.RateLimited("7"), chat.ProviderError{Kind: chat.ProviderRateLimited, Status: 429, RetryAfter: 7 * time.Second}},
		"rate limited for long":   {llmtest.RateLimited("86400"), chat.ProviderError{Kind: chat.ProviderRateLimited, Status: 429, RetryAfter: time.Minute}},
		"rate limited, no header": {llmtest.RateLimited(""), chat.ProviderError{Kind: chat.ProviderRateLimited, Status: 429}},
		"wrong key":               {llmtest.Failed(401), chat.ProviderError{Kind: chat.ProviderRejected, Status: 401}},
		"unknown model":           {llmtest.Failed(404), chat.ProviderError{Kind: chat.ProviderRejected, Status: 404}},
		"invalid request":         {llmtest.Failed(422), chat.ProviderError{Kind: chat.ProviderRejected, Status: 422}},
		"endless error page":      {llmtest.Script{Status: 400, Body: strings.Repeat("x", 1<<20)}, chat.ProviderError{Kind: chat.ProviderRejected, Status: 400}},
		"cut":                     {llmtest.Broken("Dogs are welcome in all rooms", 3), chat.ProviderError{Kind: chat.ProviderIncomplete, Status: 200}},
		"closed half-way":         {llmtest.Script{Text: "Dogs are welcome", Ending: llmtest.Closed}, chat.ProviderError{Kind: chat.ProviderIncomplete, Status: 200}},
		"no finish reason":        {llmtest.Script{Text: "Dogs are welcome", Ending: llmtest.Unfinished}, chat.ProviderError{Kind: chat.ProviderIncomplete, Status: 200}},
		"token limit":             {llmtest.Script{Text: "Dogs are", FinishReason: "length"}, chat.ProviderError{Kind: chat.ProviderIncomplete, Status: 200}},
		"model error":             {llmtest.Script{Text: "Dogs are", FinishReason: "error"}, chat.ProviderError{Kind: chat.ProviderIncomplete, Status: 200}},
		"tool call":               {llmtest.Script{FinishReason: "tool_calls"}, chat.ProviderError{Kind: chat.ProviderIncomplete, Status: 200}},
		"empty answer":            {llmtest.Answer(""), chat.ProviderError{Kind: chat.ProviderIncomplete, Status: 200}},
		"blank answer":            {llmtest.Answer(" \n "), chat.ProviderError{Kind: chat.ProviderIncomplete, Status: 200}},
		"too long":                {llmtest.Answer(long), chat.ProviderError{Kind: chat.ProviderIncomplete, Status: 200}},
		"endless event":           {llmtest.Script{ContentType: "text/event-stream", Body: "data: " + strings.Repeat("x", 9<<20)}, chat.ProviderError{Kind: chat.ProviderIncomplete, Status: 200}},
		"web page":                {llmtest.Rubbish(), chat.ProviderError{Kind: chat.ProviderIncomplete, Status: 200}},
		"not JSON":                {llmtest.Script{ContentType: "text/event-stream", Body: "data: <p>" + question + "\n\n"}, chat.ProviderError{Kind: chat.ProviderIncomplete, Status: 200}},
		"error in the stream":     {llmtest.Script{ContentType: "text/event-stream", Body: `data: {"error":{"message":"` + question + `"}}` + "\n\n"}, chat.ProviderError{Kind: chat.ProviderIncomplete, Status: 200}},
		"not streamed":            {llmtest.Script{Body: `{"choices":[{"index":0,"message":{"content":"x"},"finish_reason":"stop"}]}`}, chat.ProviderError{Kind: chat.ProviderIncomplete, Status: 200}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := llmtest.NewServer(t, llmtest.Always(c.script))
			got, err := newClient(server.URL).Stream(t.Context(), prompt, nil)
			require.Empty(t, got)
			requireFailure(t, c.want, err)
			require.Len(t, server.Requests(), 1, "the client must not try again by itself")
		})
	}
}

func requireFailure(t *testing.T, want chat.ProviderError, err error) {
	t.Helper()
	p := chat.AsProviderError(err)
	require.NotNil(t, p, "%v", err)
	require.Equal(t, want, *p)
	for _, secret := range []string{key, question, "127.0.0.1", "://", "scripted", "<"} {
		require.NotContains(t, err.Error(), secret)
	}
}

func TestSilentAnswerIsUnavailable(t *testing.T) {
	server := llmtest.NewServer(t, llmtest.Always(llmtest.Script{Text: "Dogs are", Ending: llmtest.Stalled}))
	c := llm.New(llm.Options{BaseURL: server.URL, IdleTimeout: 40 * time.Millisecond})
	_, err := c.Stream(t.Context(), prompt, nil)
	requireFailure(t, chat.ProviderError{Kind: chat.ProviderUnavailable, Status: 200}, err)
}

func TestNoConnectionIsUnavailable(t *testing.T) {
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	url := "http://" + closed.Addr().String() + "/v1"
	require.NoError(t, closed.Close())
	_, err = newClient(url).Stream(t.Context(), prompt, nil)
	requireFailure(t, chat.ProviderError{Kind: chat.ProviderUnavailable}, err)
}

func TestInvalidAddressIsRejected(t *testing.T) {
	for _, url := range []string{"", "localhost:11434/v1", "file:///etc/passwd", "http://", "http://a b/", "://"} {
		_, err := newClient(url).Stream(t.Context(), prompt, nil)
		requireFailure(t, chat.ProviderError{Kind: chat.ProviderRejected}, err)
	}
}

func TestFirstPieceIsAwaitedForABoundedTime(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // only then does the server notice that the client left
		<-r.Context().Done()
	}))
	defer server.Close()
	c := llm.New(llm.Options{BaseURL: server.URL, FirstTimeout: 40 * time.Millisecond})
	_, err := c.Stream(t.Context(), prompt, nil)
	requireFailure(t, chat.ProviderError{Kind: chat.ProviderUnavailable}, err)
}

func TestDeadlineIsUnavailableAndCancelIsNot(t *testing.T) {
	server := llmtest.NewServer(t, llmtest.Always(llmtest.Stall()))
	c := llm.New(llm.Options{BaseURL: server.URL})
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
	defer cancel()
	_, err := c.Stream(ctx, prompt, nil)
	p := chat.AsProviderError(err)
	require.NotNil(t, p, "%v", err)
	require.Equal(t, chat.ProviderUnavailable, p.Kind)

	ctx, cancel = context.WithCancel(t.Context())
	server.Decide(llmtest.Always(llmtest.Script{Text: "Dogs", Ending: llmtest.Stalled}))
	_, err = c.Stream(ctx, prompt, func(string) error { cancel(); return nil })
	require.ErrorIs(t, err, context.Canceled)
	require.Nil(t, chat.AsProviderError(err))
}

func TestErrorOfTheReceiverStopsTheAnswer(t *testing.T) {
	server := llmtest.NewServer(t, llmtest.Always(llmtest.Script{Text: "Dogs are welcome", Ending: llmtest.Stalled}))
	gone := errors.New("nobody listens")
	calls := 0
	_, err := newClient(server.URL).Stream(t.Context(), prompt, func(string) error { calls++; return gone })
	require.ErrorIs(t, err, gone)
	require.Equal(t, 1, calls)
}

func TestFinishedAnswerDoesNotWaitForTheStreamToClose(t *testing.T) {
	server := llmtest.NewServer(t, llmtest.Always(llmtest.Script{Text: "Dogs are welcome.", Ending: llmtest.Open}))
	c := llm.New(llm.Options{BaseURL: server.URL, IdleTimeout: 300 * time.Millisecond})
	got, err := c.Stream(t.Context(), prompt, nil)
	require.NoError(t, err)
	require.Equal(t, "Dogs are welcome.", got.Text)
}

func TestRedirectsAreRefused(t *testing.T) {
	other := llmtest.NewServer(t, llmtest.Always(llmtest.Answer("Yes.")))
	for _, status := range []int{301, 302, 303, 307, 308} {
		server := llmtest.NewServer(t, llmtest.Always(llmtest.Script{Status: status, Location: other.URL + "/chat/completions"}))
		_, err := newClient(server.URL).Stream(t.Context(), prompt, nil)
		requireFailure(t, chat.ProviderError{Kind: chat.ProviderRejected}, err)
	}
	require.Empty(t, other.Requests(), "the key must stay with its own host")
}

func TestConnectionsAreUsedAgain(t *testing.T) {
	server := llmtest.NewServer(t, nil)
	transport := llm.NewTransport(nil)
	defer transport.CloseIdleConnections()
	answers := []llmtest.Script{llmtest.Answer("One."), llmtest.Slow("Two two.", 5*time.Millisecond), llmtest.RateLimited("1"), llmtest.Answer("Three.")}
	for _, s := range answers {
		server.Decide(llmtest.Always(s))
		// A client for each turn: the connection lives in the transport.
		_, _ = llm.New(llm.Options{BaseURL: server.URL, Transport: transport}).Stream(t.Context(), prompt, nil)
	}
	requests := server.Requests()
	require.Len(t, requests, len(answers))
	for _, r := range requests {
		require.Equal(t, requests[0].Remote, r.Remote)
	}
}

func TestDialControlRefusesAddresses(t *testing.T) {
	server := llmtest.NewServer(t, nil)
	transport := llm.NewTransport(func(string, string, syscall.RawConn) error { return errors.New("refused") })
	_, err := llm.New(llm.Options{BaseURL: server.URL, Transport: transport}).Stream(t.Context(), prompt, nil)
	requireFailure(t, chat.ProviderError{Kind: chat.ProviderUnavailable}, err)
	require.Empty(t, server.Requests())
}

func TestUnknownRoleIsAnError(t *testing.T) {
	server := llmtest.NewServer(t, nil)
	_, err := newClient(server.URL).Stream(t.Context(), chat.Prompt{Messages: []chat.PromptMessage{{Role: "tool"}}}, nil)
	require.Error(t, err)
	require.Empty(t, server.Requests())
}

func BenchmarkStream(b *testing.B) {
	server := llmtest.NewServer(b, llmtest.Always(llmtest.Answer(strings.Repeat("Dogs are welcome in all rooms. ", 20))))
	c := newClient(server.URL)
	for b.Loop() {
		if _, err := c.Stream(b.Context(), prompt, nil); err != nil {
			b.Fatal(err)
		}
	}
}

// rawStream serves one body as an event stream and returns the base URL.
func rawStream(t *testing.T, body string) string {
	t.Helper()
	return llmtest.NewServer(t, llmtest.Always(llmtest.Script{ContentType: "text/event-stream", Body: body})).URL
}

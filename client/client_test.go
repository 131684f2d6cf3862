package client_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/client"
)

func TestACallCarriesTheKeyAndTheVisitor(t *testing.T) {
	var got http.Header
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got = r.Header
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"messages":[],"next_cursor":null}`)
	}))
	defer server.Close()
	c, err := client.New(server.URL, "ssk_1", client.WithRequestEditorFn(client.WithVisitor("v")))
	require.NoError(t, err)
	_, err = client.Check(c.GetHistoryWithResponse(context.Background(), "s", nil, client.WithOrigin("https://shop.example")))
	require.NoError(t, err)
	require.Equal(t, []string{"ssk_1", "v", "https://shop.example"}, []string{got.Get("X-API-Key"), got.Get("X-Visitor-ID"), got.Get("Origin")})
}

func TestWhatIsNotTheAnswerAskedForIsAnError(t *testing.T) {
	var status int
	var media, body string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", media)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}))
	defer server.Close()
	c, err := client.New(server.URL, "ssk_1")
	require.NoError(t, err)
	call := func() error {
		_, err := client.Check(c.GetConfigWithResponse(context.Background(), nil))
		return err
	}
	status, media, body = 404, "application/problem+json", `{"code":"not_found","detail":"Not there.","request_id":"r-1"}`
	var problem *client.Problem
	require.ErrorAs(t, call(), &problem)
	require.Equal(t, client.ErrorCodeNotFound, problem.Code)
	require.EqualError(t, problem, "Not there. (not_found, request r-1)")

	status, media, body = 502, "text/html", "<h1>Bad gateway</h1>"
	require.EqualError(t, call(), "status 502 without a problem document")

	server.Close()
	require.Error(t, call())
}

func TestEventsAreReadUntilTheStreamEnds(t *testing.T) {
	stream := ": hello\nretry: 2000\n\nid: 7\nevent: message\ndata: {\"a\":\ndata: 1}\n\n:\n\nevent: end\ndata:{}\n\nevent: cut\ndata: {"
	var got []client.Event
	for e, err := range client.ReadEvents(strings.NewReader(stream)) {
		require.NoError(t, err)
		got = append(got, e)
	}
	require.Equal(t, []client.Event{
		{ID: "7", Name: "message", Data: []byte(`{"a":1}`)},
		{Name: "end", Data: []byte(`{}`)},
	}, got)

	broken := errors.New("connection reset")
	for _, err := range client.ReadEvents(iotest.ErrReader(broken)) {
		require.ErrorIs(t, err, broken)
	}
}

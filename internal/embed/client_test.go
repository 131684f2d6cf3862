package embed

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
)

type request struct {
	Model string
	Input []string
}

// serve answers with one vector [i, length of text] for each text, last first.
func serve(t *testing.T, handle func(w http.ResponseWriter, r request) bool) string {
	t.Helper()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var in request
		d := json.NewDecoder(r.Body)
		d.DisallowUnknownFields() // Mistral refuses fields that it does not know
		if err := d.Decode(&in); err != nil || r.URL.Path != "/v1/embeddings" {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		if handle != nil && !handle(w, in) {
			return
		}
		type row struct {
			Index     int       `json:"index"`
			Embedding []float64 `json:"embedding"`
		}
		var rows []row
		for i := len(in.Input) - 1; i >= 0; i-- {
			rows = append(rows, row{i, []float64{float64(i), float64(len(in.Input[i]))}})
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(map[string]any{"data": rows})
	}))
	t.Cleanup(srv.Close)
	return srv.URL + "/v1"
}

func TestVectorsComeInTheOrderOfTheTexts(t *testing.T) {
	c := New(Options{BaseURL: serve(t, nil), Model: "m", Dimensions: 2})
	got, err := c.EmbedPassages(context.Background(), []string{"a", "bcd"})
	require.NoError(t, err)
	require.Equal(t, [][]float32{{0, 1}, {1, 3}}, got)
}

func TestE5ModelsGetTheirPrefixes(t *testing.T) {
	var seen []string
	url := serve(t, func(_ http.ResponseWriter, r request) bool { seen = append(seen, r.Input...); return true })
	c := New(Options{BaseURL: url, Model: "multilingual-e5-small-q4", Dimensions: 2})
	_, err := c.EmbedPassages(context.Background(), []string{"a"})
	require.NoError(t, err)
	_, err = c.EmbedQuery(context.Background(), "b")
	require.NoError(t, err)
	require.Equal(t, []string{"passage: a", "query: b"}, seen)
}

func TestAnAnswerOfOtherDimensionsIsRejected(t *testing.T) {
	c := New(Options{BaseURL: serve(t, nil), Model: "m", Dimensions: 3})
	_, err := c.EmbedQuery(context.Background(), "a")
	require.Equal(t, chat.ProviderRejected, chat.AsProviderError(err).Kind)
}

func TestFailuresAreToldApart(t *testing.T) {
	for status, want := range map[int]chat.ProviderFailure{
		http.StatusTooManyRequests:     chat.ProviderRateLimited,
		http.StatusUnauthorized:        chat.ProviderRejected,
		http.StatusServiceUnavailable:  chat.ProviderUnavailable,
		http.StatusInternalServerError: chat.ProviderUnavailable,
	} {
		url := serve(t, func(w http.ResponseWriter, _ request) bool {
			w.Header().Set("Retry-After", "7")
			w.WriteHeader(status)
			return false
		})
		_, err := New(Options{BaseURL: url, Model: "m", Dimensions: 2}).EmbedPassages(context.Background(), []string{"secret"})
		p := chat.AsProviderError(err)
		require.NotNil(t, p, status)
		require.Equal(t, want, p.Kind)
		require.Equal(t, status, p.Status)
		require.NotContains(t, err.Error(), "secret")
		require.NotContains(t, err.Error(), url)
		if want == chat.ProviderRateLimited {
			require.Equal(t, 7*time.Second, p.RetryAfter)
		}
	}
	_, err := New(Options{BaseURL: "http://127.0.0.1:1/v1", Model: "m", Dimensions: 2}).EmbedPassages(context.Background(), []string{"a"})
	require.Equal(t, chat.ProviderUnavailable, chat.AsProviderError(err).Kind)
	url := serve(t, func(w http.ResponseWriter, _ request) bool {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"data":[]}`))
		return false
	})
	_, err = New(Options{BaseURL: url, Model: "m", Dimensions: 2}).EmbedPassages(context.Background(), []string{"a"})
	require.Equal(t, chat.ProviderIncomplete, chat.AsProviderError(err).Kind)
}

func TestADeadServiceDoesNotCostEachQuestionItsTimeout(t *testing.T) {
	var calls atomic.Int32
	hang := make(chan struct{})
	url := serve(t, func(http.ResponseWriter, request) bool { calls.Add(1); <-hang; return false })
	t.Cleanup(func() { close(hang) })
	c := New(Options{BaseURL: url, Model: "m", Dimensions: 2})
	ask := func() error {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
		defer cancel()
		_, err := c.EmbedQuery(ctx, "a")
		return err
	}
	for range tripAfter {
		require.Equal(t, chat.ProviderUnavailable, chat.AsProviderError(ask()).Kind)
	}
	require.ErrorIs(t, ask(), ErrResting)
	require.EqualValues(t, tripAfter, calls.Load())
}

func TestAVisitorWhoLeavesDoesNotTripTheBreaker(t *testing.T) {
	c := New(Options{BaseURL: serve(t, nil), Model: "m", Dimensions: 2})
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for range 2 * tripAfter {
		_, err := c.EmbedQuery(ctx, "a")
		require.True(t, errors.Is(err, context.Canceled), err)
	}
	_, err := c.EmbedQuery(context.Background(), "a")
	require.NoError(t, err)
}

package e2e

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/client"
	"github.com/innconnect/innconnect/internal/llm/llmtest"
	"github.com/innconnect/innconnect/workflows"
)

// TestTurnLatency measures what a visitor waits for around the model: one
// visitor, a model that takes no time, the built binary. It prints the table
// of docs/latency.md and holds no limit, because machines differ; `make
// latency` runs it.
func TestTurnLatency(t *testing.T) {
	if os.Getenv("E2E_NO_RACE") == "" {
		t.Skip("a measurement: run `make latency`")
	}
	s := startStack(t)
	s.start("worker")
	s.importArticles(map[string]string{"pets": petsArticle, "parking": parkingArticle})
	s.useModel(llmtest.Grounded)
	s.run("site", "update", "--id", s.site.ID, "--limit-messages", "0", "--limit-tokens", "0") // all come from one address

	const warmUp, turns = 20, 200
	var total, health []time.Duration
	shares := map[string][]float64{}
	var names []string
	var visitor client.Session
	for i := range warmUp + turns {
		if i%15 == 0 { // stays under the limit of messages a minute
			visitor = s.newSession()
		}
		start := time.Now()
		require.NotNil(t, s.ask(visitor, strconv.Itoa(i), "Can I bring my dog?").Reply)
		took := time.Since(start)
		start = time.Now()
		_, err := client.Check(s.api.GetConfigWithResponse(context.Background(), nil))
		require.NoError(t, err)
		if i < warmUp {
			continue
		}
		total = append(total, took)
		health = append(health, time.Since(start))
		for _, step := range s.lastTurn(visitor).Steps {
			if !slices.Contains(names, step.Name) {
				names = append(names, step.Name)
			}
			shares[step.Name] = append(shares[step.Name], step.Millis)
		}
	}
	all := percentile(millis(total), 50)
	fmt.Printf("| part | p50 ms | p95 ms | share of p50 |\n|---|---|---|---|\n")
	fmt.Printf("| whole turn, HTTP request to answer | %.1f | %.1f | |\n", all, percentile(millis(total), 95))
	rest := all
	for _, n := range names {
		p50 := percentile(shares[n], 50)
		rest -= p50
		fmt.Printf("| step %s | %.1f | %.1f | %.0f %% |\n", n, p50, percentile(shares[n], 95), 100*p50/all)
	}
	fmt.Printf("| API, Temporal and the way between | %.1f | | %.0f %% |\n", rest, 100*rest/all)
	fmt.Printf("| for comparison, in the same run: GET /api/chat/config | %.1f | %.1f | |\n",
		percentile(millis(health), 50), percentile(millis(health), 95))
}

func (s *stack) lastTurn(in client.Session) workflows.TurnTrace {
	s.t.Helper()
	v, err := s.temporal.QueryWorkflow(context.Background(), workflows.SessionWorkflowID(in.ID), "", "state")
	require.NoError(s.t, err)
	var state workflows.SessionState
	require.NoError(s.t, v.Get(&state))
	require.NotEmpty(s.t, state.Turns)
	return state.Turns[len(state.Turns)-1]
}

func millis(d []time.Duration) []float64 {
	out := make([]float64, len(d))
	for i := range d {
		out[i] = float64(d[i].Microseconds()) / 1000
	}
	return out
}

func percentile(values []float64, p int) float64 {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[min(len(sorted)-1, len(sorted)*p/100)]
}

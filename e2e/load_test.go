package e2e

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"github.com/innconnect/innconnect/internal/llm/llmtest"
)

// TestManyVisitorsAtOnce measures what visitors wait for while many of them ask,
// each the next question as soon as the last is answered, on a model that takes
// 3 s: the whole product, its services and the visitors on one machine. It
// prints the table of docs/latency.md; `make load` runs it.
func TestManyVisitorsAtOnce(t *testing.T) {
	if os.Getenv("E2E_NO_RACE") == "" {
		t.Skip("a measurement: run `make load`")
	}
	const model, d = 3 * time.Second, 30 * time.Second
	a := startArena(t)
	fmt.Println("| visitors | answers | a second | p50 s | p95 s |\n|---|---|---|---|---|")
	for _, c := range []struct {
		visitors int
		p50      time.Duration // at most
	}{{1, 3200 * time.Millisecond}, {50, 3300 * time.Millisecond}, {150, 4 * time.Second}} {
		a.model.Decide(llmtest.After(model, llmtest.Grounded))
		waits := a.chatAll(c.visitors, d)
		p50 := percentile(millis(waits), 50) / 1000
		fmt.Printf("| %d | %d | %.1f | %.2f | %.2f |\n", c.visitors, len(waits), float64(len(waits))/d.Seconds(),
			p50, percentile(millis(waits), 95)/1000)
		require.Less(t, p50, c.p50.Seconds(), "%d visitors", c.visitors)
	}
}

// chatAll has n visitors ask until d is over and returns how long they waited
// for each answer.
func (a *arena) chatAll(n int, d time.Duration) []time.Duration {
	a.t.Helper()
	ctx := context.Background()
	over := time.Now().Add(d)
	var mu sync.Mutex
	var waits []time.Duration
	var visitors errgroup.Group
	for range n {
		visitors.Go(func() error {
			session, err := a.begin(ctx)
			for i := 0; err == nil && time.Now().Before(over); i++ {
				start := time.Now()
				if _, err = a.send(ctx, session, strconv.Itoa(i), "Can I bring my dog?"); err == nil {
					mu.Lock()
					waits = append(waits, time.Since(start))
					mu.Unlock()
				}
			}
			return err
		})
	}
	require.NoError(a.t, visitors.Wait())
	return waits
}

package e2e

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"github.com/innconnect/innconnect/client"
	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/llm/llmtest"
	"github.com/innconnect/innconnect/internal/store/storetest"
	"github.com/innconnect/innconnect/workflows"
)

// TestFaults kills, stalls and repeats what can be killed, stalled and repeated,
// and holds after each fault that nothing was lost and nothing done twice. It
// prints the table of docs/reliability.md. FAULTS_SECONDS is how long the load
// of the random kills lasts; `make faults` runs it longer than `make test`.
func TestFaults(t *testing.T) {
	a := startArena(t)
	table := []fault{}
	for _, p := range []part{workerPart, apiPart, temporalPart, postgresPart} {
		table = append(table, fault{
			name:     "kill -9 of the " + string(p) + ", 20 answers in flight on a 3 s model",
			promised: "20 of 20 answered once",
			found:    a.killInFlight(p, 20),
		})
	}
	table = append(table, fault{
		name:     "kill -9 of random parts for " + faultsTime().String() + ", 8 visitors who go on",
		promised: "every accepted message answered once",
		found:    a.killAtRandom(8, faultsTime()),
	}, fault{
		name:     "a new run of each workflow every 5 turns, 20 visitors with 15 messages each",
		promised: "300 of 300 answered once",
		found:    a.newRuns(20, 15),
	}, fault{
		name:     "50 parallel copies of one message",
		promised: "one message, one answer",
		found:    a.copies(50),
	})
	for _, m := range []struct {
		name   string
		script llmtest.Script
	}{
		{"cuts its answers", llmtest.Broken("Dogs and cats are welcome in all", 3)},
		{"limits its rate", llmtest.RateLimited("1")},
		{"answers rubbish", llmtest.Rubbish()},
		{"fails", llmtest.Failed(http.StatusInternalServerError)},
	} {
		table = append(table, fault{
			name:     "a model that " + m.name,
			promised: "handed to a person, and the visitor told, within 30 s",
			found:    a.badModel(m.script),
		})
	}
	for _, off := range []time.Duration{time.Hour, -time.Hour} {
		table = append(table, fault{
			name:     fmt.Sprintf("the database's clock %s off", off),
			promised: "answered, limited, handed over and ended as always",
			found:    clockOff(t, off),
		})
	}
	fmt.Println("\n| fault | promised | found |\n|---|---|---|")
	for _, row := range table {
		fmt.Println(row)
		require.True(t, strings.HasPrefix(row.found, row.promised), "%s", row)
	}
}

func faultsTime() time.Duration {
	if seconds, err := strconv.Atoi(os.Getenv("FAULTS_SECONDS")); err == nil {
		return time.Duration(seconds) * time.Second
	}
	return 15 * time.Second
}

// killInFlight kills a part while n visitors wait for an answer.
func (a *arena) killInFlight(p part, n int) string {
	a.t.Helper()
	a.model.Decide(llmtest.After(3*time.Second, llmtest.Grounded))
	before := len(a.model.Requests())
	ctx, cancel := context.WithTimeout(context.Background(), 3*ready)
	defer cancel()
	all := make([]said, n)
	for i := range all {
		session, err := a.begin(ctx)
		require.NoError(a.t, err)
		all[i] = said{session, []string{"question"}}
	}
	var visitors errgroup.Group
	for _, v := range all {
		visitors.Go(func() error { return a.insist(ctx, v.session, "question", "Can I bring my dog?") })
	}
	require.Eventually(a.t, func() bool { return len(a.model.Requests())-before >= n }, ready, 10*time.Millisecond)
	a.kill(p)
	start := time.Now()
	require.NoError(a.t, visitors.Wait())
	took := time.Since(start)
	a.verify(all)
	return fmt.Sprintf("%d of %d answered once, the last %.1f s after", a.answeredOnce(all), n, took.Seconds())
}

// killAtRandom has visitors ask one question after the other while parts are
// killed.
func (a *arena) killAtRandom(n int, d time.Duration) string {
	a.t.Helper()
	a.model.Decide(llmtest.After(300*time.Millisecond, llmtest.Grounded))
	ctx, cancel := context.WithTimeout(context.Background(), d+3*ready)
	defer cancel()
	seed := uint64(time.Now().UnixNano())
	random := rand.New(rand.NewPCG(seed, 0))
	a.t.Logf("seed %d", seed)
	over := time.Now().Add(d)
	var mu sync.Mutex
	var all []said
	var visitors errgroup.Group
	for range n {
		visitors.Go(func() error {
			for time.Now().Before(over) {
				session, err := a.begin(ctx)
				if err != nil {
					return err
				}
				v := said{session: session}
				for i := 0; i < 15 && time.Now().Before(over); i++ { // below the limit of messages a minute
					id := strconv.Itoa(i)
					if err := a.insist(ctx, session, id, "Can I bring my dog?"); err != nil {
						return err
					}
					v.clientIDs = append(v.clientIDs, id)
				}
				mu.Lock()
				all = append(all, v)
				mu.Unlock()
			}
			return nil
		})
	}
	kills := 0
	for parts := []part{workerPart, apiPart, temporalPart, postgresPart}; time.Now().Before(over); kills++ {
		a.kill(parts[random.IntN(len(parts))])
		time.Sleep(2*time.Second + time.Duration(random.IntN(2000))*time.Millisecond) // the pace of the faults, nothing is waited for
	}
	require.NoError(a.t, visitors.Wait())
	a.verify(all)
	messages := 0
	for _, v := range all {
		messages += len(v.clientIDs)
	}
	require.Equal(a.t, messages, a.answeredOnce(all))
	return fmt.Sprintf("every accepted message answered once: %d messages, %d kills", messages, kills)
}

// newRuns has visitors write so much that their workflows begin anew.
func (a *arena) newRuns(n, messages int) string {
	a.t.Helper()
	a.model.Decide(llmtest.Grounded)
	ctx, cancel := context.WithTimeout(context.Background(), 3*ready)
	defer cancel()
	all := make([]said, n)
	var visitors errgroup.Group
	for i := range all {
		visitors.Go(func() (err error) {
			all[i].session, err = a.begin(ctx)
			for m := 0; err == nil && m < messages; m++ {
				id := strconv.Itoa(m)
				all[i].clientIDs = append(all[i].clientIDs, id)
				err = a.insist(ctx, all[i].session, id, "Can I bring my dog?")
			}
			return err
		})
	}
	require.NoError(a.t, visitors.Wait())
	a.verify(all)
	for _, v := range all {
		d, err := a.temporal.DescribeWorkflowExecution(ctx, workflows.SessionWorkflowID(v.session.ID), "")
		require.NoError(a.t, err)
		require.NotEqual(a.t, d.WorkflowExecutionInfo.FirstRunId, d.WorkflowExecutionInfo.Execution.RunId, "still the first run")
	}
	return fmt.Sprintf("%d of %d answered once", a.answeredOnce(all), n*messages)
}

// clockOff runs a conversation on a database whose clock differs from that of
// all others.
func clockOff(t *testing.T, off time.Duration) string {
	t.Helper()
	s := prepareStackOn(t, func(t testing.TB) string { return storetest.URLWithClock(t, off) })
	s.start("api")
	s.start("worker")
	s.waitReady()
	s.importArticles(map[string]string{"pets": petsArticle})
	v := said{session: s.newSession()}
	for i := range chat.MessagesPerMinute {
		v.clientIDs = append(v.clientIDs, strconv.Itoa(i))
		require.NotNil(t, s.ask(v.session, strconv.Itoa(i), "Can I bring my dog?").Reply)
	}
	_, err := s.send(context.Background(), v.session, "too-many", "Can I bring my dog?")
	var problem *client.Problem
	require.ErrorAs(t, err, &problem)
	require.Equal(t, client.ErrorCodeRateLimited, problem.Code)
	other := said{s.newSession(), []string{"person"}}
	require.Equal(t, client.SessionStatusEscalated, s.ask(other.session, "person", "I want to talk to a human agent").Session.Status)
	s.verify([]said{v, other})
	s.end(v.session)
	_, err = s.send(context.Background(), v.session, "late", "Can I bring my dog?")
	require.ErrorAs(t, err, &problem)
	require.Equal(t, client.ErrorCodeSessionClosed, problem.Code)
	return "answered, limited, handed over and ended as always"
}

// copies sends one message many times at once.
func (a *arena) copies(n int) string {
	a.t.Helper()
	a.model.Decide(llmtest.After(200*time.Millisecond, llmtest.Grounded))
	session := a.newSession()
	var senders errgroup.Group
	for range n {
		senders.Go(func() error { return a.insist(context.Background(), session, "same", "Can I bring my dog?") })
	}
	require.NoError(a.t, senders.Wait())
	a.verify([]said{{session, []string{"same"}}})
	require.Len(a.t, a.history(session), 2)
	return "one message, one answer"
}

// badModel asks a question of a model that never answers.
func (a *arena) badModel(script llmtest.Script) string {
	a.t.Helper()
	a.model.Decide(llmtest.Always(script))
	session := a.newSession()
	start := time.Now()
	out := a.ask(session, "question", "Can I bring my dog?")
	took := time.Since(start)
	require.Equal(a.t, client.EscalationReasonProviderFailure, *out.Session.EscalationReason)
	require.NotNil(a.t, out.Reply, "the visitor is told")
	require.Less(a.t, took, 30*time.Second)
	a.verify([]said{{session, []string{"question"}}})
	return fmt.Sprintf("handed to a person, and the visitor told, within 30 s: %.1f s", took.Seconds())
}

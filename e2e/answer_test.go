// Package e2e tests the built binary as its users run it.
package e2e

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/client"
	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/llm/llmtest"
	"github.com/innconnect/innconnect/internal/store"
	"github.com/innconnect/innconnect/internal/store/storetest"
	"github.com/innconnect/innconnect/worker"
	"github.com/innconnect/innconnect/workflows"
)

const petsArticle = `---
id: pets
title: Bringing your dog or cat
language: en
---
Dogs and cats are welcome in all our hotels for €15 per animal per night.

## Where pets may go

Dogs may walk with you everywhere except in the restaurant and the pool.
`

const parkingArticle = `---
id: parking
title: Parking your car
language: en
---
Guests park in the garage below the hotel for €20 per night.

## Electric cars

The garage has four charging points for electric cars.
`

func (s *stack) importArticles(articles map[string]string) {
	s.t.Helper()
	dir := s.t.TempDir()
	for name, text := range articles {
		require.NoError(s.t, os.WriteFile(filepath.Join(dir, name+".md"), []byte(text), 0o600))
	}
	s.run("kb", "import", "--site", s.site.ID, dir)
}

func (s *stack) useModel(decide func(llmtest.Request) llmtest.Script) {
	s.t.Helper()
	s.run("site", "update", "--id", s.site.ID, "--provider", "mistral")
	s.model.Decide(decide)
}

func TestAFolderIsImportedAndItsArticlesAnswer(t *testing.T) {
	s := startStack(t)
	s.start("worker")
	s.importArticles(map[string]string{"pets": petsArticle, "parking": parkingArticle})
	visitor := s.newSession()

	dog := s.ask(visitor, "1", "Can I bring my dog?")
	require.NotNil(t, dog.Reply)
	require.Contains(t, dog.Reply.Content, "€15 per animal per night")
	require.Equal(t, "pets", dog.Reply.Citations[0].ExternalID)
	require.Equal(t, client.SessionStatusActive, dog.Session.Status)

	capital := s.ask(visitor, "2", "What is the capital of France?")
	require.NotNil(t, capital.Reply)
	require.NotContains(t, capital.Reply.Content, "Paris")
	require.Equal(t, client.SessionStatusEscalated, capital.Session.Status)
	require.Equal(t, client.EscalationReasonLowConfidence, *capital.Session.EscalationReason)

	still := s.ask(visitor, "3", "How much is parking per night?")
	require.NotNil(t, still.Reply, "the assistant goes on answering what the articles answer")
	require.Equal(t, "parking", still.Reply.Citations[0].ExternalID)

	person := s.ask(visitor, "4", "I want to talk to a human agent")
	require.Equal(t, client.EscalationReasonCustomerRequest, *person.Session.EscalationReason)
	require.NotNil(t, person.Reply, "the visitor is told")

	quiet := s.ask(visitor, "5", "Can I bring my dog?")
	require.Nil(t, quiet.Reply, "a person was chosen: the assistant is silent")

	again := s.ask(visitor, "1", "Can I bring my dog?")
	require.Equal(t, dog, withSession(again, dog.Session), "the same client id is one message and one answer")
	require.Len(t, s.history(visitor), 9)
}

func withSession(a client.MessageResult, in client.Session) client.MessageResult {
	a.Session = in
	return a
}

func TestAWithdrawnArticleNeverAnswersAgain(t *testing.T) {
	s := startStack(t)
	s.start("worker")
	s.importArticles(map[string]string{"pets": petsArticle, "parking": parkingArticle})
	require.Equal(t, "pets", s.ask(s.newSession(), "1", "Can I bring my dog?").Reply.Citations[0].ExternalID)
	s.importArticles(map[string]string{"pets": "---\nid: pets\ntitle: Bringing your dog or cat\nstatus: archived\n---\nDogs are welcome.\n"})
	after := s.ask(s.newSession(), "1", "Can I bring my dog?")
	require.Equal(t, client.SessionStatusEscalated, after.Session.Status)
	require.Empty(t, after.Reply.Citations)
}

func TestAWorkerKilledInTheMiddleOfAnAnswerLeavesExactlyOneAnswer(t *testing.T) {
	s := startStack(t)
	worker := s.start("worker")
	s.importArticles(map[string]string{"pets": petsArticle, "parking": parkingArticle})
	s.useModel(llmtest.After(3*time.Second, llmtest.Grounded))
	visitor := s.newSession()

	done := make(chan error, 1)
	ctx, cancel := context.WithTimeout(context.Background(), 90*time.Second)
	defer cancel()
	go func() {
		_, err := s.send(ctx, visitor, "1", "Can I bring my dog?")
		done <- err
	}()
	require.Eventually(t, func() bool { return len(s.model.Requests()) == 1 }, ready, 10*time.Millisecond)
	worker.kill(t)
	s.start("worker")
	require.NoError(t, <-done)

	history := s.history(visitor)
	require.Len(t, history, 2, "one question, one answer")
	require.Equal(t, client.MessageRoleAssistant, history[1].Role)
	require.Equal(t, "pets", history[1].Citations[0].ExternalID)
	require.Len(t, s.model.Requests(), 2, "the model was asked again after the crash")
}

func TestAWorkerThatIsToldToStopFinishesTheAnswer(t *testing.T) {
	s := startStack(t)
	first := s.start("worker")
	s.importArticles(map[string]string{"pets": petsArticle, "parking": parkingArticle})
	s.useModel(llmtest.After(2*time.Second, llmtest.Grounded))
	visitor := s.newSession()
	done := make(chan error, 1)
	go func() {
		_, err := s.send(context.Background(), visitor, "1", "Can I bring my dog?")
		done <- err
	}()
	require.Eventually(t, func() bool { return len(s.model.Requests()) == 1 }, ready, 10*time.Millisecond)
	s.start("worker")
	require.NoError(t, first.cmd.Process.Signal(syscall.SIGTERM))
	require.NoError(t, <-done)
	require.Len(t, s.history(visitor), 2)
	require.Len(t, s.model.Requests(), 1, "the model was asked once")
}

func TestAVisitorWhoGoesAwayFindsTheAnswerInTheHistory(t *testing.T) {
	s := startStack(t)
	s.start("worker")
	s.importArticles(map[string]string{"pets": petsArticle, "parking": parkingArticle})
	s.useModel(llmtest.After(500*time.Millisecond, llmtest.Grounded))
	visitor := s.newSession()
	ctx, leave := context.WithCancel(context.Background())
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		_, _ = s.send(ctx, visitor, "1", "Can I bring my dog?")
	}()
	require.Eventually(t, func() bool { return len(s.model.Requests()) == 1 }, ready, 10*time.Millisecond)
	leave()
	<-gone
	require.Eventually(t, func() bool { return len(s.history(visitor)) == 2 }, ready, 50*time.Millisecond)
}

func TestAProviderThatIsDownHandsOverInBoundedTime(t *testing.T) {
	for name, script := range map[string]llmtest.Script{
		"failing":       llmtest.Failed(http.StatusInternalServerError),
		"rejecting":     llmtest.Failed(http.StatusUnauthorized),
		"rate-limiting": llmtest.RateLimited("1"),
		"half answers":  llmtest.Broken("Dogs and cats are welcome in all", 3),
		"rubbish":       llmtest.Rubbish(),
	} {
		t.Run(name, func(t *testing.T) {
			s := startStack(t)
			s.start("worker")
			s.importArticles(map[string]string{"pets": petsArticle, "parking": parkingArticle})
			s.useModel(llmtest.Always(script))
			start := time.Now()
			out := s.ask(s.newSession(), "1", "Can I bring my dog?")
			require.Less(t, time.Since(start), 30*time.Second)
			require.Equal(t, client.EscalationReasonProviderFailure, *out.Session.EscalationReason)
			require.NotNil(t, out.Reply, "the visitor is told")
			require.NotContains(t, out.Reply.Content, "Dogs")
		})
	}
}

func TestAMessageWhoseAPIProcessDiedIsAnsweredByItself(t *testing.T) {
	s := startStack(t)
	s.importArticles(map[string]string{"pets": petsArticle, "parking": parkingArticle})
	visitor := s.newSession()
	st, err := store.Open(context.Background(), s.databaseURL, 2, storetest.Sealer(t))
	require.NoError(t, err)
	defer st.Close()
	// What the API does before it hands the message over.
	_, _, err = st.AddVisitorMessage(context.Background(), store.NewVisitorMessage{
		SiteID: s.site.ID, SessionID: visitor.ID, ClientMessageID: "1", Content: "Can I bring my dog?"})
	require.NoError(t, err)
	require.NoError(t, worker.SweepOnce(context.Background(), st, workflows.NewConversations(s.temporal, 0), time.Hour))
	require.Len(t, s.history(visitor), 1, "a young message is left to the API")

	s.start("worker")
	require.NoError(t, worker.SweepOnce(context.Background(), st, workflows.NewConversations(s.temporal, 0), 0))
	require.Eventually(t, func() bool { return len(s.history(visitor)) == 2 }, ready, 50*time.Millisecond)
}

func TestAModelThatDeclinesHandsOver(t *testing.T) {
	s := startStack(t)
	s.start("worker")
	s.importArticles(map[string]string{"pets": petsArticle, "parking": parkingArticle})
	s.useModel(llmtest.Always(llmtest.Decline()))
	out := s.ask(s.newSession(), "1", "Can I bring my dog?")
	require.Equal(t, client.EscalationReasonMissingKnowledge, *out.Session.EscalationReason)
	require.NotContains(t, out.Reply.Content, "NO_ANSWER")
}

func TestParallelCopiesOfOneMessageAreOneMessageAndOneAnswer(t *testing.T) {
	s := startStack(t)
	s.start("worker")
	s.importArticles(map[string]string{"pets": petsArticle, "parking": parkingArticle})
	visitor := s.newSession()
	var wg sync.WaitGroup
	replies := make([]string, 20)
	for i := range replies {
		wg.Go(func() { replies[i] = s.ask(visitor, "same", "Can I bring my dog?").Reply.ID })
	}
	wg.Wait()
	for _, id := range replies {
		require.Equal(t, replies[0], id)
	}
	require.Len(t, s.history(visitor), 2)
}

func TestAConversationContinuesAfterItsWorkflowWasTerminated(t *testing.T) {
	s := startStack(t)
	s.start("worker")
	s.importArticles(map[string]string{"pets": petsArticle, "parking": parkingArticle})
	visitor := s.newSession()
	s.ask(visitor, "1", "Can I bring my dog?")
	require.NoError(t, s.temporal.TerminateWorkflow(context.Background(), workflows.SessionWorkflowID(visitor.ID), "", "test"))
	out := s.ask(visitor, "2", "How much is parking per night?")
	require.Equal(t, "parking", out.Reply.Citations[0].ExternalID)
	require.Len(t, s.history(visitor), 4)
}

func TestAnEndedConversationIsReadOnlyAndReadable(t *testing.T) {
	s := startStack(t)
	s.start("worker")
	s.importArticles(map[string]string{"pets": petsArticle})
	visitor := s.newSession()
	s.ask(visitor, "1", "Can I bring my dog?")
	for range 2 {
		s.end(visitor)
	}
	_, err := s.send(context.Background(), visitor, "2", "hello?")
	var problem *client.Problem
	require.ErrorAs(t, err, &problem)
	require.Equal(t, client.ErrorCodeSessionClosed, problem.Code)
	require.Len(t, s.history(visitor), 2)
	s.waitOver(visitor)
}

// waitOver waits until a conversation's workflow completes.
func (s *stack) waitOver(in client.Session) {
	s.t.Helper()
	require.Eventually(s.t, func() bool {
		d, err := s.temporal.DescribeWorkflowExecution(context.Background(), workflows.SessionWorkflowID(in.ID), "")
		return err == nil && d.WorkflowExecutionInfo.CloseTime != nil
	}, ready, 50*time.Millisecond, "the workflow completes")
}

func TestAConversationOutlivesManyRuns(t *testing.T) {
	if testing.Short() {
		t.Skip("sends some hundred messages")
	}
	s := startStack(t)
	s.start("worker")
	s.importArticles(map[string]string{"pets": petsArticle})
	visitor := s.newSession()
	const n = 220
	for i := range n {
		if i%chat.MessagesPerMinute == 0 {
			storetest.Pass(t, s.databaseURL, time.Minute)
		}
		require.NotNil(t, s.ask(visitor, strconv.Itoa(i), "Can I bring my dog?").Reply)
	}
}

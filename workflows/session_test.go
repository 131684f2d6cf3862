package workflows

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/workflow"

	"github.com/innconnect/innconnect/activities"
	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/retrieval"
	"github.com/innconnect/innconnect/internal/store"
	"github.com/innconnect/innconnect/internal/store/storetest"
)

// setup is one session on a real database, with the pipeline's real steps.
// What retrieval finds and what the model says is scripted.
type setup struct {
	*testing.T
	env     *testsuite.TestWorkflowEnvironment
	store   *store.Store
	steps   *activities.Activities
	session chat.Session
	article chat.Article

	databaseURL   string
	answerability float64
	searchFails   error
	searched      []string
	model         func(attempt int, onDelta func(string) error) (string, error)
	asked         int
	results       map[string]MessageHandled
	failures      map[string]error
}

func newSetup(t *testing.T) *setup {
	s := &setup{T: t, databaseURL: storetest.URL(t), answerability: 0.9,
		results: map[string]MessageHandled{}, failures: map[string]error{}}
	s.model = func(int, func(string) error) (string, error) { return "Dogs are welcome. [1]", nil }
	ctx := context.Background()
	var err error
	s.store, err = store.Open(ctx, s.databaseURL, 8, storetest.Sealer(t))
	require.NoError(t, err)
	t.Cleanup(s.store.Close)
	site := storetest.Site(t, s.store)
	s.session, err = s.store.CreateSession(ctx, store.NewSession{SiteID: site.ID})
	require.NoError(t, err)
	require.NoError(t, s.store.UpdateSettings(ctx, store.SettingsChange{SiteID: site.ID, Change: func(c *chat.Settings) {
		c.Provider, c.IdleCloseAfter, c.IdleWarning = chat.ProviderOpenAI, time.Hour, 0
		c.BaseURL = "http://127.0.0.1:1/v1"
		c.EscalationKeywords = []string{"refund"}
	}}))
	s.article, _, err = retrieval.Catalog{Articles: s.store}.Save(ctx, chat.Article{
		SiteID: site.ID, ExternalID: "pets", Title: "Pets", Body: "Dogs are welcome.", Language: "en", Status: chat.ArticlePublished})
	require.NoError(t, err)

	var suite testsuite.WorkflowTestSuite
	suite.SetLogger(quiet{})
	s.env = suite.NewTestWorkflowEnvironment()
	s.env.SetTestTimeout(time.Minute)
	s.env.RegisterWorkflow(Session)
	s.steps = &activities.Activities{
		Transcript: s.store, Sites: s.store, Budgets: s.store, Retriever: s, Models: s, ModelCalls: s.store, Alerts: s.store,
		Log: slog.New(slog.DiscardHandler)}
	s.env.RegisterActivity(s.steps)
	return s
}

type quiet struct{}

func (quiet) Debug(string, ...any) {}
func (quiet) Info(string, ...any)  {}
func (quiet) Warn(string, ...any)  {}
func (quiet) Error(string, ...any) {}

// Search finds the one article, and keeps what it was asked.
func (s *setup) Search(_ context.Context, _, question string) (retrieval.Result, error) {
	s.searched = append(s.searched, question)
	if s.searchFails != nil {
		return retrieval.Result{}, s.searchFails
	}
	return retrieval.Result{Answerability: s.answerability, Passages: []chat.Passage{{
		ChunkID: 1, ArticleID: s.article.ID, ExternalID: "pets", Title: "Pets", Text: "Dogs are welcome.", Language: "en"}}}, nil
}

// For returns the scripted model.
func (s *setup) For(chat.Settings) (activities.Model, error) { return s, nil }

// Stream plays the script.
func (s *setup) Stream(_ context.Context, _ chat.Prompt, onDelta func(string) error) (chat.Generation, error) {
	s.asked++
	text, err := s.model(s.asked, onDelta)
	return chat.Generation{Text: text, Model: "scripted"}, err
}

// send stores a message after a delay of workflow time and tells the workflow.
// The outcome is found under the client's id.
func (s *setup) send(after time.Duration, clientID, content string) {
	s.env.RegisterDelayedCallback(func() {
		m := s.add(clientID, content)
		s.tell(clientID, m)
	}, after)
}

func (s *setup) add(clientID, content string) chat.Message {
	s.Helper()
	m, _, err := s.store.AddVisitorMessage(context.Background(), store.NewVisitorMessage{
		SiteID: s.session.SiteID, SessionID: s.session.ID, ClientMessageID: clientID, Content: content})
	require.NoError(s, err)
	return m
}

func (s *setup) tell(name string, m chat.Message) {
	s.update(name, updateSendMessage, SendMessage{SiteID: m.SiteID, SessionID: m.SessionID, MessageID: m.ID})
}

func (s *setup) update(name, update string, args ...any) {
	s.env.UpdateWorkflow(update, name, &testsuite.TestUpdateCallback{
		OnAccept: func() {},
		OnReject: func(err error) { s.failures[name] = err },
		OnComplete: func(v any, err error) {
			if out, ok := v.(MessageHandled); ok && err == nil {
				s.results[name] = out
			}
			s.failures[name] = err
		},
	}, args...)
}

func (s *setup) end(after time.Duration) {
	s.env.RegisterDelayedCallback(func() { s.update("end", updateEnd, chat.Ending{By: chat.EndedByVisitor}) }, after)
}

// run plays the workflow to its end.
func (s *setup) run() {
	s.Helper()
	s.env.ExecuteWorkflow(Session, SessionInput{SiteID: s.session.SiteID, SessionID: s.session.ID})
	require.True(s, s.env.IsWorkflowCompleted())
}

func (s *setup) transcript() []chat.Message {
	s.Helper()
	messages, err := s.store.ListMessages(context.Background(), s.session.SiteID, s.session.ID, 0, 1000)
	require.NoError(s, err)
	return messages
}

func (s *setup) status() chat.Session {
	s.Helper()
	found, err := s.store.FindSession(context.Background(), s.session.SiteID, s.session.ID)
	require.NoError(s, err)
	return found
}

func TestAQuestionIsAnsweredWithItsSource(t *testing.T) {
	s := newSetup(t)
	s.send(0, "1", "May my dog come?")
	s.run()
	require.NoError(t, s.env.GetWorkflowError())
	require.NoError(t, s.failures["1"])
	messages := s.transcript()
	require.Len(t, messages, 2)
	require.Equal(t, "Dogs are welcome.", messages[1].Content)
	require.Equal(t, "pets", messages[1].Citations[0].ExternalID)
	require.Equal(t, MessageHandled{MessageID: messages[0].ID, ReplyID: messages[1].ID, Status: chat.StatusActive}, s.results["1"])
}

func TestAnUnusedConversationIsClosedAfterTheSitesTime(t *testing.T) {
	s := newSetup(t)
	start := s.env.Now()
	s.run()
	require.NoError(t, s.env.GetWorkflowError())
	require.Equal(t, chat.StatusClosed, s.status().Status)
	require.GreaterOrEqual(t, s.env.Now().Sub(start), time.Hour)
}

func TestMessagesDuringATurnShareTheNextAnswer(t *testing.T) {
	s := newSetup(t)
	s.model = func(attempt int, _ func(string) error) (string, error) {
		if attempt == 1 { // both come in while the first answer is being written
			s.send(0, "2", "And cats?")
			s.send(0, "3", "And birds?")
		}
		return "Dogs are welcome. [1]", nil
	}
	s.send(0, "1", "May my dog come?")
	s.run()
	require.Equal(t, 2, s.asked)
	require.Len(t, s.transcript(), 5)
	require.NotEmpty(t, s.results["2"].ReplyID)
	require.Equal(t, s.results["2"].ReplyID, s.results["3"].ReplyID)
}

func TestTheSameMessageAgainGetsTheSameAnswer(t *testing.T) {
	s := newSetup(t)
	s.send(0, "1", "May my dog come?")
	s.env.RegisterDelayedCallback(func() { s.tell("again", s.add("1", "May my dog come?")) }, time.Minute)
	s.run()
	require.Equal(t, 1, s.asked)
	require.Len(t, s.transcript(), 2)
	require.Equal(t, s.results["1"], s.results["again"])
}

func TestAMessageThatTheWorkflowWasNeverToldIsAnsweredWithTheNextOne(t *testing.T) {
	s := newSetup(t)
	s.env.RegisterDelayedCallback(func() { s.add("lost", "May my dog come?") }, time.Minute)
	s.send(2*time.Minute, "2", "And my cat?")
	s.run()
	messages := s.transcript()
	require.Len(t, messages, 3)
	require.Equal(t, messages[2].ID, messages[0].ReplyID)
	require.Equal(t, messages[2].ID, messages[1].ReplyID)
}

func TestAnswerabilityBelowTheThresholdAsksForAPerson(t *testing.T) {
	s := newSetup(t)
	s.answerability = 0.1
	s.send(0, "1", "What is the capital of France?")
	s.end(time.Minute)
	s.run()
	require.Zero(t, s.asked, "the model is not asked")
	require.Equal(t, chat.ReasonLowConfidence, s.results["1"].Reason)
	require.Len(t, s.transcript(), 2, "the visitor is told")
}

func TestAGreetingIsReturnedWithoutBotheringAnybody(t *testing.T) {
	s := newSetup(t)
	s.answerability = 0.1
	s.send(0, "1", "Goedemorgen!")
	s.send(time.Minute, "2", "thanks")
	s.run()
	require.Empty(t, s.searched)
	require.Equal(t, chat.StatusActive, s.results["2"].Status)
	messages := s.transcript()
	require.Len(t, messages, 4)
	require.Contains(t, messages[1].Content, "Hallo")
	require.Contains(t, messages[3].Content, "welcome")
}

func TestOnlyAFollowUpIsUnderstoodWithTheQuestionBeforeIt(t *testing.T) {
	s := newSetup(t)
	s.answerability = 0.3 // too little by itself, but not nothing
	s.send(0, "1", "May my dog come?")
	s.send(time.Minute, "2", "And my cat?")
	s.send(2*time.Minute, "3", "What is the capital of France?")
	s.end(time.Hour)
	s.run()
	require.Equal(t, []string{
		"May my dog come?",
		"And my cat?", "May my dog come?\nAnd my cat?",
		"What is the capital of France?",
	}, s.searched)
}

func TestAModelThatDeclinesAsksForAPerson(t *testing.T) {
	s := newSetup(t)
	s.model = func(int, func(string) error) (string, error) { return "NO_ANSWER", nil }
	s.send(0, "1", "May my dog come?")
	s.end(time.Minute)
	s.run()
	require.Equal(t, chat.ReasonMissingKnowledge, s.results["1"].Reason)
}

func TestAProviderThatFailsIsTriedABoundedNumberOfTimesWhenItAsksForIt(t *testing.T) {
	s := newSetup(t)
	var asked []time.Time
	s.model = func(int, func(string) error) (string, error) {
		asked = append(asked, s.env.Now())
		return "", &chat.ProviderError{Kind: chat.ProviderRateLimited, RetryAfter: 20 * time.Second}
	}
	s.send(0, "1", "May my dog come?")
	s.end(time.Hour)
	s.run()
	require.Len(t, asked, 3)
	for i := range 2 {
		require.InDelta(t, 20, asked[i+1].Sub(asked[i]).Seconds(), 1)
	}
	require.Equal(t, chat.ReasonProviderFailure, s.results["1"].Reason)
}

func TestAProviderThatRefusesIsNotTriedAgain(t *testing.T) {
	s := newSetup(t)
	s.model = func(int, func(string) error) (string, error) {
		return "", &chat.ProviderError{Kind: chat.ProviderRejected, Status: 401}
	}
	s.send(0, "1", "May my dog come?")
	s.end(time.Hour)
	s.run()
	require.Equal(t, 1, s.asked)
	require.Equal(t, chat.ReasonProviderFailure, s.results["1"].Reason)
}

func TestAProviderKeyThatCannotBeReadHandsOver(t *testing.T) {
	s := newSetup(t)
	ctx := context.Background()
	require.NoError(t, s.store.UpdateSettings(ctx, store.SettingsChange{SiteID: s.session.SiteID, ProviderKey: new("sealed under this key")}))
	other, err := store.Open(ctx, s.databaseURL, 4, storetest.Sealer(t)) // which has another key
	require.NoError(t, err)
	defer other.Close()
	s.steps.Sites = other
	s.send(0, "1", "May my dog come?")
	s.end(time.Hour)
	s.run()
	require.Equal(t, chat.ReasonProviderFailure, s.results["1"].Reason)
}

func TestAStepThatKeepsFailingHandsOverInBoundedTime(t *testing.T) {
	s := newSetup(t)
	s.searchFails = errors.New("out of order")
	s.send(0, "1", "May my dog come?")
	s.env.RegisterDelayedCallback(func() {
		require.Equal(t, chat.ReasonProviderFailure, s.results["1"].Reason)
	}, 2*answerPatience)
	s.end(3 * answerPatience)
	s.run()
	require.Len(t, s.transcript(), 2, "the visitor is told")
}

func TestTheAssistantIsSilentOnceAPersonWasChosen(t *testing.T) {
	s := newSetup(t)
	s.send(0, "1", "I want a refund")
	s.send(time.Minute, "2", "May my dog come?")
	s.end(time.Hour)
	s.run()
	require.Zero(t, s.asked)
	require.Empty(t, s.results["2"].ReplyID)
	require.Equal(t, chat.StatusEscalated, s.results["2"].Status)
}

func TestTheAssistantStillAnswersWhileAPersonIsAwaitedForAnotherQuestion(t *testing.T) {
	s := newSetup(t)
	s.answerability = 0.1
	s.send(0, "1", "What is the capital of France?")
	s.env.RegisterDelayedCallback(func() { s.answerability = 0.9 }, time.Second)
	s.send(time.Minute, "2", "May my dog come?")
	s.end(time.Hour)
	s.run()
	require.Equal(t, 1, s.asked)
	require.NotEmpty(t, s.results["2"].ReplyID)
	require.Equal(t, chat.StatusEscalated, s.results["2"].Status)
}

func TestAnArticleWithdrawnUnderATurnIsNotUsed(t *testing.T) {
	s := newSetup(t)
	s.model = func(attempt int, _ func(string) error) (string, error) {
		if attempt == 1 {
			withdrawn := s.article
			withdrawn.Status = chat.ArticleArchived
			_, _, err := retrieval.Catalog{Articles: s.store}.Save(context.Background(), withdrawn)
			require.NoError(t, err)
			s.answerability = 0 // what retrieval says without the article
		}
		return "Dogs are welcome. [1]", nil
	}
	s.send(0, "1", "May my dog come?")
	s.end(time.Minute)
	s.run()
	require.Equal(t, chat.ReasonLowConfidence, s.results["1"].Reason)
	for _, m := range s.transcript() {
		require.NotContains(t, m.Content, "Dogs are welcome")
	}
}

func TestTheEndDropsAnAnswerThatIsBeingWritten(t *testing.T) {
	s := newSetup(t)
	s.model = func(int, func(string) error) (string, error) {
		s.end(0)
		return "", errors.New("try again")
	}
	s.send(0, "1", "May my dog come?")
	s.run()
	require.NoError(t, s.env.GetWorkflowError())
	require.Equal(t, chat.StatusClosed, s.status().Status)
	require.Len(t, s.transcript(), 1)
	require.Error(t, s.failures["1"], "its sender is told that the conversation has ended")
}

func TestTheArticlesAnswerInTheirOwnWordsOnceTheDaysTokensAreUsedUp(t *testing.T) {
	s := newSetup(t)
	require.NoError(t, s.store.UpdateSettings(context.Background(), store.SettingsChange{SiteID: s.session.SiteID, Change: func(c *chat.Settings) {
		c.Limits.SiteTokensPerDay = 10 // less than one answer takes
	}}))
	s.send(0, "1", "May my dog come?")
	s.send(time.Minute, "2", "May my dog come?")
	s.run()
	require.NoError(t, s.env.GetWorkflowError())
	require.Equal(t, 1, s.asked)
	value, err := s.env.QueryWorkflow(queryState)
	require.NoError(t, err)
	var state SessionState
	require.NoError(t, value.Get(&state))
	turns := state.Turns
	require.Equal(t, []chat.Budget{chat.BudgetNone, chat.BudgetSite}, []chat.Budget{turns[0].Spent, turns[1].Spent})
	require.Equal(t, "answered", turns[1].Outcome)
	require.Contains(t, s.transcript()[3].Content, "Dogs are welcome.")
}

func TestALongConversationContinuesAsANewRunWithItsWholeState(t *testing.T) {
	s := newSetup(t)
	for i := range turnsPerRun {
		at := time.Duration(i) * time.Minute
		// The database's clock does not skip as the workflow's does.
		s.env.RegisterDelayedCallback(func() { storetest.Pass(t, s.databaseURL, time.Minute) }, at-time.Second)
		s.send(at, strconv.Itoa(i), "May my dog come? "+strconv.Itoa(i))
	}
	s.run()
	var next *workflow.ContinueAsNewError
	require.ErrorAs(t, s.env.GetWorkflowError(), &next)
	require.Len(t, s.transcript(), 2*turnsPerRun)
}

func TestTheStateSurvivesARoundTrip(t *testing.T) {
	in := SessionState{
		Standing: chat.Standing{Status: chat.StatusEscalated, Reason: chat.ReasonKeyword, Epoch: 3, AgentID: "a",
			AgentName: "Ann", Lease: time.Minute, Wait: 2, WaitedFor: time.Second, LadderStep: chat.LadderAlerted},
		WaitSince: time.Unix(2, 0).UTC(), LookAgain: time.Unix(3, 0).UTC(), Quiet: time.Unix(4, 0).UTC(), Warned: true,
		Next:     NextStep{Wait: 2, Step: chat.LadderSupervisors, Quiet: time.Unix(5, 0).UTC(), Due: time.Unix(6, 0).UTC()},
		SiteName: "Shop", IdleCloseAfter: time.Hour, IdleWarning: time.Minute,
		Pending: []string{"p"}, TurnsTotal: 7,
		Handled: []MessageHandled{{MessageID: "m", ReplyID: "r", Status: chat.StatusActive, Reason: chat.ReasonKeyword}},
		Turns: []TurnTrace{{TurnID: "t", Started: time.Unix(1, 0).UTC(), Outcome: "answered", Answerability: 0.5,
			Articles: []string{"a"}, Attempts: 2, Spent: chat.BudgetSite, Steps: []StepTrace{{Name: "n", Millis: 1.5}}}},
	}
	data, err := json.Marshal(in)
	require.NoError(t, err)
	var out SessionState
	require.NoError(t, json.Unmarshal(data, &out))
	require.Equal(t, in, out)
}

func TestTheThirdTryIsForAPerson(t *testing.T) {
	s := newSetup(t)
	for i := range 3 {
		s.send(time.Duration(i)*time.Minute, strconv.Itoa(i), "May my dog come?")
	}
	s.send(3*time.Minute, "later", "And my cat?")
	s.end(4 * time.Minute)
	s.run()
	require.Equal(t, 2, s.asked, "the third time is not answered the same way again")
	require.Equal(t, chat.ReasonRepeated, s.results["2"].Reason)
	require.Empty(t, s.results["later"].ReplyID, "a person was chosen: the assistant is silent")
	require.Contains(t, s.transcript()[5].Content, "don't seem to be of help")
}
